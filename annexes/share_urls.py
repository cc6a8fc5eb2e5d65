"""Of a plan: the links to its documents."""

from django.urls import path

from annexes.views import share

app_name = "share"

urlpatterns = [
    path("<slug:plan>/partages/", share.listing, name="list"),
    path("<slug:plan>/partages/nouveau/", share.new, name="new"),
    path("<slug:plan>/partages/<int:pk>/revoquer/", share.revoke, name="revoke"),
]
