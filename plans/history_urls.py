"""The history of a territory and of its plans, and what may come back."""

from django.urls import path

from plans.views import history, recycling

app_name = "history"

urlpatterns = [
    path("historique/", history.territory, name="territory"),
    path("historique/objet/<str:model>/<int:pk>/", history.one, name="object"),
    path("historique/lot/<slug:batch>/", history.batch, name="batch"),
    path("historique/<int:pk>/", history.revision, name="revision"),
    path("historique/<int:pk>/reprendre/", history.put_back, name="put-back"),
    path("corbeille/", recycling.territory, name="bin"),
    path("corbeille/<int:pk>/", recycling.restore, name="restore"),
    path("plans/<slug:plan>/historique/", history.plan, name="plan"),
    path("plans/<slug:plan>/corbeille/", recycling.plan, name="plan-bin"),
]
