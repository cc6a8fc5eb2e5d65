"""The pages about the people of a territory."""

from django.urls import path

from actions.views import mine, people

app_name = "people"

urlpatterns = [
    path("mes-fiches/", mine.mine, name="mine"),
    path("mes-fiches/<int:pk>/", mine.one, name="mine-one"),
    path("personnes/", people.members, name="members"),
    path("personnes/inviter/", people.invite, name="invite"),
    path("personnes/<int:pk>/", people.member, name="member"),
    path("personnes/<int:pk>/role/", people.role, name="role"),
    path("personnes/<int:pk>/acces/", people.access, name="access"),
    path("personnes/<int:pk>/renvoyer/", people.send_again, name="send-again"),
    path("personnes/<int:pk>/retirer/", people.remove, name="remove"),
    path("personnes/<int:pk>/contacts/", people.link, name="link"),
    path("personnes/<int:pk>/contacts/<int:contact>/detacher/", people.unlink, name="unlink"),
]
