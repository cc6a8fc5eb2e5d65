from django.urls import path

from annexes.views import lists, listundo

app_name = "sheets"

urlpatterns = [
    path("listes/imports/", listundo.imports, name="imports"),
    path("listes/imports/<int:pk>/annuler/", listundo.undo, name="undo"),
    path("listes/<slug:what>/importer/", lists.import_new, name="import"),
    path("listes/<slug:what>/importer/<int:pk>/", lists.preview, name="preview"),
    path("listes/<slug:what>/importer/<int:pk>/signalements/", lists.returned, name="returned"),
    path("listes/<slug:what>/exporter/", lists.export, name="export"),
    path("plans/<slug:plan>/mesures/importer/", lists.measures_import, name="measures-import"),
    path("plans/<slug:plan>/mesures/importer/<int:pk>/", lists.measures_preview, name="measures-preview"),
    path(
        "plans/<slug:plan>/mesures/importer/<int:pk>/signalements/", lists.measures_returned, name="measures-returned"
    ),
    path("plans/<slug:plan>/mesures/collecte/", lists.measures_export, name="measures-export"),
]
