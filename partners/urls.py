from django.urls import path

from partners.views import partners, schemes, undo

app_name = "partners"

urlpatterns = [
    path("partenaires/nouveau/", partners.new, name="partner-new"),
    path("partenaires/doublons/", partners.duplicates, name="duplicates"),
    path("partenaires/doublons/distincts/", partners.distinct, name="distinct"),
    path("partenaires/<int:pk>/modifier/", partners.edit, name="partner-edit"),
    path("partenaires/<int:pk>/supprimer/", partners.delete, name="partner-delete"),
    path("partenaires/<int:pk>/fusionner/", partners.merge, name="partner-merge"),
    path("contacts/nouveau/", partners.new_contact, name="contact-new"),
    path("contacts/<int:pk>/modifier/", partners.edit_contact, name="contact-edit"),
    path("contacts/<int:pk>/supprimer/", partners.delete_contact, name="contact-delete"),
    path("contacts/<int:pk>/fusionner/", partners.merge_contact, name="contact-merge"),
    path("dispositifs/nouveau/", schemes.new, name="scheme-new"),
    path("dispositifs/<int:pk>/modifier/", schemes.edit, name="scheme-edit"),
    path("dispositifs/<int:pk>/supprimer/", schemes.delete, name="scheme-delete"),
    path("dispositifs/<int:pk>/fusionner/", schemes.merge, name="scheme-merge"),
    path("annuaire/annuler/<slug:batch>/", undo.undo, name="undo"),
]
