"""Every address of the project, asked for by nobody and by the administrator of another territory."""

from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import record
from accounts.models import Territory, User
from accounts.people import invite
from actions.models import Action, Audience, Document, Place, SavedView
from annexes.applying.apply import import_outline
from annexes.models import CalendarFeed, ImportBatch, Job, JobKind, JobState, ShareLink
from annexes.sharing.links import fingerprint
from indicators.models import Indicator
from partners.models import Contact, DirectoryImport, Partner, Scheme
from plans.enums import PlanStatus, VisaStage
from plans.models import (
    Amendment,
    Childcare,
    Committee,
    EffectGroup,
    KindSection,
    Meeting,
    Plan,
    PlanDocument,
    Programme,
    Visa,
)
from tests.annexes.journey import analysed, person
from tests.annexes.samples import small_plan
from tests.factories import ActionFactory, PartnerFactory, PlanFactory
from tests.sharing.freezing import frozen

PUBLIC = {
    "home",
    "health",
    "help",
    "accessibility",
    "legal",
    "plan-schema",
    "accounts:login",
    "accounts:password-forgotten",
    "accounts:password-sent",
    "accounts:password-new",
    "accounts:password-done",
    "accounts:invitation",
    "public:csv",
    "public:document",
    "public:feed",
    "public:fiche",
    "public:json",
    "public:logo",
    "public:metadata",
    "public:plan",
    "public:robots",
    "public:territory",
    "public:share",
    "public:share-file",
    "public:share-logo",
    "public:verify",
}
SIGNED_IN = {
    "accounts:back",
    "switch",
    "accounts:profile",
    "accounts:password-change",
    "accounts:logout",
    "accounts:my-data",
    "accounts:deletion",
    "documents:mine",
    "documents:file",
    "documents:delete",
    "documents:again",
}
LISTS = {"to": "en-concertation", "what": "partenaires", "name": "publics", "batch": "lot", "model": "partners.partner"}
METHODS = ("get", "post")
SECRET = "un-secret-pour-essayer"  # of what is read without an account


def routes(resolver: URLResolver, prefix: str = "", given: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """The full name of each route and the names of its arguments."""
    for entry in resolver.url_patterns:
        names = (*given, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix, names)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"a route without a name: {entry.pattern}"
            yield f"{prefix}{entry.name}", list(names)


ROUTES = sorted(routes(get_resolver()))


@pytest.fixture
def plan(db: None) -> Plan:
    found = PlanFactory()
    import_outline(plan=found, incoming=small_plan(), by=None)
    return found


@pytest.fixture
def owner(plan: Plan) -> User:
    return person(plan, MemberRole.ADMIN)


@pytest.fixture
def objects(plan: Plan, owner: User) -> dict[str, int]:
    """A key that exists for each route that takes one."""
    batch: ImportBatch = analysed(plan, owner)
    job = Job.objects.create(territory=plan.territory, plan=plan, user=owner, kind=JobKind.EXPORT, label="Export")
    keys = dict.fromkeys([name for name, _ in ROUTES if name.startswith("annexes:import")], batch.pk)
    keys |= dict.fromkeys(
        [name for name, _ in ROUTES if name.startswith(("annexes:job", "annexes:download", "documents:"))], job.pk
    )
    picture = Job.objects.create(territory=plan.territory, plan=plan, user=owner, kind=JobKind.PREVIEW, label="Aperçu")
    keys |= dict.fromkeys(["annexes:preview-state", "annexes:preview-picture"], picture.pk)
    shared = Job.objects.create(territory=plan.territory, user=owner, kind=JobKind.EXPORT, label="Export")
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("jobs:")], shared.pk)
    keys |= archive_keys(plan, owner)
    action = Action.objects.filter(plan=plan).order_by("pk")[0]
    document = Document.objects.create(action=action, title="Affiche", url="https://valmire.example/affiche")
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("actions:action")], action.pk)
    indicator = Indicator.objects.create(action=action, label="Nombre d’ateliers")
    of_action = ["actions:move", "renewal:thread", "indicators:of-action", "indicators:measures-of-action"]
    keys |= dict.fromkeys(of_action, action.pk)
    keys |= dict.fromkeys(["indicators:place", "indicators:delete"], indicator.pk)
    keys["indicators:of-objective"] = plan.objectives.exclude(parent=None).values_list("pk", flat=True)[0]
    objective = keys["indicators:measures-of-objective"] = keys["indicators:of-objective"]
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("plans:objective")], objective)
    group = EffectGroup.objects.create(plan=plan, text="Effets attendus")
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("plans:effects")], group.pk)
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith(("plan-kinds:", "kind-rows:"))], plan.kind_id)
    committee = Committee.objects.create(plan=plan, name="Comité de pilotage")
    meeting = Meeting.objects.create(committee=committee, starts_at=timezone.now())
    decision = meeting.decisions.create(text="Ouvrir le samedi", action=action, new_priority=1)
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("committees:")], committee.pk)
    of_meetings = (
        "committees:meeting",
        "committees:conv",
        "committees:record",
        "committees:decision",
        "annexes:meeting",
    )
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith(of_meetings)], meeting.pk)
    keys["committees:meeting-new"] = committee.pk
    view = SavedView.objects.create(user=owner, plan=plan, name="Mes fiches")
    keys |= dict.fromkeys(["actions:view-change", "actions:view-delete"], view.pk)
    visa = Visa.objects.create(plan=plan, stage=VisaStage.SIGNATURE, label="Préfet")
    keys |= dict.fromkeys(["life:visa-edit", "life:visa-delete", "life:visa-file"], visa.pk)
    amendment = Amendment.objects.create(plan=plan, number=1, title="Deux fiches de plus")
    keys |= dict.fromkeys([name for name, _ in ROUTES if name.startswith("life:amendment")], amendment.pk)
    keys |= directory_keys(plan, owner)
    keys |= people_keys(plan, owner) | history_keys(plan, owner)
    keys |= shared_keys(plan, owner) | file_keys(plan)
    return {**keys, "document": document.pk, "decision": decision.pk}


