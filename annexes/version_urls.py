"""Of a plan: its frozen versions, their comparison, its archive."""

from django.urls import path

from annexes.views import archives, comparison, versions

app_name = "versions"

urlpatterns = [
    path("<slug:plan>/versions/", versions.listing, name="list"),
    path("<slug:plan>/versions/nouvelle/", versions.new, name="new"),
    path("<slug:plan>/versions/comparer/", comparison.compare, name="compare"),
    path("<slug:plan>/versions/comparer/document/", comparison.document, name="compare-document"),
    path("<slug:plan>/versions/<int:number>/", versions.version, name="version"),
    path("<slug:plan>/versions/<int:number>/fiches/<int:rank>/", versions.fiche, name="fiche"),
    path("<slug:plan>/versions/<int:number>/documents/<int:position>/", versions.download, name="download"),
    path("<slug:plan>/versions/<int:number>/donnees.json", versions.content, name="content"),
    path("<slug:plan>/versions/<int:number>/fabriquer/", versions.make, name="make"),
    path("<slug:plan>/versions/<int:number>/refaire/", versions.remake, name="remake"),
    path("<slug:plan>/archive/", archives.archive, name="archive"),
    path("<slug:plan>/archive/<int:pk>/fichier/", archives.download, name="archive-file"),
]
