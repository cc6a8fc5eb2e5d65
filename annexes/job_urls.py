"""The long work that is about a whole territory."""

from django.urls import path

from annexes.views import jobs

app_name = "jobs"

urlpatterns = [
    path("travaux/<int:pk>/", jobs.detail, name="job"),
    path("travaux/<int:pk>/arreter/", jobs.stop, name="job-cancel"),
    path("travaux/<int:pk>/relancer/", jobs.again, name="job-relaunch"),
]
