from django.urls import path

from actions import views

app_name = "actions"

urlpatterns = [
    path("<slug:plan>/", views.plan, name="plan"),
    path("<slug:plan>/fiches/<int:pk>/", views.action, name="action"),
]
