"""Bring the fictional territory into the database, its plans by the same code as an import."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.enums import MemberRole, TerritoryKind
from accounts.models import Membership, Territory, User
from actions.models import Place
from annexes.applying.apply import import_outline
from annexes.documents import Document, DocumentRequest, Form
from annexes.models import VersionReason
from annexes.outline import PlanOutline
from annexes.versions.freezing import freeze
from partners.models import Contact, Domain, Partner, PartnerAlias, name_key
from pedt_planner.demo.outlines import CITY, PEDT, PGT, PRE, demo_folder, demo_outlines, directory, places, signed
from pedt_planner.reference import load_reference
from plans.enums import PlanStatus
from plans.models import Plan, PlanKind, StatusChange
from plans.services import create_plan

TERRITORY_SLUG = "val-de-brume"
DRAFTS = (PEDT, PRE)  # to be brought to their signature by whoever tries the demonstration
SIGNED_STEPS = (
    PlanStatus.DRAFT,
    PlanStatus.CONSULTATION,
    PlanStatus.SUBMITTED,
    PlanStatus.APPROVED,
    PlanStatus.SIGNED,
    PlanStatus.IN_FORCE,
)
SIGNED_DOCUMENTS = (
    DocumentRequest(Document.TABLEAU, archival=True),
    DocumentRequest(Document.SYNTHESIS, archival=True),
    DocumentRequest(Document.DATA, Form.JSON),
)
LIVES = {  # the day of each step of the plans that are in force
    PGT: (date(2024, 6, 14), date(2024, 11, 29), date(2025, 2, 13), date(2025, 3, 4), date(2025, 3, 5)),
    CITY: (date(2023, 12, 4), date(2024, 4, 26), date(2024, 5, 30), date(2024, 6, 24), date(2024, 7, 1)),
}
PASSWORD = "Brume-du-matin-2026"  # noqa: S105  (public on purpose: the accounts of a demonstration)


@dataclass(frozen=True)
class Account:
    email: str
    full_name: str
    function: str
    role: MemberRole
    may: str


ACCOUNTS = (
    Account(
        "elu@demo.example",
        "Martine Soubeyran",
        "Vice-présidente déléguée à l’éducation",
        MemberRole.READER,
        "lit les plans et les fiches, exporte les documents ; ne modifie rien",
    ),
    Account(
        "coordinatrice@demo.example",
        "Hélène Castaing",
        "Coordinatrice du projet éducatif de territoire et de la CTG",
        MemberRole.COORDINATOR,
        "crée et modifie les plans, les objectifs et les fiches",
    ),
    Account(
        "admin@demo.example",
        "Delphine Maréchaux",
        "Responsable des applications métier",
        MemberRole.ADMIN,
        "importe les annexes, gère les personnes et les listes ; peut aussi tout modifier",
    ),
    Account(
        "pilote@demo.example",
        "Nadia Bellanger",
        "Responsable du service petite enfance",
        MemberRole.CONTRIBUTOR,
        "met à jour les fiches que pilote le service petite enfance",
    ),
)


@dataclass(frozen=True)
class Loaded:
    """The territory, and what this run created of it."""

    territory: Territory
    people: int
    partners: int
    plans: dict[str, int]  # title of each plan created → number of its fiches


@transaction.atomic
def load_demo(*, documents: bool = False) -> Loaded:
    """Create what is missing of the fictional territory; what exists is left as people made it.

    With `documents`, those of its signed version are asked of a worker.
    """
    load_reference()
    territory, created = Territory.objects.get_or_create(
        slug=TERRITORY_SLUG,
        defaults={"name": "Val-de-Brume Agglomération", "kind": TerritoryKind.EPCI, "siren": "999999998"},
    )
    if created:
        data = (demo_folder() / "logo.png").read_bytes()
        territory.logo.save("logo.png", ContentFile(data), save=False)
        territory.logo_text = "Val-de-Brume Agglomération : un soleil, deux collines et la rivière"
        territory.save(update_fields=["logo", "logo_text"])
    people = sum(_create_account(territory, account) for account in ACCOUNTS)
    users = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    for place in places().values():
        Place.objects.get_or_create(
            territory=territory,
            kind=place["kind"],
            name_key=name_key(place["name"]),
            defaults={"name": place["name"], "code": place["code"]},
        )
    partners = sum(_create_partner(territory, entry, users) for entry in directory().values())
    missing = {
        slug: outline
        for slug, outline in demo_outlines().items()
        if not Plan.objects.of(territory).filter(slug=slug).exists()
    }
    plans = {slug: _create_plan(territory, slug, outline) for slug, outline in missing.items()}
    for slug, plan in plans.items():  # again, now that the fiches of all plans may be named
        if as_signed := signed(slug):
            _import(plan, as_signed.outline)
            _freeze(plan, as_signed.label, SIGNED_DOCUMENTS if documents else ())
        _import(plan, missing[slug])
    counts = {outline.title: sum(1 for _ in outline.all_actions()) for outline in missing.values()}
    return Loaded(territory, people, partners, counts)


def _create_account(territory: Territory, account: Account) -> bool:
    user = User.objects.filter(email__iexact=account.email).first()
    if created := user is None:
        user = User.objects.create_user(account.email, PASSWORD, full_name=account.full_name, function=account.function)
    Membership.objects.get_or_create(user=user, territory=territory, defaults={"role": account.role})
    return created


def _create_partner(territory: Territory, entry: dict[str, object], users: dict[str, User]) -> bool:
    """A partner with its contacts; one that has an account speaks for it, and so leads its fiches."""
    fields: dict[str, Any] = {
        name: entry[name] for name in ("acronym", "kind", "siren", "rna", "website", "note") if name in entry
    }
    new = Partner(territory=territory, name=str(entry["name"]), **fields).prepare()
    if Partner.objects.filter(territory=territory, name_key=new.name_key).exists():
        return False
    new.save()
    aliases, contacts = entry.get("aliases", []), entry.get("contacts", [])
    codes = entry.get("domains", [])
    assert isinstance(codes, list)
    assert isinstance(aliases, list)
    assert isinstance(contacts, list)
    new.domains.set(Domain.objects.filter(territory=None, code__in=codes))
    PartnerAlias.objects.bulk_create(PartnerAlias(partner=new, label=label) for label in aliases)
    Contact.objects.bulk_create(
        Contact(
            partner=new,
            full_name=name,
            function=function,
            email=email,
            phone=phone,
            user=users.get(email),
            shown_in_exports=bool(shown),
        )
        for name, function, email, phone, *shown in contacts
    )
    return True


def _create_plan(territory: Territory, slug: str, outline: PlanOutline) -> Plan:
    kind = PlanKind.objects.get(code=outline.kind, territory=None)
    coordinator = User.objects.get(email="coordinatrice@demo.example")
    plan = create_plan(
        territory=territory,
        kind=kind,
        title=outline.title,
        slug=slug,
        starts_on=outline.starts_on,
        ends_on=outline.ends_on,
        by=coordinator,
    )
    as_signed = signed(slug)
    _import(plan, as_signed.outline if as_signed else outline)
    if slug in DRAFTS:
        return plan
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.IN_FORCE)
    StatusChange.objects.bulk_create(
        StatusChange(plan=plan, before=before, after=after, happened_on=day, actor=coordinator)
        for (before, after), day in zip(pairwise(SIGNED_STEPS), LIVES[slug], strict=True)
    )
    return plan


def _freeze(plan: Plan, label: str, documents: Sequence[DocumentRequest]) -> None:
    coordinator = User.objects.get(email="coordinatrice@demo.example")
    freeze(plan, reason=VersionReason.SIGNED, by=coordinator, label=label, documents=documents)


def _import(plan: Plan, outline: PlanOutline) -> None:
    coordinator = User.objects.get(email="coordinatrice@demo.example")
    import_outline(plan=plan, incoming=outline, by=coordinator, source="démonstration")
