"""Without an account: shared documents, public pages, the check of a document, calendar feeds."""

from django.urls import URLPattern, URLResolver, path

from annexes.views import agenda, shared, verifying

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("verifier/", verifying.verify, name="verify"),
    path("partage/<str:secret>/", shared.page, name="share"),
    path("partage/<str:secret>/logo", shared.logo, name="share-logo"),
    path("partage/<str:secret>/<int:position>/", shared.download, name="share-file"),
    path("agenda/<str:secret>.ics", agenda.feed, name="feed"),
]
