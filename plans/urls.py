from django.urls import path

from plans.views import adding, alerts, deletion, effects, moving, objectives, plans, structure

app_name = "plans"

urlpatterns = [
    path("nouveau/", plans.new, name="new"),
    path("<slug:plan>/modifier/", plans.edit, name="edit"),
    path("<slug:plan>/supprimer/", plans.delete, name="delete"),
    path("<slug:plan>/alertes/", alerts.alerts, name="alerts"),
    path("<slug:plan>/objectifs/ajouter/", adding.add, name="objective-add"),
    path("<slug:plan>/objectifs/coller/", adding.paste, name="objective-paste"),
    path("<slug:plan>/objectifs/<int:pk>/", objectives.menu, name="objective"),
    path("<slug:plan>/objectifs/<int:pk>/modifier/", objectives.edit, name="objective-edit"),
    path("<slug:plan>/objectifs/<int:pk>/rang/", moving.step, name="objective-step"),
    path("<slug:plan>/objectifs/<int:pk>/deplacer/", moving.move, name="objective-move"),
    path("<slug:plan>/objectifs/<int:pk>/supprimer/", deletion.delete, name="objective-delete"),
    path("<slug:plan>/effets/ajouter/", effects.add, name="effects-add"),
    path("<slug:plan>/effets/<int:pk>/modifier/", effects.edit, name="effects-edit"),
    path("<slug:plan>/effets/<int:pk>/supprimer/", effects.delete, name="effects-delete"),
    path("<slug:plan>/structure/annuler/", structure.undo_last, name="structure-undo"),
    path("<slug:plan>/structure/renumeroter/", structure.renumber, name="structure-renumber"),
]
