"""The data of a dossier: figures, accueils, activities, the charter, the programme."""

from django.urls import path

from actions.views import activities, charter, childcares, figures, programme

urlpatterns = [
    path("<slug:plan>/dossier/chiffres/", figures.figures, name="figures"),
    path("<slug:plan>/dossier/chiffres/tableau/", figures.table, name="figures-table"),
    path("<slug:plan>/dossier/chiffres/coller/", figures.paste, name="figures-paste"),
    path("<slug:plan>/dossier/chiffres/supprimer/", figures.delete, name="figures-delete"),
    path("<slug:plan>/dossier/accueils/", childcares.childcares, name="childcares"),
    path("<slug:plan>/dossier/accueils/nouveau/", childcares.new, name="childcare-new"),
    path("<slug:plan>/dossier/accueils/<int:pk>/modifier/", childcares.edit, name="childcare-edit"),
    path("<slug:plan>/dossier/accueils/<int:pk>/supprimer/", childcares.delete, name="childcare-delete"),
    path("<slug:plan>/dossier/activites/", activities.activities, name="activities"),
    path("<slug:plan>/dossier/activites/modifier/", activities.edit, name="activities-edit"),
    path("<slug:plan>/dossier/activites/coller/", activities.paste, name="activities-paste"),
    path("<slug:plan>/dossier/charte/", charter.charter, name="charter"),
    path("<slug:plan>/dossier/programme/", programme.programme, name="programme"),
    path("<slug:plan>/dossier/programme/modifier/", programme.edit, name="programme-edit"),
    path("<slug:plan>/dossier/programme/supprimer/", programme.delete, name="programme-delete"),
]
