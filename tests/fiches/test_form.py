"""The form of a fiche: whatever a fiche holds is typed in it, comes back in it, and changes only when it is changed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import restore
from accounts.models import Revision, Territory
from actions.fiche import TEXTS
from actions.models import Action, Audience, CharterAxis, ChildTime, Place, Scale
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme
from plans.enums import Level
from plans.models import Objective, Plan
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.fiches.conftest import Address
from tests.fiches.typing import fill, refusals, untouched

TEXT = "- Un premier constat\r\n- Un second, plus long : « il manque un lieu »\r\nUne conclusion."


@pytest.fixture
def everything(plan: Plan, objective: Objective, territory: Territory) -> dict[str, Any]:
    """A value for every field and every list of the form, as a browser sends it."""
    other = ObjectiveFactory(parent=objective.parent)
    elsewhere = ActionFactory(
        plan=PlanFactory(territory=territory, title="Contrat de ville"), title="Ouvrir la halle", number=12
    )
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    PartnerAlias.objects.create(partner=caf, label="Allocations de Valmire")
    return {
        "title": "Ouvrir un atelier du soir",
        "number": "8",
        "number_suffix": "bis",
        "code": "1.2.4",
        "version_label": "version 2026",
        "is_doubtful": ["on"],
        "objective": str(objective.pk),
        "also_serves": [str(other.pk)],
        "position": "3",
        "status": "POSTPONED",
        "status_reason": "Recrutement en cours",
        "nature": "NEW",
        "priority": "1",
        "horizon": "SHORT",
        "progress": "25",
        "weather": "WATCH",
        **dict.fromkeys(
            (*TEXTS, "funding_note"),
            TEXT,
        ),
        "audiences": [str(Audience.objects.get(code="enfants").pk)],
        "audience_note": "Surtout les plus éloignés",
        "age_min": "6",
        "age_max": "11",
        "scales": [str(pk) for pk in Scale.objects.values_list("pk", flat=True)[:2]],
        "scale_note": "Ville et quartier",
        "child_times": [str(ChildTime.objects.order_by("pk")[0].pk)],
        "domains": [str(Domain.objects.order_by("pk")[0].pk)],
        "charter_axes": [str(pk) for pk in CharterAxis.objects.values_list("pk", flat=True)],
        "places": [str(Place.objects.create(territory=territory, kind="DISTRICT", name="Les Rives").pk)],
        "new_places": [
            {"kind": "PRIORITY_DISTRICT", "name": "La Croisée", "code": "qn04001m"},
            {"kind": "SCHOOL", "name": "École du Gué", "code": "0400123S"},
        ],
        "schedule_kind": "PERIOD",
        "starts_on": "septembre 2026",
        "due_on": "06/2028",
        "school_year": "2026-2027",
        "schedule_note": "Hors vacances",
        "steps": [
            {"title": "Réunir les écoles", "who": "La coordination", "due_on": "12/2026", "done_on": "12/11/2026"},
            {"title": "Ouvrir", "who": "", "due_on": "", "done_on": ""},
        ],
        "participations": [
            {"role": "LEAD", "partner-new": "Commune de Valmire", "contact-new": "Dominique Essai"},
            {"role": "PARTNER", "partner-new": "C.A.F."},
            {"role": "FUNDER", "partner": str(caf.pk)},
        ],
        "more_partners": "Radio du Gué, allocations de valmire ; - Les Amis du moulin",
        "elected_lead": "Adjointe à l’éducation",
        "schemes": [str(Scheme.objects.filter(acronym="CLAS")[0].pk)],
        "schemes-new": "Bus des familles\r\nplan mercredi",
        "fundings": [
            {
                "partner-new": "caf", "scheme-new": "CLAS", "year": "2026", "kind": "OPERATING", "nature": "ORDINARY",
                "status": "NOTIFIED", "planned": "12 500,50 €", "requested": "13.000,00", "granted": "12 500",
                "spent": "0",
            },
            {"partner-new": "Familles", "kind": "OPERATING", "status": "PLANNED", "planned": "300"},
        ],
        "links": [
            {"group": "AT Jeunesse", "target": str(elsewhere.pk), "text": ""},
            {"group": "AT Jeunesse", "text": "Prévenir les conduites à risque"},
        ],
        "notes": [{"year": "2026", "written_on": "15/12/2026", "text": "- Douze séances\r\n- Quarante enfants"}],
        "documents": [{"title": "Affiche", "url": "https://valmire.example/affiche.pdf"}],
    }  # fmt: skip


def test_whole_fiche_is_typed_and_comes_back(
    plan: Plan, objective: Objective, coordinator: Client, address: Address, everything: dict[str, Any]
) -> None:
    url = address("new")
    response = coordinator.post(url, fill(coordinator, url, **everything))
    assert refusals(response) == []
    action = Action.objects.get(plan=plan)
    assert (action.reference, action.code, action.objective, action.position) == ("8 bis", "1.2.4", objective, 3)
    assert action.theme is not None
    assert action.theme.level == Level.THEME
    assert action.context == TEXT.replace("\r\n", "\n")
    assert (action.starts_on, action.due_on, action.school_year) == (date(2026, 9, 1), date(2028, 6, 30), 2026)
    assert [str(p) for p in action.participations.select_related("partner")] == [
        "Pilote : Commune de Valmire",
        "Partenaire : Caisse d’allocations familiales",
        "Financeur : Caisse d’allocations familiales",
        "Partenaire : Radio du Gué",
        "Partenaire : Les Amis du moulin",
    ]
    contact = Contact.objects.get()
    assert action.participations.get(role="LEAD").contact == contact
    assert (contact.full_name, contact.user, contact.shown_in_exports) == ("Dominique Essai", None, False)
    assert [use.scheme.name for use in action.scheme_uses.select_related("scheme")][1:] == [
        "Bus des familles",
        "Plan mercredi",
    ]
    first, second = action.fundings.select_related("partner", "scheme")
    assert (first.funder, first.scheme.acronym, first.year) == ("Caisse d’allocations familiales", "CLAS", 2026)
    assert (first.planned, first.requested, first.spent) == (Decimal("12500.50"), Decimal(13000), Decimal(0))
    assert (second.partner, second.funder) == (None, "Familles")
    assert [step.due_on for step in action.steps.all()] == [date(2026, 12, 31), None]
    assert {place.code for place in action.places.all()} == {"", "QN04001M", "0400123S"}
    assert [(link.group, link.text) for link in action.links.all()] == [
        ("AT Jeunesse", "12 – Ouvrir la halle (Contrat de ville)"),
        ("AT Jeunesse", "Prévenir les conduites à risque"),
    ]
    assert action.notes.get().text == "- Douze séances\n- Quarante enfants"
    assert action.documents.get().url == "https://valmire.example/affiche.pdf"
    assert action.charter_axes.count() == 4
    assert Partner.objects.filter(territory=plan.territory).count() == 4

    told = coordinator.get(action.get_absolute_url()).content.decode()
    assert "Radio du Gué" in told
    assert "Créé au passage" in told


def test_form_that_nobody_touched_changes_nothing(
    plan: Plan, coordinator: Client, address: Address, everything: dict[str, Any]
) -> None:
    coordinator.post(address("new"), fill(coordinator, address("new"), **everything))
    action = Action.objects.get(plan=plan)
    before = content(action)
    url = address("action-edit", action.pk)
    response = coordinator.post(url, untouched(coordinator.get(url).content.decode()))
    assert response.status_code == 302
    assert content(action) == before
    assert Revision.objects.about(action).count() == 1
    assert "n’a pas changé" in coordinator.get(response["Location"]).content.decode()


def test_changed_field_is_one_line_of_history(plan: Plan, coordinator: Client, address: Address) -> None:
    action = ActionFactory(plan=plan, title="Ouvrir")
    url = address("action-edit", action.pk)
    coordinator.post(url, fill(coordinator, url, title="Rouvrir"))
    line = Revision.objects.about(action).get()
    assert (line.change, line.before, line.after) == (Change.EDITED, {"title": "Ouvrir"}, {"title": "Rouvrir"})


def test_button_says_where_one_goes_next(
    plan: Plan, objective: Objective, coordinator: Client, address: Address
) -> None:
    theme = objective.get_ancestors().get(level=Level.THEME)
    first, last = (ActionFactory(objective=objective, theme=theme, number=n) for n in (1, 2))
    url = address("action-edit", first.pk)
    onward = coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), "after": ["next"]})
    assert onward["Location"] == address("action-edit", last.pk)
    onward = coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), "after": ["new"]})
    assert onward["Location"] == f"{address('new')}?objectif={objective.pk}"
    url = address("action-edit", last.pk)
    onward = coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), "after": ["next"]})
    assert onward["Location"] == last.get_absolute_url()
    assert "dernière fiche" in coordinator.get(onward["Location"]).content.decode()


def test_address_places_a_new_fiche(plan: Plan, objective: Objective, coordinator: Client, address: Address) -> None:
    theme = objective.get_ancestors().get(level=Level.THEME)
    page = fill(coordinator, f"{address('new')}?objectif={objective.pk}")
    assert (page["objective"], page["theme"]) == ([str(objective.pk)], [str(theme.pk)])
    page = fill(coordinator, f"{address('new')}?objectif={theme.pk}")
    assert (page["objective"], page["theme"]) == ([""], [str(theme.pk)])
    elsewhere = ObjectiveFactory()
    for asked in (elsewhere.pk, "zéro", 10**30):
        assert fill(coordinator, f"{address('new')}?objectif={asked}")["objective"] == [""]


def test_fiche_follows_the_theme_of_its_objective(
    plan: Plan, objective: Objective, coordinator: Client, address: Address
) -> None:
    action, other = ActionFactory(plan=plan), ObjectiveFactory(plan=plan)
    url = address("action-edit", action.pk)
    coordinator.post(url, fill(coordinator, url, theme=str(other.pk)))
    action.refresh_from_db()
    assert (action.objective, action.theme) == (None, other)
    coordinator.post(url, fill(coordinator, url, objective=str(objective.pk)))
    action.refresh_from_db()
    assert action.objective == objective
    assert action.theme == objective.get_ancestors().get(level=Level.THEME)


def test_terms_of_the_territory_are_offered_and_no_others(
    territory: Territory, plan: Plan, coordinator: Client, address: Address
) -> None:
    Audience.objects.create(territory=territory, code="bateliers", label="Enfants des bateliers")
    Audience.objects.create(territory=PlanFactory().territory, code="mineurs", label="Enfants de la mine")
    page = coordinator.get(address("new")).content.decode()
    assert "Enfants des bateliers" in page
    assert "Enfants de la mine" not in page


def test_emptied_row_goes(plan: Plan, coordinator: Client, address: Address) -> None:
    action = ActionFactory(plan=plan)
    for title in ("Réunir", "Ouvrir"):
        action.steps.create(title=title)
    url = address("action-edit", action.pk)
    coordinator.post(url, {**fill(coordinator, url), "steps-0-title": [""]})
    assert [step.title for step in action.steps.all()] == ["Ouvrir"]


def test_year_of_a_new_bilan_is_this_one_and_says_nothing_alone(
    plan: Plan, coordinator: Client, address: Address
) -> None:
    year = str(timezone.localdate().year)
    given = fill(coordinator, address("new"), title="Ouvrir")
    assert given["notes-0-year"] == [year]
    assert refusals(coordinator.post(address("new"), given)) == []
    action = Action.objects.get(plan=plan)
    assert not action.notes.exists()
    action.notes.create(year=int(year), text="Douze séances")
    url = address("action-edit", action.pk)
    given = fill(coordinator, url)
    assert "Écrivez le bilan" in refusals(coordinator.post(url, {**given, "notes-0-text": [""]}))[0]
    assert refusals(coordinator.post(url, {**given, "notes-0-text": [""], "notes-0-year": [""]})) == []
    assert not action.notes.exists()


def test_funder_that_was_written_in_words_stays_so(
    territory: Territory, plan: Plan, coordinator: Client, address: Address
) -> None:
    action = ActionFactory(plan=plan)
    action.fundings.create(funder_label="CAF")
    PartnerFactory(territory=territory, name="CAF")
    url = address("action-edit", action.pk)
    coordinator.post(url, fill(coordinator, url, title="Autre"))
    assert action.fundings.get().partner is None


def test_whole_fiche_comes_back_from_the_corbeille(
    plan: Plan, coordinator: Client, address: Address, everything: dict[str, Any]
) -> None:
    indicator = {"label": "Nombre de séances", "kind": "OUTPUT", "nature": "QUANTITATIVE", "direction": "UP"}
    given = fill(coordinator, address("new"), **everything, indicateurs=[indicator])
    assert refusals(coordinator.post(address("new"), given)) == []
    action = Action.objects.get(plan=plan)
    before = content(action)
    assert before["indicators"]
    coordinator.post(address("action-delete", action.pk))
    back = restore(Revision.objects.get(change=Change.DELETED), by=None)
    assert back.lost == []
    assert content(back.instance) == before
