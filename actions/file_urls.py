"""Of a plan: its dossier."""

from django.urls import path

from actions.filedata_urls import urlpatterns as data_urls
from actions.views.file import documents, gauge, sections

app_name = "file"

urlpatterns = [
    path("<slug:plan>/dossier/", gauge.index, name="index"),
    path("<slug:plan>/dossier/lire/", gauge.read, name="read"),
    path("<slug:plan>/dossier/ordre/", sections.arrange, name="arrange"),
    path("<slug:plan>/dossier/sections/<slug:key>/", sections.section, name="section"),
    path("<slug:plan>/dossier/sections/<slug:key>/modifier/", sections.edit, name="section-edit"),
    path("<slug:plan>/dossier/textes/nouveau/", sections.own_edit, name="own-new"),
    path("<slug:plan>/dossier/textes/<int:pk>/", sections.own, name="own"),
    path("<slug:plan>/dossier/textes/<int:pk>/modifier/", sections.own_edit, name="own-edit"),
    path("<slug:plan>/dossier/documents/", documents.documents, name="documents"),
    path("<slug:plan>/dossier/documents/<int:pk>/", documents.download, name="document"),
    path("<slug:plan>/dossier/documents/<int:pk>/retirer/", documents.remove, name="document-remove"),
    *data_urls,
]
