"""Of a plan: its instances and their meetings."""

from django.urls import URLPattern, URLResolver

app_name = "committees"

urlpatterns: list[URLPattern | URLResolver] = []
