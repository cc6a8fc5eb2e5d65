"""Of a plan: its instances and their meetings."""

from django.urls import URLPattern, URLResolver, path

from actions.views.committees import bodies, meetings, records

app_name = "committees"

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:plan>/instances/", bodies.listing, name="list"),
    path("<slug:plan>/instances/nouvelle/", bodies.new, name="new"),
    path("<slug:plan>/instances/decisions/", records.decisions, name="decisions"),
    path("<slug:plan>/instances/<int:pk>/", bodies.committee, name="committee"),
    path("<slug:plan>/instances/<int:pk>/modifier/", bodies.edit, name="edit"),
    path("<slug:plan>/instances/<int:pk>/supprimer/", bodies.delete, name="delete"),
    path("<slug:plan>/instances/<int:pk>/reunion/", meetings.new, name="meeting-new"),
    path("<slug:plan>/reunions/<int:pk>/", meetings.meeting, name="meeting"),
    path("<slug:plan>/reunions/<int:pk>/modifier/", meetings.edit, name="meeting-edit"),
    path("<slug:plan>/reunions/<int:pk>/convocation/", meetings.convocation, name="convocation"),
    path("<slug:plan>/reunions/<int:pk>/convoquer/", meetings.convene, name="convene"),
    path("<slug:plan>/reunions/<int:pk>/annuler/", meetings.cancel, name="meeting-cancel"),
    path("<slug:plan>/reunions/<int:pk>/supprimer/", meetings.delete, name="meeting-delete"),
    path("<slug:plan>/reunions/<int:pk>/releve/", records.write, name="record"),
    path("<slug:plan>/reunions/<int:pk>/decisions/<int:decision>/porter/", records.carry, name="decision-carry"),
    path("<slug:plan>/reunions/<int:pk>/decisions/<int:decision>/faite/", records.done, name="decision-done"),
]
