"""Bring the fictional territory into the database, its plans by the same code as an import."""

from dataclasses import dataclass

from django.db import transaction

from accounts.enums import MemberRole, TerritoryKind
from accounts.models import Membership, Territory, User
from actions.models import Action
from annexes.apply import import_outline
from annexes.outline import PlanOutline
from partners.models import Contact, Partner, PartnerAlias
from pedt_planner.demo.outlines import PGT, demo_outlines, directory, theme_sources
from pedt_planner.demo.sources import fiches_of
from pedt_planner.reference import load_reference
from plans.enums import PlanStatus
from plans.models import Plan, PlanKind
from plans.services import create_plan

TERRITORY_SLUG = "val-de-brume"
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
def load_demo() -> Loaded:
    """Create what is missing of the fictional territory; what exists is left as people made it."""
    load_reference()
    territory, _ = Territory.objects.get_or_create(
        slug=TERRITORY_SLUG,
        defaults={"name": "Val-de-Brume Agglomération", "kind": TerritoryKind.EPCI, "siren": "999999998"},
    )
    people = sum(_create_account(territory, account) for account in ACCOUNTS)
    partners = sum(_create_partner(territory, entry) for entry in directory().values())
    missing = {
        slug: outline
        for slug, outline in demo_outlines().items()
        if not Plan.objects.of(territory).filter(slug=slug).exists()
    }
    for slug, outline in missing.items():
        _create_plan(territory, slug, outline)
    counts = {outline.title: sum(1 for _ in outline.all_actions()) for outline in missing.values()}
    return Loaded(territory, people, partners, counts)


def _create_account(territory: Territory, account: Account) -> bool:
    user = User.objects.filter(email__iexact=account.email).first()
    if created := user is None:
        user = User.objects.create_user(account.email, PASSWORD, full_name=account.full_name, function=account.function)
    Membership.objects.get_or_create(user=user, territory=territory, defaults={"role": account.role})
    return created


def _create_partner(territory: Territory, entry: dict[str, object]) -> bool:
    fields = {name: entry[name] for name in ("acronym", "kind", "siren", "rna", "website") if name in entry}
    new = Partner(territory=territory, name=str(entry["name"]), **fields).prepare()
    if Partner.objects.filter(territory=territory, name_key=new.name_key).exists():
        return False
    new.save()
    aliases, contacts = entry.get("aliases", []), entry.get("contacts", [])
    assert isinstance(aliases, list)
    assert isinstance(contacts, list)
    PartnerAlias.objects.bulk_create(PartnerAlias(partner=new, label=label) for label in aliases)
    Contact.objects.bulk_create(
        Contact(partner=new, full_name=name, function=function, email=email, phone=phone)
        for name, function, email, phone in contacts
    )
    return True


def _create_plan(territory: Territory, slug: str, outline: PlanOutline) -> None:
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
    import_outline(plan=plan, incoming=outline, by=coordinator, source="démonstration")
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.IN_FORCE)
    if slug == PGT:
        _merge_fiches(plan)


def _merge_fiches(plan: Plan) -> None:
    """An outline says that a fiche was merged, and why; the fiche that took it over is told here."""
    for source in theme_sources("pgt"):
        for fiche in fiches_of(source):
            if "merged_into" in fiche:
                theme, _, number = fiche["merged_into"].partition(":")
                target = Action.objects.get(plan=plan, theme__title=theme, number=number)
                Action.objects.filter(plan=plan, theme__title=source["title"], number=fiche["number"]).update(
                    merged_into=target
                )
