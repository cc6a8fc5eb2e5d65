"""Without an account: shared documents, public pages, the check of a document, calendar feeds."""

from django.urls import URLPattern, URLResolver, path

from annexes.views import agenda, public, shared, verifying

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("verifier/", verifying.verify, name="verify"),
    path("partage/<str:secret>/", shared.page, name="share"),
    path("partage/<str:secret>/logo", shared.logo, name="share-logo"),
    path("partage/<str:secret>/<int:position>/", shared.download, name="share-file"),
    path("agenda/<str:secret>.ics", agenda.feed, name="feed"),
    path("robots.txt", public.robots, name="robots"),
    path("public/<slug:authority>/", public.territory, name="territory"),
    path("public/<slug:authority>/logo", public.logo, name="logo"),
    path("public/<slug:authority>/<slug:project>/", public.plan, name="plan"),
    path("public/<slug:authority>/<slug:project>/fiches/<int:rank>/", public.fiche, name="fiche"),
    path("public/<slug:authority>/<slug:project>/donnees.csv", public.csv, name="csv"),
    path("public/<slug:authority>/<slug:project>/donnees.json", public.json, name="json"),
    path("public/<slug:authority>/<slug:project>/jeu.jsonld", public.metadata, name="metadata"),
    path(
        "public/<slug:authority>/<slug:project>/versions/<int:number>/<int:position>/", public.document, name="document"
    ),
]
