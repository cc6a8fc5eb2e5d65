"""Of a plan: its frozen versions, their comparison, its archive."""

from django.urls import URLPattern, URLResolver

app_name = "versions"

urlpatterns: list[URLPattern | URLResolver] = []
