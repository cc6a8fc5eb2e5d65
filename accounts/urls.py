from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import TemplateView

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("connexion/", views.SignIn.as_view(), name="login"),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="logout"),
    path("", views.profile, name="profile"),
    path("mot-de-passe/", views.PasswordChange.as_view(), name="password-change"),
    path("mot-de-passe-oublie/", views.PasswordForgotten.as_view(), name="password-forgotten"),
    path(
        "mot-de-passe-oublie/envoye/",
        login_not_required(TemplateView.as_view(template_name="accounts/password_sent.html")),
        name="password-sent",
    ),
    path("nouveau-mot-de-passe/<uidb64>/<token>/", views.PasswordNew.as_view(), name="password-new"),
    path(
        "nouveau-mot-de-passe/fait/",
        login_not_required(TemplateView.as_view(template_name="accounts/password_done.html")),
        name="password-done",
    ),
]
