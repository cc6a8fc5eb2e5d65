"""Without an account: shared documents, public pages, the check of a document, calendar feeds."""

from django.urls import URLPattern, URLResolver

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = []
