"""Of a type of plan: what it asks for."""

from django.urls import path

from actions.views import kinds

app_name = "kind-rows"

urlpatterns = [
    path("types-de-plan/<int:pk>/sections/", kinds.sections, name="sections"),
    path("types-de-plan/<int:pk>/autorites/", kinds.visas, name="visas"),
]
