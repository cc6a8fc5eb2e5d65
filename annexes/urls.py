from django.urls import path

from annexes.views import (
    decisions,
    exports,
    imports,
    jobs,
    listing,
    mapping,
    plan_documents,
    preview,
    previews,
    returned,
    synthesis,
    undo,
)

app_name = "annexes"

urlpatterns = [
    path("<slug:plan>/importer/", imports.new, name="import-new"),
    path("<slug:plan>/imports/", imports.imports, name="imports"),
    path("<slug:plan>/imports/<int:pk>/", preview.detail, name="import"),
    path("<slug:plan>/imports/<int:pk>/lignes/", preview.lines, name="import-lines"),
    path("<slug:plan>/imports/<int:pk>/decider/", decisions.decide, name="import-decide"),
    path("<slug:plan>/imports/<int:pk>/lectures/", decisions.layouts, name="import-layouts"),
    path("<slug:plan>/imports/<int:pk>/colonnes/<path:part>/", mapping.columns, name="import-mapping"),
    path("<slug:plan>/imports/<int:pk>/rubriques/", mapping.rubrics, name="import-rubrics"),
    path("<slug:plan>/imports/<int:pk>/confirmer/", imports.confirm, name="import-confirm"),
    path("<slug:plan>/imports/<int:pk>/relire/", imports.analyse_again, name="import-again"),
    path("<slug:plan>/imports/<int:pk>/abandonner/", imports.give_up, name="import-drop"),
    path("<slug:plan>/imports/<int:pk>/fichiers/<int:rank>/", imports.aside, name="import-aside"),
    path("<slug:plan>/imports/<int:pk>/fichier-annote/", returned.annotated, name="import-annotated"),
    path("<slug:plan>/imports/<int:pk>/annuler/", undo.undo, name="import-undo"),
    path("<slug:plan>/synthese/", synthesis.synthesis, name="synthesis"),
    path("<slug:plan>/documents/", plan_documents.index, name="documents"),
    path("<slug:plan>/calendrier/", plan_documents.calendar, name="calendar"),
    path("<slug:plan>/evaluation/", plan_documents.evaluation, name="evaluation"),
    path("<slug:plan>/financement/", plan_documents.funding, name="funding"),
    path("<slug:plan>/exporter/", exports.export, name="export"),
    path("<slug:plan>/exporter/apercu/", previews.ask, name="preview"),
    path("<slug:plan>/exporter/apercu/<int:pk>/", previews.state, name="preview-state"),
    path("<slug:plan>/exporter/apercu/<int:pk>/image/", previews.picture, name="preview-picture"),
    path("<slug:plan>/fiches/exporter/", listing.of_plan, name="list-export"),
    path("<slug:plan>/travaux/<int:pk>/", jobs.detail, name="job"),
    path("<slug:plan>/travaux/<int:pk>/arreter/", jobs.stop, name="job-cancel"),
    path("<slug:plan>/travaux/<int:pk>/relancer/", jobs.again, name="job-relaunch"),
    path("<slug:plan>/travaux/<int:pk>/fichier/", exports.download, name="download"),
]