def directory_keys(plan: Plan, owner: User) -> dict[str, int]:
    """One entry of each kind of the directory."""
    territory = plan.territory
    partner = Partner.objects.of(territory).order_by("pk").first() or PartnerFactory(territory=territory)
    contact = Contact.objects.create(partner=partner, full_name="Camille Contact")
    scheme = Scheme.objects.create(territory=territory, slug="aide-locale", name="Aide locale")
    place = Place.objects.create(territory=territory, name="Valmire-le-Haut")
    term = Audience.objects.create(territory=territory, code="familles-du-port", label="Familles du port")
    told = {"territory": territory, "user": owner, "columns": ["Nom"]}
    waiting = DirectoryImport.objects.create(what="partenaires", **told)
    measures = DirectoryImport.objects.create(what="mesures", plan_key=plan.pk, **told)
    written = DirectoryImport.objects.create(what="partenaires", batch="lot-ecrit", **told)
    kinds = {
        "partners:partner": partner,
        "partners:contact": contact,
        "partners:scheme": scheme,
        "directory:partner": partner,
        "directory:engagements": partner,
        "directory:scheme": scheme,
        "directory:place": place,
        "directory:term": term,
        "sheets:preview": waiting,
        "sheets:returned": waiting,
        "sheets:measures-preview": measures,
        "sheets:measures-returned": measures,
        "sheets:undo": written,
    }
    names = {
        f"{kind}{action}": row.pk
        for kind, row in kinds.items()
        for action in ("", "-edit", "-delete", "-merge", "-propose")
    }
    return {name: names[name] for name, _ in ROUTES if name in names}


def shared_keys(plan: Plan, owner: User) -> dict[str, int]:
    """A link to a frozen version, with a logo on its page; the feed of an agenda; a published plan."""
    plan.territory.logo.save("logo.png", ContentFile(b"une image"))
    link = ShareLink.objects.create(
        version=frozen(plan), label="Conseil", token_sha256=fingerprint(SECRET), expires_on=timezone.localdate()
    )
    CalendarFeed.objects.create(user=owner, territory=plan.territory, token_sha256=fingerprint(SECRET))
    Territory.objects.filter(pk=plan.territory_id).update(has_public_page=True)
    signed = PlanFactory(territory=plan.territory, kind=plan.kind, title="Projet signé", status=PlanStatus.SIGNED)
    ActionFactory(plan=signed)
    frozen(signed)
    return {"share:revoke": link.pk}


def archive_keys(plan: Plan, owner: User) -> dict[str, int]:
    """An archive that was made, one that was taken back."""
    made = Job.objects.create(
        territory=plan.territory, plan=plan, user=owner, kind=JobKind.ARCHIVE, state=JobState.DONE, result_name="a.zip"
    )
    made.result.save("a.zip", ContentFile(b"PK"))
    told = {"plan": plan.slug, "lost": ["« carte.pdf » manquait déjà dans l’archive."]}
    back = Job.objects.create(
        territory=plan.territory, user=owner, kind=JobKind.UNARCHIVE, state=JobState.DONE, options=told
    )
    return {"versions:archive-file": made.pk, "archives:restored": back.pk}


