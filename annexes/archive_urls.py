"""Of a territory: the plans that come back from an archive."""

from django.urls import path

from annexes.views import archives

app_name = "archives"

urlpatterns = [
    path("archives/reprendre/", archives.take_back, name="take-back"),
    path("archives/reprises/<int:pk>/", archives.restored, name="restored"),
]
