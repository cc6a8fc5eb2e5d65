"""The look of a territory’s documents, and its public page."""

from django.urls import path

from accounts.views import brand

app_name = "brand"

urlpatterns = [
    path("identite-visuelle/", brand.edit, name="edit"),
    path("identite-visuelle/logo", brand.logo, name="logo"),
    path("page-publique/", brand.public_page, name="public-page"),
]
