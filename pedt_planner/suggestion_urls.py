"""The addresses that the lists by typing ask, each answered by the app that keeps the objects."""

from django.urls import path

import actions.suggestions
import partners.suggestions
import plans.suggestions

app_name = "suggestions"

urlpatterns = [
    path("partenaires/", partners.suggestions.partners, name="partners"),
    path("contacts/", partners.suggestions.contacts, name="contacts"),
    path("dispositifs/", partners.suggestions.schemes, name="schemes"),
    path("objectifs/", plans.suggestions.objectives, name="objectives"),
    path("fiches/", actions.suggestions.actions, name="actions"),
    path("lieux/", actions.suggestions.places, name="places"),
    path("publics/", actions.suggestions.audiences, name="audiences"),
]
