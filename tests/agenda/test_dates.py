"""Every date of the plans of a territory stands in its agenda, with where it stands in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.enums import Role, ScheduleKind, Status
from actions.models import Decision, Participation, Step
from annexes.agenda.acts import months_before
from annexes.agenda.dates import dates_of, shortened
from annexes.agenda.entries import DateKind, Entry, Filters, Standing
from indicators.enums import Frequency
from indicators.models import Indicator, Measurement, Target
from partners.models import Contact
from plans.enums import AmendmentStatus, MeetingState, PlanStatus, VisaOutcome, VisaStage
from plans.models import Amendment, Committee, Meeting, Plan, StatusChange, Visa
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, UserFactory

TODAY = date(2026, 11, 21)
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)


def dates(territory: Territory, query: str = "", **given: Any) -> list[Entry]:
    told = {"first": FIRST, "last": LAST, "filters": Filters.read(QueryDict(query)), "today": TODAY, **given}
    return dates_of(territory, **told)


def test_fiches_begin_and_are_due(plan: Plan, said: Any) -> None:
    ActionFactory(plan=plan, number=7, title="Lire", starts_on=date(2026, 10, 1), due_on=date(2027, 6, 30))
    ActionFactory(plan=plan, title="Nager", due_on=date(2026, 11, 9), status=Status.ONGOING)
    ActionFactory(plan=plan, title="Jouer", due_on=date(2026, 11, 20), status=Status.ONGOING)
    ActionFactory(plan=plan, title="Chanter", due_on=date(2026, 11, 10), status=Status.DONE)
    ActionFactory(plan=plan, title="Oublier", due_on=date(2026, 12, 1), status=Status.DROPPED, status_reason="Fermé")
    ActionFactory(plan=plan, title="Dehors", due_on=date(2028, 1, 1))
    year = {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2026}
    ActionFactory(plan=plan, title="Dessiner", **year)
    ActionFactory(plan=plan, title="L’an dernier", schedule_kind=ScheduleKind.SCHOOL_YEAR, school_year=2025)
    assert said(dates(plan.territory)) == [
        ("2026-10-01", "debut", "7. Lire", ""),
        ("2026-11-09", "echeance", "Nager", "en retard de 12 jours"),
        ("2026-11-10", "echeance", "Chanter", "réalisée"),
        ("2026-11-20", "echeance", "Jouer", "en retard d’un jour"),
        ("2027-06-30", "echeance", "7. Lire", ""),
        ("2027-08-31", "echeance", "Dessiner", ""),
    ]


def test_nobody_is_late_in_a_plan_that_is_over(territory: Territory) -> None:
    plan = PlanFactory(territory=territory, status=PlanStatus.EXPIRED)
    fiche = ActionFactory(plan=plan, due_on=date(2026, 10, 1))
    Step.objects.create(action=fiche, title="Inviter", due_on=date(2026, 10, 2))
    assert {one.standing for one in dates(territory)} == {Standing.COMING}


def test_steps_are_done_late_or_to_come(plan: Plan, said: Any) -> None:
    fiche = ActionFactory(plan=plan, title="Lire")
    Step.objects.create(action=fiche, title="Inviter", due_on=date(2026, 10, 1), done_on=date(2026, 10, 4), who="École")
    Step.objects.create(action=fiche, title="Ouvrir", due_on=date(2026, 11, 19))
    Step.objects.create(action=fiche, title="Fêter", due_on=TODAY)
    Step.objects.create(action=fiche, title="Sans date")
    Step.objects.create(action=fiche, title="Déjà", done_on=date(2026, 9, 2))
    closed = ActionFactory(plan=plan, title="Nager", status=Status.DONE)
    Step.objects.create(action=closed, title="Plonger", due_on=date(2026, 10, 5))
    found = dates(plan.territory)
    assert said(found) == [
        ("2026-09-02", "etape", "Déjà", "faite le 02/09/2026"),
        ("2026-10-01", "etape", "Inviter", "faite le 04/10/2026"),
        ("2026-10-05", "etape", "Plonger", "fiche réalisée"),
        ("2026-11-19", "etape", "Ouvrir", "en retard de 2 jours"),
        ("2026-11-21", "etape", "Fêter", ""),
    ]
    assert (found[1].about, found[1].note, found[1].is_over) == ("Lire", "École", True)
    assert found[1].url.endswith(f"/{fiche.pk}/")


def meeting(committee: Committee, day: int, **given: Any) -> Meeting:
    return Meeting.objects.create(committee=committee, starts_at=datetime(2026, 11, day, 13, 30, tzinfo=UTC), **given)


def test_meetings_have_hours_and_announce_the_next_one(committee: Committee, said: Any) -> None:
    meeting(committee, 3, state=MeetingState.HELD, next_on=date(2026, 11, 25))
    meeting(committee, 10)
    meeting(committee, 12, state=MeetingState.CANCELLED, next_on=date(2026, 12, 1))
    last = meeting(committee, 26, place="Mairie", next_on=date(2027, 2, 3))
    found = dates(committee.plan.territory)
    assert said(found) == [
        ("2026-11-03", "reunion", "COPIL du pont", "tenue"),
        ("2026-11-10", "reunion", "COPIL du pont", "passée : tenue ou annulée, à dire"),
        ("2026-11-12", "reunion", "COPIL du pont", "annulée"),
        ("2026-11-26", "reunion", "COPIL du pont", ""),
        ("2027-02-03", "reunion", "COPIL du pont", "annoncée, à convoquer"),
    ]
    assert found[3].starts_at == last.starts_at
    assert found[3].place == "Mairie"
    assert found[4].starts_at is None


def test_a_meeting_late_in_the_evening_is_on_its_day(committee: Committee) -> None:
    Meeting.objects.create(committee=committee, starts_at=datetime(2026, 8, 31, 22, 30, tzinfo=UTC))  # 0:30 in Paris
    (found,) = dates(committee.plan.territory)
    assert found.on == FIRST


def test_decisions_have_follow_ups(committee: Committee, said: Any) -> None:
    held = meeting(committee, 3, state=MeetingState.HELD)
    Decision.objects.create(
        meeting=held, text="Ouvrir le mercredi.\nAprès-midi.", who="Mairie", due_on=date(2026, 11, 30)
    )
    Decision.objects.create(meeting=held, text="Écrire", due_on=date(2026, 11, 10), done_on=date(2026, 11, 11))
    Decision.objects.create(meeting=held, text="Sans date")
    assert said(dates(committee.plan.territory, "sorte=decision")) == [
        ("2026-11-10", "decision", "Écrire", "faite le 11/11/2026"),
        ("2026-11-30", "decision", "Ouvrir le mercredi.", ""),
    ]


def test_targets_are_measured_or_owed(plan: Plan, said: Any) -> None:
    fiche, goal = ActionFactory(plan=plan, title="Lire"), ObjectiveFactory(plan=plan, title="Grandir")
    yearly = Indicator.objects.create(action=fiche, label="Lecteurs")
    school = Indicator.objects.create(objective=goal, label="Inscrits", frequency=Frequency.SCHOOL_YEAR)
    part = Indicator.objects.create(action=fiche, label="Livres")
    for indicator in (yearly, school, part):
        Target.objects.create(indicator=indicator, due_on=date(2026, 10, 31), value=3)
    Target.objects.create(indicator=part, due_on=date(2027, 10, 31), value=3)
    Target.objects.create(indicator=part, value=9)
    Measurement.objects.create(indicator=yearly, year=2026, value=2)
    Measurement.objects.create(indicator=yearly, year=2025, value=2)
    Measurement.objects.create(indicator=school, year=2025, value=2)
    Measurement.objects.create(indicator=part, year=2025, value=2)
    Measurement.objects.create(indicator=part, year=2026, value=2, breakdown="QPV")
    assert said(dates(plan.territory)) == [
        ("2026-10-31", "evaluation", "Cible : Inscrits", "mesurée"),
        ("2026-10-31", "evaluation", "Cible : Lecteurs", "mesurée"),
        ("2026-10-31", "evaluation", "Cible : Livres", "en retard de 21 jours : mesure à saisir"),
    ]


def test_a_plan_has_a_beginning_an_end_and_what_comes_before_it(territory: Territory, said: Any) -> None:
    plan = PlanFactory(territory=territory, status=PlanStatus.IN_FORCE, starts_on=FIRST, ends_on=LAST)
    plan.kind.renewal_months, plan.kind.renewal_note = 9, "Dossier attendu au printemps."
    plan.kind.save()
    plan.deliberation, plan.deliberated_on, plan.signed_on = "2026-114", date(2026, 9, 10), date(2026, 9, 20)
    plan.save()
    StatusChange.objects.create(
        plan=plan, before=PlanStatus.IN_FORCE, after=PlanStatus.UNDER_EVALUATION, happened_on=date(2027, 3, 1)
    )
    found = dates(territory)
    assert said(found) == [
        ("2026-09-01", "vie", "Début du plan", ""),
        ("2026-09-10", "vie", "Délibération", ""),
        ("2026-09-20", "vie", "Signature", ""),
        ("2026-11-30", "vie", "Préparer le renouvellement", ""),
        ("2027-03-01", "evaluation", "Évaluation du plan ouverte", "ouverte"),
        ("2027-08-31", "vie", "Fin du plan", ""),
    ]
    assert found[3].note == "Fin le 31/08/2027. Dossier attendu au printemps."
    late = dates(territory, "sorte=vie", today=date(2026, 12, 5))[3]
    assert (late.standing, late.said) == (Standing.LATE, "en retard de 5 jours")
    Plan.objects.filter(pk=PlanFactory(territory=territory, kind=plan.kind).pk).update(renewed_from=plan)
    assert dates(territory, "sorte=vie")[3].said == "renouvellement engagé"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 8, 31), 9, date(2026, 11, 30)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 15), 12, date(2026, 1, 15)),
        (date(2027, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_lead_times_are_counted_in_months(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_opinions_and_avenants(plan: Plan, said: Any) -> None:
    avenant = Amendment.objects.create(
        plan=plan, number=1, title="Ouvrir", deliberated_on=date(2026, 10, 1), effective_on=date(2027, 1, 1)
    )
    Amendment.objects.create(
        plan=plan, number=2, title="Rien", effective_on=date(2027, 1, 2), status=AmendmentStatus.DROPPED
    )
    told = {"plan": plan, "stage": VisaStage.OPINION, "label": "Préfecture"}
    Visa.objects.create(**told, asked_on=date(2026, 10, 5), given_on=date(2026, 11, 2), outcome=VisaOutcome.FAVOURABLE)
    Visa.objects.create(**told, amendment=avenant, asked_on=date(2026, 11, 15))
    assert said(dates(plan.territory)) == [
        ("2026-10-01", "avenant", "Avenant n° 1 : Ouvrir", "délibération"),
        ("2026-10-05", "avis", "Avis : Préfecture (demande)", "réponse reçue"),
        ("2026-11-02", "avis", "Avis : Préfecture", "favorable"),
        ("2026-11-15", "avis", "Avis : Préfecture (demande)", "réponse attendue"),
        ("2027-01-01", "avenant", "Avenant n° 1 : Ouvrir", "prise d’effet"),
    ]


def everything(plan: Plan, committee: Committee, rank: int = 0) -> None:
    """One date of each kind, on the same days."""
    fiche = ActionFactory(plan=plan, starts_on=date(2026, 10, 1), due_on=date(2027, 1, 5))
    Step.objects.create(action=fiche, title="Inviter", due_on=date(2026, 12, 1))
    held = Meeting.objects.create(committee=committee, starts_at=datetime(2026, 12, 2 + rank % 20, 9, tzinfo=UTC))
    Decision.objects.create(meeting=held, action=fiche, text="Ouvrir", due_on=date(2026, 12, 3))
    Target.objects.create(
        indicator=Indicator.objects.create(action=fiche, label="Venus"), due_on=date(2026, 12, 4), value=1
    )
    Visa.objects.create(plan=plan, stage=VisaStage.OPINION, label="Caf", asked_on=date(2026, 12, 5))
    Amendment.objects.create(plan=plan, number=1 + rank, title="Ouvrir", effective_on=date(2026, 12, 6))
    Plan.objects.filter(pk=plan.pk).update(ends_on=date(2027, 7, 31))


def test_each_kind_is_asked_for_alone(committee: Committee) -> None:
    plan = committee.plan
    everything(plan, committee)
    assert {one.kind for one in dates(plan.territory)} == set(DateKind)
    for kind in DateKind:
        assert {one.kind for one in dates(plan.territory, f"sorte={kind.value}")} == {kind}
    both = dates(plan.territory, "sorte=etape&sorte=reunion")
    assert {one.kind for one in both} == {DateKind.STEP, DateKind.MEETING}


def test_a_plan_and_an_instance_are_asked_for(committee: Committee) -> None:
    plan = committee.plan
    other = PlanFactory(territory=plan.territory)
    theirs = Committee.objects.create(plan=other, name="COTECH")
    for one in (committee, theirs):
        everything(one.plan, one)
    assert {one.plan for one in dates(plan.territory, f"plan={other.slug}")} == {other.title}
    found = dates(plan.territory, f"instance={theirs.pk}")
    assert {one.kind for one in found} == {DateKind.MEETING, DateKind.DECISION}
    assert {one.plan for one in found} == {other.title}
    assert dates(plan.territory, "plan=inconnu") == []
    assert dates(plan.territory, "instance=x") == []
    stranger = Committee.objects.create(plan=PlanFactory(), name="Ailleurs")
    meeting(stranger, 3)
    assert dates(plan.territory, f"instance={stranger.pk}") == []


def test_dates_of_other_territories_are_theirs(committee: Committee) -> None:
    everything(committee.plan, committee)
    assert dates(PlanFactory().territory) == []


def test_of_fiches_those_that_she_leads(committee: Committee, said: Any) -> None:
    plan = committee.plan
    user = UserFactory(memberships={plan.territory: MemberRole.CONTRIBUTOR})
    partner = PartnerFactory(territory=plan.territory)
    Contact.objects.create(partner=partner, full_name="Camille Pont", user=user)
    hers = ActionFactory(plan=plan, title="La sienne", due_on=date(2027, 1, 5))
    Participation.objects.create(action=hers, partner=partner, role=Role.LEAD)
    Step.objects.create(action=hers, title="Son étape", due_on=date(2027, 1, 6))
    everything(plan, committee)
    found = dates(plan.territory, "miennes=oui", user=user)
    assert {one.title for one in found if one.kind in (DateKind.DEADLINE, DateKind.STEP)} == {"La sienne", "Son étape"}
    assert {one.kind for one in found} >= {DateKind.MEETING, DateKind.LIFE}
    assert DateKind.DECISION not in {one.kind for one in found}  # it is about a fiche of somebody else


def test_filters_are_written_and_read_back() -> None:
    filters = Filters("pedt-2025", (DateKind.STEP, DateKind.LIFE), mine=True, committee=12)
    assert Filters.read(QueryDict(filters.written())) == filters
    assert Filters.read(QueryDict("")).written() == ""
    assert not Filters.read(QueryDict("sorte=autre&vue=mois"))


def test_as_many_queries_for_many_dates(committee: Committee) -> None:
    plan, costs = committee.plan, []
    for ranks in (range(1), range(1, 30)):
        for rank in ranks:
            everything(plan, committee, rank)
        with CaptureQueriesContext(connection) as queries:
            dates(plan.territory, "miennes=oui", user=UserFactory())
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15  # with those that make the person


def test_keys_of_entries_are_their_own(committee: Committee) -> None:
    for rank in range(3):
        everything(committee.plan, committee, rank)
    found = dates(committee.plan.territory)
    assert len({one.uid for one in found}) == len(found)


def test_a_long_text_is_cut_between_words() -> None:
    text = "Ouvrir " * 40
    assert shortened(text).endswith("Ouvrir…")
    assert len(shortened(text)) <= 161
    assert shortened("Court\nSuite") == "Court"
    assert shortened("") == ""


def test_days_outside_are_left_out(plan: Plan) -> None:
    ActionFactory(plan=plan, due_on=LAST + timedelta(days=1))
    ActionFactory(plan=plan, due_on=FIRST - timedelta(days=1))
    assert dates(plan.territory) == []
