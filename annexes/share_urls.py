"""Of a plan: the links to its documents."""

from django.urls import URLPattern, URLResolver

app_name = "share"

urlpatterns: list[URLPattern | URLResolver] = []
