"""What each page asks of the database: as much for three rows of everything as for sixty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import record_many, revision
from accounts.models import User
from actions.enums import Role, Status
from actions.models import (
    Action,
    ActionLink,
    ActionNote,
    Audience,
    Document,
    Funding,
    Participation,
    Place,
    SavedView,
    SchemeUse,
    Step,
)
from annexes.models import ImportBatch, Job, JobKind, JobState, ShareLink
from indicators.models import Indicator, Target
from partners.models import Contact, Partner, PartnerAlias, Scheme
from plans.enums import SectionNeed, VisaStage
from plans.models import (
    Amendment,
    Committee,
    CommitteeSeat,
    EffectGroup,
    KindSection,
    Meeting,
    Objective,
    Plan,
    Programme,
    StatusChange,
    Visa,
)
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, UserFactory
from tests.pages.test_strangers import ROUTES, address, objects, owner, plan
from tests.sharing.freezing import frozen

__all__ = ["objects", "owner", "plan"]
FEW, MANY = 3, 60
NEEDS = list(SectionNeed)


def fill(plan: Plan, owner: User, ranks: range) -> None:
    """One more of everything that a territory holds, for each rank."""
    territory = plan.territory
    above = Objective.objects.filter(plan=plan).order_by("-depth", "lft")[0]
    first = Action.objects.filter(plan=plan).order_by("pk")[0]
    for rank in ranks:
        partner = PartnerFactory(territory=territory, name=f"Atelier du pont {rank}", acronym=f"ADP{rank}")
        PartnerAlias.objects.create(partner=partner, label=f"Les ateliers {rank}")
        contact = Contact.objects.create(partner=partner, full_name=f"Camille Pont {rank}", user=owner)
        scheme = Scheme.objects.create(territory=territory, slug=f"aide-{rank}", name=f"Aide du pont {rank}")
        place = Place.objects.create(territory=territory, name=f"Quartier du pont {rank}")
        audience = Audience.objects.create(territory=territory, code=f"pont-{rank}", label=f"Voisins {rank}")
        effects = EffectGroup.objects.create(plan=plan, text=f"Des voisins réunis {rank}")
        goal = ObjectiveFactory(
            plan=plan, parent=above.parent, level=above.level, title=f"Réunir {rank}", effect_group=effects
        )
        fiche = ActionFactory(
            plan=plan,
            objective=goal,
            title=f"Fête du pont {rank}",
            number=500 + rank,
            status=Status.APPROVED,
            due_on=date(2026, 1, 1),
        )
        ActionFactory(plan=plan, title=f"Marché sans place {rank}", is_doubtful=rank % 2 == 0)
        fiche.audiences.add(audience)
        fiche.places.add(place)
        fiche.also_serves.add(above)
        Participation.objects.create(action=fiche, partner=partner, contact=contact, role=Role.LEAD)
        Participation.objects.create(action=first, partner=partner, contact=contact, role=Role.PARTNER)
        SchemeUse.objects.create(action=fiche, scheme=scheme)
        Funding.objects.create(action=fiche, partner=partner, scheme=scheme, planned=100)
        Step.objects.create(action=fiche, title="Inviter")
        Step.objects.create(action=first, title=f"Inviter {rank}")
        ActionLink.objects.create(action=fiche, text="Voir aussi", target=first)
        ActionLink.objects.create(action=first, text="Voir aussi", target=fiche)
        ActionNote.objects.create(action=fiche, year=2026, text="Beau temps.")
        Document.objects.create(action=first, title=f"Affiche {rank}", url="https://valmire.example/affiche")
        for indicator in (
            Indicator.objects.create(action=fiche, label=f"Voisins venus {rank}"),
            Indicator.objects.create(action=first, label=f"Stands {rank}"),
            Indicator.objects.create(objective=above, label=f"Rues fermées {rank}"),
        ):
            Target.objects.create(indicator=indicator, value=rank)
        SavedView.objects.create(user=owner, plan=plan, name=f"Vue {rank}", query="statut=APPROVED")
        UserFactory(memberships={territory: MemberRole.READER})
        PlanFactory(territory=territory, kind=plan.kind)
        ShareLink.objects.create(
            version=frozen(plan),
            token_sha256=f"{rank}",
            expires_on=date(2026, 1, 1),
            created_by=owner,
        )
        met(plan, first, partner, contact, rank)
        described(plan, partner, rank)
        job = Job.objects.create(territory=territory, plan=plan, user=owner, kind=JobKind.ANALYSE, label="Lecture")
        KindSection.objects.create(
            kind=plan.kind, key=f"section-{rank}", title=f"Section {rank}", need=NEEDS[rank % FEW]
        )
        plan.sections.create(title=f"Section {rank}", key=f"section-{rank}", text="- un\n- deux")
        plan.sections.create(title=f"Propre {rank}", text="Un texte.")
        plan.documents.create(title=f"Carte {rank}", section=f"section-{rank}", url="https://valmire.example/carte")
        ImportBatch.objects.create(plan=plan, user=owner, file_name=f"{rank}.xlsx", job=job)
        Visa.objects.create(plan=plan, stage=VisaStage.OPINION, label=f"Conseil d’école {rank}", partner=partner)
        avenant = Amendment.objects.create(plan=plan, number=100 + rank, title=f"Avenant du pont {rank}")
        for amendment in (avenant, plan.amendments.order_by("pk")[0]):
            Visa.objects.create(
                plan=plan, amendment=amendment, stage=VisaStage.SIGNATURE, label=f"Maire {rank}", partner=partner
            )
        StatusChange.objects.create(
            plan=plan, before="SUBMITTED", after="DRAFT", happened_on=date(2026, 1, 1), actor=owner
        )
        told = {"by": owner, "territory": territory}
        lines = [
            revision(Change.CREATED, one, after=content(one), plan_key=key, batch="lot", **told)
            for one, key in ((partner, None), (fiche, plan.pk), (goal, plan.pk))
        ]
        gone = {"before": content(fiche), "key": 10_000 + rank, "plan_key": plan.pk}
        record_many([*lines, revision(Change.DELETED, fiche, **gone, **told)])


def described(plan: Plan, partner: Partner, rank: int) -> None:
    """One more of each of the data of the dossier."""
    plan.figures.create(group=f"Tableau {rank % 4}", label=f"Pont {rank}", year=2020 + rank % 5, value=rank)
    childcare = plan.childcares.create(name=f"Accueil du pont {rank}", partner=partner, capacity_under_6=rank)
    plan.activities.create(title=f"Cerf-volant {rank}", childcare=childcare, partner=partner)
    programme = Programme.objects.get(plan=plan)
    programme.board.create(organisation=f"Amicale {rank}")
    programme.team.create(profession=f"Métier {rank}")
    programme.perimeter.create(name=f"Quartier {rank}")
    programme.budget.create(year=2020 + rank % 5, funder=f"Financeur {rank}", planned=rank)
    programme.totals.create(year=2026, measure="OTHER", label=f"Total {rank}", value=rank)


def met(plan: Plan, fiche: Action, partner: Partner, contact: Contact, rank: int) -> None:
    """One more instance, and one more of everything in the first one."""
    first = Committee.objects.filter(plan=plan).order_by("pk")[0]
    for committee in (first, Committee.objects.create(plan=plan, name=f"Groupe du pont {rank}")):
        seat = CommitteeSeat.objects.create(committee=committee, partner=partner, contact=contact, position=rank)
        starts = timezone.now() + timedelta(days=rank)
        for meeting in (
            first.meetings.order_by("pk")[0],
            Meeting.objects.create(committee=committee, starts_at=starts),
        ):
            meeting.agenda.create(title=f"Point {rank}", position=rank)
            meeting.attendances.create(seat=seat, label=f"Pont {rank}", position=rank)
            meeting.decisions.create(text=f"Paver {rank}", action=fiche, applied_by=contact.user, position=rank)


def costs(client: Client, plan: Plan, keys: dict[str, int]) -> dict[str, int]:
    """How many queries each page asks, once it is warm, by the name of its route."""
    Job.objects.update(state=JobState.CANCELLED)  # one that waits too long asks whether a worker answers
    asked: dict[str, int] = {}
    for name, arguments in ROUTES:
        if "territory" not in arguments:
            continue
        url = address(name, arguments, plan, keys)
        if client.get(url).status_code != 200:
            continue
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        asked[name] = len(queries)
    return asked


@pytest.mark.django_db
def test_every_page_costs_the_same_for_few_rows_and_for_many(plan: Plan, owner: User, objects: dict[str, int]) -> None:
    client = Client()
    client.force_login(owner)
    fill(plan, owner, range(FEW))
    few = costs(client, plan, objects)
    fill(plan, owner, range(FEW, MANY))
    many = costs(client, plan, objects)
    assert len(few) > 60
    assert {name: (few[name], many[name]) for name in few if many[name] != few[name]} == {}
