"""Of a territory: every date of its plans."""

from django.urls import path

from annexes.views import agenda

app_name = "agenda"

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/agenda.ics", agenda.download, name="download"),
    path("agenda/abonnement/", agenda.renew, name="renew"),
    path("agenda/abonnement/filtres/", agenda.refilter, name="refilter"),
    path("agenda/abonnement/fermer/", agenda.close, name="close"),
]
