from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import TemplateView

from accounts.views import account, invitation, mydata

app_name = "accounts"

urlpatterns = [
    path("connexion/", account.SignIn.as_view(), name="login"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="logout"),
    path("session-ouverte/", TemplateView.as_view(template_name="accounts/back.html"), name="back"),
    path("", account.profile, name="profile"),
    path("mes-donnees/", mydata.export, name="my-data"),
    path("supprimer/", mydata.ask_deletion, name="deletion"),
    path("invitation/<str:token>/", invitation.accept, name="invitation"),
    path("mot-de-passe/", account.PasswordChange.as_view(), name="password-change"),
    path("mot-de-passe-oublie/", account.PasswordForgotten.as_view(), name="password-forgotten"),
    path(
        "mot-de-passe-oublie/envoye/",
        login_not_required(TemplateView.as_view(template_name="accounts/password_sent.html")),
        name="password-sent",
    ),
    path("nouveau-mot-de-passe/<uidb64>/<token>/", account.PasswordNew.as_view(), name="password-new"),
    path(
        "nouveau-mot-de-passe/fait/",
        login_not_required(TemplateView.as_view(template_name="accounts/password_done.html")),
        name="password-done",
    ),
]
