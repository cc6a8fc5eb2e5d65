"""The look of a territory’s documents."""

from django.urls import path

from accounts.views import brand

app_name = "brand"

urlpatterns = [
    path("identite-visuelle/", brand.edit, name="edit"),
    path("identite-visuelle/logo", brand.logo, name="logo"),
]
