from django.urls import path

from annexes.views import lists

app_name = "sheets"

urlpatterns = [
    path("listes/<slug:what>/importer/", lists.import_new, name="import"),
    path("listes/<slug:what>/importer/<int:pk>/", lists.preview, name="preview"),
    path("listes/<slug:what>/exporter/", lists.export, name="export"),
]
