from django.urls import path

from plans.views import kinds

app_name = "plan-kinds"

urlpatterns = [
    path("types-de-plan/", kinds.listing, name="list"),
    path("types-de-plan/<int:pk>/", kinds.edit, name="edit"),
    path("types-de-plan/<int:pk>/adapter/", kinds.adapt_kind, name="adapt"),
    path("types-de-plan/<int:pk>/retablir/", kinds.drop_kind, name="drop"),
]
