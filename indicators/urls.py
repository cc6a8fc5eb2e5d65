from django.urls import path

from indicators.views import listing, measures, owner, place

app_name = "indicators"

urlpatterns = [
    path("<slug:plan>/indicateurs/", listing.listing, name="list"),
    path("<slug:plan>/indicateurs/annuler/", place.undo, name="undo"),
    path("<slug:plan>/indicateurs/<int:pk>/deplacer/", place.place, name="place"),
    path("<slug:plan>/indicateurs/<int:pk>/supprimer/", place.delete, name="delete"),
    path("<slug:plan>/fiches/<int:pk>/indicateurs/", owner.of_action, name="of-action"),
    path("<slug:plan>/objectifs/<int:pk>/indicateurs/", owner.of_objective, name="of-objective"),
    path("<slug:plan>/fiches/<int:pk>/mesures/", measures.of_action, name="measures-of-action"),
    path("<slug:plan>/objectifs/<int:pk>/mesures/", measures.of_objective, name="measures-of-objective"),
]
