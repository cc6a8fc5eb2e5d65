from django.urls import URLPattern, URLResolver, include, path

from actions.views import listing
from annexes.views import listing as list_exports
from annexes.views import schema
from pedt_planner import home, search, switch

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sante", home.health, name="health"),
    path("aide/", home.guide, name="help"),
    path("accessibilite/", home.accessibility, name="accessibility"),
    path("mentions-legales/", home.legal, name="legal"),
    path("schema/plan.schema.json", schema.plan_schema, name="plan-schema"),
    path("compte/", include("accounts.urls")),
    path("compte/mes-documents/", include("annexes.document_urls")),
    path("", include("annexes.public_urls")),
    path("mes-territoires/", switch.switch, name="switch"),
    path("t/<slug:territory>/", home.territory, name="territory"),
    path("t/<slug:territory>/", include("accounts.brand_urls")),
    path("t/<slug:territory>/", include("actions.people_urls")),
    path("t/<slug:territory>/", include("plans.history_urls")),
    path("t/<slug:territory>/", include("partners.urls")),
    path("t/<slug:territory>/", include("annexes.list_urls")),
    path("t/<slug:territory>/", include("annexes.job_urls")),
    path("t/<slug:territory>/", include("annexes.archive_urls")),
    path("t/<slug:territory>/", include("annexes.agenda_urls")),
    path("t/<slug:territory>/", include("actions.directory_urls")),
    path("t/<slug:territory>/fiches/", listing.of_territory, name="all-actions"),
    path("t/<slug:territory>/fiches/exporter/", list_exports.of_territory, name="all-actions-export"),
    path("t/<slug:territory>/chercher/", search.search, name="search"),
    path("t/<slug:territory>/suggestions/", include("pedt_planner.suggestion_urls")),
    path("t/<slug:territory>/", include("plans.kind_urls")),
    path("t/<slug:territory>/", include("actions.kind_urls")),
    path("t/<slug:territory>/plans/", include("plans.urls")),
    path("t/<slug:territory>/plans/", include("actions.urls")),
    path("t/<slug:territory>/plans/", include("indicators.urls")),
    path("t/<slug:territory>/plans/", include("annexes.urls")),
    path("t/<slug:territory>/plans/", include("actions.file_urls")),
    path("t/<slug:territory>/plans/", include("actions.committee_urls")),
    path("t/<slug:territory>/plans/", include("annexes.life_urls")),
    path("t/<slug:territory>/plans/", include("annexes.version_urls")),
    path("t/<slug:territory>/plans/", include("annexes.share_urls")),
    path("t/<slug:territory>/plans/", include("annexes.renewal_urls")),
]
