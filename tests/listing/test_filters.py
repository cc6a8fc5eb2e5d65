"""Each filter of the list keeps what it says, and nothing else; a value that means nothing keeps no fiche."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Territory
from actions import filters
from actions.enums import Priority, Role, ScheduleKind, Status
from actions.listing.criteria import Criteria, panels
from actions.listing.scope import Scope
from actions.models import Action, Audience, ChildTime, Funding, Participation, Scale, SchemeUse
from indicators.models import Indicator
from partners.models import PartnerAlias, Scheme
from plans.models import Plan
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, TerritoryFactory
from tests.listing.conftest import Titles

OF_A_PLAN = {
    "q", "theme", "axe", "oi", "oo", "statut", "priorite", "sans", "etat", "inchangee", "du", "au", "pilote",
    "partenaire", "financeur", "dispositif", "public", "age", "temps", "echelle",
}  # fmt: skip


def test_every_filter_of_the_issue_is_registered(db: None) -> None:
    assert {one.name for one in filters.registered()} >= OF_A_PLAN | {"plan"}
    assert set(filters.lacks()) >= {"pilote", "echeance", "indicateur", "objectif"}


def test_status_keeps_one_or_the_other(plan: Plan, titles: Titles) -> None:
    for status in (Status.ONGOING, Status.DONE, Status.PROPOSED):
        ActionFactory(plan=plan, title=status.value, status=status)
    assert titles("statut=DONE") == ["DONE"]
    assert sorted(titles("statut=DONE&statut=ONGOING")) == ["DONE", "ONGOING"]


def test_priority(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="haute", priority=Priority.HIGH)
    ActionFactory(plan=plan, title="aucune")
    assert titles("priorite=1") == ["haute"]
    assert titles("priorite=0") == ["aucune"]


@pytest.mark.parametrize("name", ["theme", "axe", "oi", "oo"])
def test_level_keeps_what_hangs_below_and_what_serves_it(name: str, plan: Plan, titles: Titles) -> None:
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    axis = ObjectiveFactory(parent=theme)
    middle = ObjectiveFactory(parent=axis)
    low = ObjectiveFactory(parent=middle)
    elsewhere = ObjectiveFactory(plan=plan, title="Jeunesse")
    node = {"theme": theme, "axe": axis, "oi": middle, "oo": low}[name]
    ActionFactory(objective=low, theme=theme, title="dessous")
    ActionFactory(plan=plan, theme=elsewhere, title="ailleurs")
    ActionFactory(plan=plan, theme=elsewhere, title="sert aussi").also_serves.add(low)
    assert sorted(titles(f"{name}={node.pk}")) == ["dessous", "sert aussi"]


def test_theme_keeps_its_unattached_fiches_too(plan: Plan, titles: Titles) -> None:
    theme = ObjectiveFactory(plan=plan)
    ActionFactory(plan=plan, theme=theme, title="à rattacher")
    ActionFactory(plan=plan, title="sans thème")
    assert titles(f"theme={theme.pk}") == ["à rattacher"]


def test_objective_of_another_plan_keeps_nothing(plan: Plan, titles: Titles) -> None:
    other = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(territory=plan.territory)))
    ActionFactory(plan=plan)
    assert titles(f"theme={other.objective_id}") == []


@pytest.mark.parametrize(
    ("name", "role"), [("pilote", Role.LEAD), ("partenaire", Role.RELAY), ("financeur", Role.FUNDER)]
)
def test_partner_by_what_it_does(name: str, role: Role, plan: Plan, titles: Titles) -> None:
    partner, other = PartnerFactory(territory=plan.territory), PartnerFactory(territory=plan.territory)
    Participation.objects.create(action=ActionFactory(plan=plan, title="oui"), partner=partner, role=role)
    Participation.objects.create(action=ActionFactory(plan=plan, title="autre"), partner=other, role=role)
    operator = ActionFactory(plan=plan, title="porteur")
    Participation.objects.create(action=operator, partner=partner, role=Role.OPERATOR)
    assert titles(f"{name}={partner.pk}") == (["oui", "porteur"] if name == "partenaire" else ["oui"])
    assert titles(f"{name}={partner.pk}&{name}={other.pk}")[:2] == ["oui", "autre"]


def test_funder_and_scheme_are_found_in_the_funding_plan(plan: Plan, titles: Titles) -> None:
    partner = PartnerFactory(territory=plan.territory)
    scheme = Scheme.objects.create(slug="clas", name="CLAS")
    Funding.objects.create(action=ActionFactory(plan=plan, title="ligne"), partner=partner, scheme=scheme)
    SchemeUse.objects.create(action=ActionFactory(plan=plan, title="mobilisable"), scheme=scheme)
    ActionFactory(plan=plan, title="rien")
    assert titles(f"financeur={partner.pk}") == ["ligne"]
    assert titles(f"dispositif={scheme.pk}") == ["ligne", "mobilisable"]


def test_funder_may_be_no_partner(plan: Plan, titles: Titles) -> None:
    Funding.objects.create(action=ActionFactory(plan=plan, title="familles"), funder_label="Familles & co")
    ActionFactory(plan=plan, title="rien")
    assert titles("financeur=:Familles %26 co") == ["familles"]
    (panel,) = (p for p in panels(Criteria(Scope(plan.territory, plan), QueryDict(""))) if p.name == "financeur")
    assert [(group, [choice.label for choice, _ in options]) for group, options in panel.groups] == [
        ("Autres sources", ["Familles & co"])
    ]


@pytest.mark.parametrize(
    ("name", "model", "field"),
    [("public", Audience, "audiences"), ("temps", ChildTime, "child_times"), ("echelle", Scale, "scales")],
)
def test_reference_lists(name: str, model: type[Audience], field: str, plan: Plan, titles: Titles) -> None:
    term, other = (model.objects.create(code=code, label=code) for code in ("voulu", "autre"))
    getattr(ActionFactory(plan=plan, title="oui"), field).add(term, other)
    getattr(ActionFactory(plan=plan, title="non"), field).add(other)
    assert titles(f"{name}=voulu") == ["oui"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("3", ["0-3", "3-11"]),
        ("12-14", ["12 et plus"]),
        ("60-", ["12 et plus"]),
        ("4-8", ["3-11"]),
        ("0-120", ["0-3", "12 et plus", "3-11"]),
        ("2", ["0-3"]),
    ],
)
def test_age_keeps_the_fiches_whose_ages_meet_it(asked: str, kept: list[str], plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="0-3", age_max=3)
    ActionFactory(plan=plan, title="3-11", age_min=3, age_max=11)
    ActionFactory(plan=plan, title="12 et plus", age_min=12)
    ActionFactory(plan=plan, title="sans âge")
    assert sorted(titles(f"age={asked}")) == kept


def test_due_dates_with_school_years(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="mars 2026", due_on=date(2026, 3, 31))
    ActionFactory(plan=plan, title="2025-2026", school_year=2025, schedule_kind=ScheduleKind.SCHOOL_YEAR)
    ActionFactory(plan=plan, title="2027", due_on=date(2027, 1, 1))
    ActionFactory(plan=plan, title="jamais")
    assert titles("du=2026-03-31&au=2026-08-31") == ["mars 2026", "2025-2026"]
    assert titles("au=2026-08-30") == ["mars 2026"]
    assert titles("du=2026-09-01") == ["2027"]
    assert titles("du=01/09/2026") == ["2027"]


def test_text_is_found_in_the_fiche_its_number_and_its_partners(plan: Plan, titles: Titles) -> None:
    scolarite = ActionFactory(plan=plan, title="Accompagner la scolarité", number=72)
    partner = PartnerFactory(territory=plan.territory, name="Caisse d’allocations familiales")
    PartnerAlias.objects.create(partner=partner, label="Cafal")
    Participation.objects.create(action=scolarite, partner=partner)
    ActionFactory(plan=plan, title="Fête des voisins")
    for query in ("scolarites", "72", "allocations", "cafal", "cafal scolarité"):
        assert titles(f"q={query}") == ["Accompagner la scolarité"], query
    assert titles("q=scolarité voisins") == []
    assert titles("q=de la") == []


def test_without_a_lead(plan: Plan, titles: Titles) -> None:
    led = ActionFactory(plan=plan, title="pilotée")
    Participation.objects.create(action=led, partner=PartnerFactory(territory=plan.territory), role=Role.LEAD)
    ActionFactory(plan=plan, title="sans pilote")
    assert titles("sans=pilote") == ["sans pilote"]


def test_without_a_date_leaves_what_needs_none(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="datée", due_on=date(2026, 1, 1))
    ActionFactory(plan=plan, title="année", school_year=2026)
    ActionFactory(plan=plan, title="continue", schedule_kind=ScheduleKind.CONTINUOUS)
    ActionFactory(plan=plan, title="sans date")
    assert titles("sans=echeance") == ["sans date"]


def test_without_an_indicator(plan: Plan, titles: Titles) -> None:
    Indicator.objects.create(action=ActionFactory(plan=plan, title="mesurée"), label="Nombre d’ateliers")
    ActionFactory(plan=plan, title="sans indicateur")
    assert titles("sans=indicateur") == ["sans indicateur"]


def test_without_an_objective(plan: Plan, titles: Titles) -> None:
    ActionFactory(objective=ObjectiveFactory(plan=plan), title="rattachée")
    ActionFactory(plan=plan, title="à rattacher")
    assert titles("sans=objectif") == ["à rattacher"]


def test_several_lacks_are_wanted_together(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="sans rien")
    ActionFactory(plan=plan, title="datée", due_on=date(2026, 1, 1))
    assert titles("sans=pilote&sans=echeance") == ["sans rien"]


def test_not_updated_since_days_or_a_date(plan: Plan, titles: Titles) -> None:
    old = ActionFactory(plan=plan, title="ancienne")
    Action.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=100))
    older = ActionFactory(plan=plan, title="très ancienne")
    Action.objects.filter(pk=older.pk).update(updated_at=datetime(2024, 5, 1, tzinfo=UTC))
    ActionFactory(plan=plan, title="fraîche")
    assert titles("inchangee=90") == ["ancienne", "très ancienne"]
    assert titles("inchangee=2024-06-01") == ["très ancienne"]


def test_late_and_doubtful(plan: Plan, titles: Titles) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    ActionFactory(plan=plan, title="en retard", due_on=yesterday)
    ActionFactory(plan=plan, title="faite", due_on=yesterday, status=Status.DONE)
    ActionFactory(plan=plan, title="douteuse", is_doubtful=True)
    assert titles("etat=retard") == ["en retard"]
    assert titles("etat=verifier") == ["douteuse"]


def test_filters_add_up(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="les deux", status=Status.DONE, priority=Priority.HIGH)
    ActionFactory(plan=plan, title="une", status=Status.DONE)
    assert titles("statut=DONE&priorite=1") == ["les deux"]


@pytest.mark.parametrize(
    "query",
    [
        "statut=FOO", "priorite=9", "priorite=x", "pilote=x", "pilote=999999999999999999999", "theme=abc", "oo=0",
        "age=x", "age=9-3", "du=hier", "au=2026-02-31", "sans=tout", "etat=rien", "inchangee=jamais",
        "inchangee=0001-01-01", "au=9999-12-31",
        "public=nulle-part", "plan=ailleurs", "dispositif=-1",
    ],
)  # fmt: skip
def test_value_that_means_nothing_widens_nothing(query: str, plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, status=Status.DONE)
    assert titles(query) == []
    assert titles(f"{query}&statut=DONE") == ([] if not query.startswith("statut") else titles("statut=DONE"))
    (chip,) = Criteria(Scope(plan.territory, plan), QueryDict(query)).chips()
    assert "inconnue" in chip.label


@pytest.mark.parametrize("query", ["", "page=3", "utm=1", "statut=", "q=%20"])
def test_what_is_no_filter_keeps_everything(query: str, plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="tout")
    assert titles(query) == ["tout"]


def test_plans_of_a_territory_are_listed_together_and_filtered(plan: Plan, titles: Titles) -> None:
    other = PlanFactory(territory=plan.territory, title="Contrat de ville")
    ActionFactory(plan=plan, title="ici")
    ActionFactory(plan=other, title="là")
    ActionFactory(plan=PlanFactory(territory=TerritoryFactory()), title="ailleurs")
    scope = Scope(plan.territory)
    assert titles("", scope) == ["là", "ici"]
    assert titles(f"plan={other.slug}", scope) == ["là"]


def test_chips_say_each_filter_and_lead_to_the_list_without_it(plan: Plan) -> None:
    partner = PartnerFactory(territory=plan.territory, name="Ludothèque du quai")
    Participation.objects.create(action=ActionFactory(plan=plan), partner=partner, role=Role.LEAD)
    query = f"pilote={partner.pk}&statut=DONE&statut=ONGOING&sans=echeance&au=2026-08-31&tri=-maj&page=2"
    criteria = Criteria(Scope(plan.territory, plan), QueryDict(query))
    chips = {chip.label: chip.query for chip in criteria.chips()}
    assert list(chips) == [
        "Statut : Réalisée",
        "Statut : En cours",
        "Sans échéance",
        "Échéance jusqu’au : 31/08/2026",
        "Pilote : Ludothèque du quai",
    ]
    assert chips["Statut : Réalisée"] == f"statut=ONGOING&sans=echeance&au=2026-08-31&pilote={partner.pk}&tri=-maj"


def test_panel_offers_the_partners_of_the_plan_under_their_role(plan: Plan, territory: Territory) -> None:
    lead = PartnerFactory(territory=territory, name="Pilote du plan")
    Participation.objects.create(action=ActionFactory(plan=plan), partner=lead, role=Role.LEAD)
    PartnerFactory(territory=territory, name="Partenaire d’ailleurs")
    shown = {panel.name: panel for panel in panels(Criteria(Scope(territory, plan), QueryDict("")))}
    ((_, options),) = shown["pilote"].groups
    assert [choice.label for choice, _ in options] == ["Pilote du plan"]
    assert "financeur" not in shown
    assert "theme" not in shown
    assert "plan" not in shown