def file_keys(plan: Plan) -> dict[str, int]:
    """A section that the type asks for, one of the territory’s own, a file."""
    KindSection.objects.create(kind=plan.kind, key="public", title="Publics concernés", why="Pour savoir.")
    own = plan.sections.create(title="Notre histoire", text="Depuis 1990.")
    document = PlanDocument.objects.create(plan=plan, title="Carte", file=ContentFile(b"%PDF-", name="carte.pdf"))
    childcare = Childcare.objects.create(plan=plan, name="Accueil du soir", capacity_under_6=20)
    Programme.objects.create(plan=plan, structure_label="GIP du Val")
    keys = {"file:own": own.pk, "file:own-edit": own.pk, "file:childcare-edit": childcare.pk}
    return {**keys, "file:childcare-delete": childcare.pk} | dict.fromkeys(
        ["file:document", "file:document-remove"], document.pk
    )


def people_keys(plan: Plan, owner: User) -> dict[str, int]:
    """An invited member who speaks for a partner; the fiche that is led."""
    invited = invite(territory=plan.territory, email="lea@valmire.example", role=MemberRole.READER, by=owner)
    contact = Contact.objects.create(
        partner=PartnerFactory(territory=plan.territory), full_name="Léa Marin", user=invited.user
    )
    keys = dict.fromkeys([name for name, _ in ROUTES if name.startswith("people:")], invited.pk)
    action = Action.objects.filter(plan=plan).order_by("pk")[0]
    return {**keys, "people:mine-one": action.pk, "contact": contact.pk}


def history_keys(plan: Plan, owner: User) -> dict[str, int]:
    """A change of a fiche, made in a batch, and a fiche in the corbeille."""
    told = {"by": owner, "territory": plan.territory, "plan_key": plan.pk}
    fiche, gone = ActionFactory(plan=plan, title="Avant"), ActionFactory(plan=plan, title="Supprimée")
    before = content(fiche)
    fiche.title = "Après"
    fiche.save()
    edited = record(Change.EDITED, fiche, before=before, after=content(fiche), batch=LISTS["batch"], **told)
    before, key = content(gone), gone.pk
    gone.delete()
    deleted = record(Change.DELETED, gone, before=before, key=key, **told)
    partner = Partner.objects.filter(territory=plan.territory).order_by("pk")[0]
    assert edited
    assert deleted
    keys = dict.fromkeys(["history:revision", "history:put-back"], edited.pk)
    return {**keys, "history:restore": deleted.pk, "history:object": partner.pk}


def address(name: str, arguments: list[str], plan: Plan, objects: dict[str, int]) -> str:
    known = {"territory": plan.territory.slug, "plan": plan.slug, "uidb64": "MQ", "token": "set-password"}
    known |= {"rank": 1, "number": 1, "part": "1", "secret": SECRET, "position": 0, "key": "public"} | LISTS
    known |= {"authority": plan.territory.slug, "project": "projet-signe"}
    keys = {"pk": objects.get(name, 0), "document": objects["document"], "contact": objects["contact"]}
    keys["decision"] = objects["decision"]
    return reverse(name, kwargs={a: keys[a] if a in keys else known[a] for a in arguments})


def test_every_route_is_walked() -> None:
    names = {name for name, _ in ROUTES}
    assert len(names) >= 25
    assert names >= PUBLIC | SIGNED_IN
    of_a_territory = {name for name, arguments in ROUTES if "territory" in arguments}
    assert names == of_a_territory | PUBLIC | SIGNED_IN


@pytest.mark.parametrize("method", METHODS)
def test_stranger_finds_no_page_of_another_territory(
    method: str, plan: Plan, objects: dict[str, int], stranger: Client
) -> None:
    seen = 0
    for name, arguments in ROUTES:
        if "territory" not in arguments:
            continue
        seen += 1
        url = address(name, arguments, plan, objects)
        # A route that takes POST alone refuses GET before it looks at anything.
        assert getattr(stranger, method)(url).status_code in ({404} if method == "post" else {404, 405}), name
    assert seen >= 14


@pytest.mark.parametrize("method", METHODS)
def test_visitor_is_sent_to_sign_in(method: str, plan: Plan, objects: dict[str, int]) -> None:
    seen = 0
    for name, arguments in ROUTES:
        if name in PUBLIC or name == "accounts:logout":
            continue
        seen += 1
        response = getattr(Client(), method)(address(name, arguments, plan, objects))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("accounts:login")), name
    assert seen >= 16


def test_public_page_opens_for_anybody(plan: Plan, objects: dict[str, int]) -> None:
    for name, arguments in ROUTES:
        if name in PUBLIC:
            assert Client().get(address(name, arguments, plan, objects)).status_code == 200, name


def test_same_routes_answer_the_owner(plan: Plan, owner: User, objects: dict[str, int]) -> None:
    """What strangers do not find exists: the refusals above are no mistyped addresses."""
    client = Client()
    client.force_login(owner)
    found = 0
    for name, arguments in ROUTES:
        if "territory" in arguments:
            found += client.get(address(name, arguments, plan, objects)).status_code == 200
    assert found >= 8
