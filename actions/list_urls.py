"""The list of the fiches of a plan, the views kept of it, the edits of many fiches: a part of `actions.urls`."""

from django.urls import path

from actions.views import bulk, listing, saved

urlpatterns = [
    path("<slug:plan>/fiches/", listing.of_plan, name="list"),
    path("<slug:plan>/fiches/vues/", saved.save, name="view-save"),
    path("<slug:plan>/fiches/vues/<int:pk>/", saved.change, name="view-change"),
    path("<slug:plan>/fiches/vues/<int:pk>/supprimer/", saved.delete, name="view-delete"),
    path("<slug:plan>/fiches/par-lot/", bulk.prepare, name="bulk"),
    path("<slug:plan>/fiches/par-lot/confirmer/", bulk.confirm, name="bulk-confirm"),
    path("<slug:plan>/fiches/par-lot/historique/", bulk.history, name="bulk-history"),
    path("<slug:plan>/fiches/par-lot/annuler/", bulk.undo, name="bulk-undo"),
]
