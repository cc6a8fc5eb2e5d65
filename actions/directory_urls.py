from django.urls import path

from actions.views import directory, lists, places

app_name = "directory"

urlpatterns = [
    path("partenaires/", directory.partners, name="partners"),
    path("partenaires/<int:pk>/", directory.partner, name="partner"),
    path("partenaires/<int:pk>/engagements.csv", directory.engagements_csv, name="engagements"),
    path("contacts/", directory.contacts, name="contacts"),
    path("dispositifs/", directory.schemes, name="schemes"),
    path("dispositifs/<int:pk>/", directory.scheme, name="scheme"),
    path("lieux/", places.places, name="places"),
    path("lieux/nouveau/", places.new, name="place-new"),
    path("lieux/<int:pk>/modifier/", places.edit, name="place-edit"),
    path("lieux/<int:pk>/supprimer/", places.delete, name="place-delete"),
    path("lieux/<int:pk>/fusionner/", places.merge, name="place-merge"),
    path("listes/", lists.lists, name="lists"),
    path("listes/axes-transversaux/", lists.axes, name="axes"),
    path("listes/<slug:name>/", lists.one_list, name="list"),
    path("listes/<slug:name>/nouveau/", lists.new, name="term-new"),
    path("listes/<slug:name>/<int:pk>/proposer/", lists.propose, name="term-propose"),
    path("listes/<slug:name>/<int:pk>/modifier/", lists.edit, name="term-edit"),
    path("listes/<slug:name>/<int:pk>/supprimer/", lists.delete, name="term-delete"),
    path("listes/<slug:name>/<int:pk>/fusionner/", lists.merge, name="term-merge"),
]
