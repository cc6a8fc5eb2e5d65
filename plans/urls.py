from django.urls import path

from plans import views

app_name = "plans"

urlpatterns = [
    path("nouveau/", views.new, name="new"),
    path("<slug:plan>/modifier/", views.edit, name="edit"),
]
