"""The addresses where fiches are put in their place; `actions.urls` includes them."""

from django.urls import path

from actions.views import attach

urlpatterns = [
    path("<slug:plan>/rattacher/", attach.attach, name="attach"),
    path("<slug:plan>/rattacher/annuler/", attach.undo, name="attach-undo"),
    path("<slug:plan>/fiches/deplacer/", attach.move_many, name="move-many"),
    path("<slug:plan>/fiches/<int:pk>/deplacer/", attach.move, name="move"),
]
