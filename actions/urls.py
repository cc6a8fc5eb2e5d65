from django.urls import path

from actions.attach_urls import urlpatterns as attach_urls
from actions.list_urls import urlpatterns as list_urls
from actions.views import documents, fiche, form, plan, whole

app_name = "actions"

urlpatterns = [
    *list_urls,
    *attach_urls,
    path("<slug:plan>/", plan.plan, name="plan"),
    path("<slug:plan>/fiches/nouvelle/", form.new, name="new"),
    path("<slug:plan>/fiches/<int:pk>/", fiche.action, name="action"),
    path("<slug:plan>/fiches/<int:pk>/modifier/", form.edit, name="action-edit"),
    path("<slug:plan>/fiches/<int:pk>/supprimer/", whole.delete, name="action-delete"),
    path("<slug:plan>/fiches/<int:pk>/dupliquer/", whole.duplicate, name="action-duplicate"),
    path("<slug:plan>/fiches/<int:pk>/documents/", documents.documents, name="action-documents"),
    path("<slug:plan>/fiches/<int:pk>/documents/<int:document>/", documents.download, name="action-document"),
    path(
        "<slug:plan>/fiches/<int:pk>/documents/<int:document>/retirer/",
        documents.remove,
        name="action-document-remove",
    ),
]
