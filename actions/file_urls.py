"""Of a plan: its dossier."""

from django.urls import URLPattern, URLResolver

app_name = "file"

urlpatterns: list[URLPattern | URLResolver] = []
