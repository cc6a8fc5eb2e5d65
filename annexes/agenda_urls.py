"""Of a territory: every date of its plans."""

from django.urls import URLPattern, URLResolver

app_name = "agenda"

urlpatterns: list[URLPattern | URLResolver] = []
