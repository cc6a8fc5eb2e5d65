"""Of a plan: its status, opinions, signatures and avenants."""

from django.urls import path

from actions.views import life, visas
from annexes.views import amendments

app_name = "life"

urlpatterns = [
    path("<slug:plan>/vie/", life.plan, name="plan"),
    path("<slug:plan>/vie/passer/<slug:to>/", life.step, name="step"),
    path("<slug:plan>/vie/deliberation/", life.deliberation, name="deliberation"),
    path("<slug:plan>/vie/motif/", life.reason, name="reason"),
    path("<slug:plan>/vie/avis-et-signatures/preparer/", visas.prepare, name="visas-prepare"),
    path("<slug:plan>/vie/avis-et-signatures/ajouter/", visas.new, name="visa-new"),
    path("<slug:plan>/vie/avis-et-signatures/<int:pk>/", visas.edit, name="visa-edit"),
    path("<slug:plan>/vie/avis-et-signatures/<int:pk>/retirer/", visas.delete, name="visa-delete"),
    path("<slug:plan>/vie/avis-et-signatures/<int:pk>/fichier/", visas.download, name="visa-file"),
    path("<slug:plan>/avenants/", amendments.listing, name="amendments"),
    path("<slug:plan>/avenants/nouveau/", amendments.new, name="amendment-new"),
    path("<slug:plan>/avenants/<int:pk>/", amendments.amendment, name="amendment"),
    path("<slug:plan>/avenants/<int:pk>/modifier/", amendments.edit, name="amendment-edit"),
    path("<slug:plan>/avenants/<int:pk>/passer/<slug:to>/", amendments.step, name="amendment-step"),
    path("<slug:plan>/avenants/<int:pk>/document/", amendments.document, name="amendment-document"),
]
