"""Of a plan: what comes after it."""

from django.urls import path

from annexes.views import renewal

app_name = "renewal"

urlpatterns = [
    path("<slug:plan>/renouveler/", renewal.new, name="new"),
    path("<slug:plan>/fiches/<int:pk>/fil/", renewal.thread, name="thread"),
]
