from django.urls import URLPattern, URLResolver, include, path

from pedt_planner import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sante", home.health, name="health"),
    path("aide/", home.guide, name="help"),
    path("accessibilite/", home.accessibility, name="accessibility"),
    path("mentions-legales/", home.legal, name="legal"),
    path("compte/", include("accounts.urls")),
    path("t/<slug:territory>/", home.territory, name="territory"),
    path("t/<slug:territory>/plans/", include("plans.urls")),
    path("t/<slug:territory>/plans/", include("actions.urls")),
    path("t/<slug:territory>/plans/", include("annexes.urls")),
]
