"""The documents of a person, across her territories."""

from django.urls import path

from annexes.views import documents

app_name = "documents"

urlpatterns = [
    path("", documents.mine, name="mine"),
    path("<int:pk>/fichier/", documents.file, name="file"),
    path("<int:pk>/supprimer/", documents.delete, name="delete"),
    path("<int:pk>/refaire/", documents.again, name="again"),
]
