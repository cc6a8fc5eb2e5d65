"""Of a plan: what comes after it."""

from django.urls import URLPattern, URLResolver

app_name = "renewal"

urlpatterns: list[URLPattern | URLResolver] = []
