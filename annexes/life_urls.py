"""Of a plan: its status, opinions, signatures and avenants."""

from django.urls import URLPattern, URLResolver

app_name = "life"

urlpatterns: list[URLPattern | URLResolver] = []
