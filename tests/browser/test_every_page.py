"""Each page of the application with the demonstration in it: nothing for axe-core to say, nothing past 320 px.

Every route is asked for; `keys` says which object a route with a key shows, and `other_faces` what else it may show.
Add yours there: a route that is neither a page, nor in APART, nor for writing alone makes a test fail.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Page

from accounts.enums import Change
from accounts.invitations import token_of
from accounts.models import Invitation, Revision, Territory, User
from actions.models import Action, Audience, Document, Place, SavedView
from actions.services import delete_action
from annexes.importing.services import confirm
from annexes.lists.listreading import LONG
from annexes.models import Job, JobKind, JobState, ShareLink
from annexes.sharing.links import fingerprint
from indicators.models import Indicator
from partners.models import Contact, DirectoryImport, Partner, Scheme
from plans.effects import create_group
from plans.enums import Level, VisaStage
from plans.models import Amendment, Childcare, Committee, CommitteeSeat, EffectGroup, Meeting, Plan, Programme, Visa
from tests.annexes.journey import analysed, annexe
from tests.annexes.test_rubric_pages import fiche as fiche_of_odd_rubrics
from tests.browser.checks import DESK, faults
from tests.factories import PlanKindFactory
from tests.pages.test_strangers import PUBLIC, ROUTES, SECRET
from tests.sharing.freezing import frozen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

ADMIN = "admin@demo.example"
Keys = dict[str, dict[str, object]]
QUERY = "?"  # among the keys of a route: what follows its address
APART = {
    "accounts:login": "a person who is signed in is led elsewhere",
    "accounts:logout": "it would end the visit",
    "life:amendment-new": "one avenant at a time: it leads to the one that is open, whose form is the same",
    "actions:action-document": "a file",
    "annexes:download": "a file",
    "annexes:meeting-ics": "a file",
    "annexes:import-lines": "a part of a page",
    "annexes:preview-picture": "a file",
    "plan-schema": "a file",
    "annexes:preview-state": "a part of a page",
    "documents:file": "a file",
    "file:document": "a file",
    "life:visa-file": "a file",
    "agenda:download": "a file",
    "public:csv": "a file",
    "public:document": "a file",
    "public:feed": "a file",
    "public:json": "a file",
    "public:logo": "a file",
    "public:metadata": "a file",
    "public:robots": "a file",
    "public:share-file": "a file",
    "public:share-logo": "a file",
    "sheets:measures-returned": "a file",
    "sheets:returned": "a file",
    "switch": "a part of a page",
    "versions:archive-file": "a file",
    "versions:content": "a file",
    "versions:download": "a file",
}


def keys(plan: Plan) -> Keys:
    """What follows the territory and the plan in an address, by the name of the route or by the beginning of it."""
    admin = User.objects.get(email=ADMIN)
    action = Action.objects.filter(plan=plan, objective__isnull=False).order_by("pk")[0]
    objective = plan.objectives.filter(level=Level.OPERATIONAL).order_by("lft")[0]
    indicator = Indicator.objects.filter(action__plan=plan).order_by("pk")[0]
    member = plan.territory.memberships.exclude(user__email=ADMIN).order_by("pk")[0]
    document = Document.objects.create(action=action, title="Affiche", url="https://demo.example/affiche")
    view = SavedView.objects.create(user=admin, plan=plan, name="Mes fiches", query="q=a")
    place = Place.objects.filter(territory=plan.territory).first() or Place.objects.create(
        territory=plan.territory, name="Castelbrume"
    )
    gone = Action.objects.create(plan=plan, theme=action.theme, title="Fiche de trop")
    together = delete_action(action=gone, by=admin)
    create_group(plan=plan, text="Des enfants sereins", members=[objective.pk], by=admin)
    effects = EffectGroup.objects.filter(plan=plan).latest("pk")
    term = Audience.objects.create(territory=plan.territory, label="Élèves du quai", code="eleves-du-quai")
    kind = PlanKindFactory(code="ESSAI", territory=plan.territory)
    kind.sections.create(key="bilan", title="Bilan", why="Pour savoir où l’on en est.")
    kind.visas.create(key="maire", stage=VisaStage.SIGNATURE, label="Maire")
    invited = Invitation.objects.create(membership=member, invited_by=admin)
    uid = urlsafe_base64_encode(force_bytes(admin.pk))
    of_list = Job.objects.create(
        territory=plan.territory, user=admin, kind=JobKind.LIST_WRITE, label="Import", options={"list_import": 0}
    )
    revision = Revision.objects.filter(territory=plan.territory).order_by("pk").first()

    contact = Contact.objects.filter(partner__territory=plan.territory).order_by("pk")[0]

    visa = Visa.objects.create(plan=plan, stage=VisaStage.OPINION, label="Conseils d’école")

    committee = Committee.objects.create(plan=plan, name="Comité de pilotage d’essai")
    CommitteeSeat.objects.create(committee=committee, partner=contact.partner, contact=contact, function="direction")
    meeting = Meeting.objects.create(committee=committee, starts_at=timezone.now(), place="Salle du conseil")
    meeting.agenda.create(title="Avancement", note="Tout avance.")
    meeting.attendances.create(label="Ville – maire")
    decision = meeting.decisions.create(
        text="Passer devant", action=action, new_priority=1, who="Le service", due_on=timezone.now()
    )

    table = "## Écoles\n| École | Élèves |\n| Les Saules | **120** |\n1. un\n2. *deux*"
    own = plan.sections.create(title="Notre histoire", text=table)
    plan.sections.update_or_create(key="diagnostic", defaults={"title": "État des lieux", "text": table})
    attached = plan.documents.create(section="diagnostic", title="Carte", url="https://demo.example/carte")

    childcare = described(plan)
    amendment = Amendment.objects.create(plan=plan, number=1, title="Deux fiches de plus", purpose="Le quai change.")

    def pk(instance: Any) -> dict[str, object]:
        return {"pk": instance.pk}

    Territory.objects.filter(pk=plan.territory_id).update(has_public_page=True)
    link = ShareLink.objects.create(
        version=frozen(plan), label="Conseil", token_sha256=fingerprint(SECRET), expires_on=timezone.localdate()
    )
    batch = analysed(plan, admin)
    applied = analysed(plan, admin, annexe(name="annexe-importee.xlsx"))
    confirm(applied, None)
    told = {
        "territory": plan.territory,
        "columns": ["Nom", "Couleur"],
        "rows": [[2, ["RAM du Port", "bleu"]], [3, [""]]],
    }
    waiting = DirectoryImport.objects.create(what="partenaires", file_name="partenaires.xlsx", **told)
    measures = DirectoryImport.objects.create(what="mesures", file_name="mesures.xlsx", plan_key=plan.pk, **told)
    written = DirectoryImport.objects.create(what="partenaires", file_name="écrit.xlsx", batch="ecrit", **told)
    made = {"state": JobState.DONE, "finished_at": timezone.now(), "result_name": "dossier.pdf"}
    job = Job.objects.create(
        territory=plan.territory,
        plan=plan,
        user=User.objects.get(email=ADMIN),
        kind=JobKind.EXPORT,
        label="Dossier complet, PDF",
        options={"form": "pdf"},
        result_sha256="0" * 64,
        **made,
    )
    taken_back = Job.objects.create(
        territory=plan.territory,
        user=admin,
        kind=JobKind.UNARCHIVE,
        state=JobState.DONE,
        options={"plan": plan.slug, "lost": ["« carte.pdf » manquait déjà dans l’archive."]},
    )
    known: Keys = {
        "accounts:invitation": {"token": token_of(invited)},
        "accounts:password-new": {"uidb64": uid, "token": default_token_generator.make_token(admin)},
        "actions:bulk": {QUERY: f"fiche={action.pk}"},
        "actions:bulk-": {},
        "actions:move-many": {QUERY: f"fiche={action.pk}"},
        "actions:action": pk(action),
        "actions:action-document": {**pk(action), "document": document.pk},
        "actions:move": pk(action),
        "renewal:thread": pk(action),
        "actions:view-": pk(view),
        "annexes:import": {**pk(batch), "rank": 1, "part": "1"},
        "annexes:import-rubrics": pk(analysed(plan, admin, fiche_of_odd_rubrics())),
        "annexes:import-undo": pk(applied),
        "annexes:imports": {},
        "annexes:job": pk(job),
        "annexes:meeting": pk(meeting),
        "committees:": pk(committee),
        "committees:con": pk(meeting),
        "committees:decision-": {**pk(meeting), "decision": decision.pk},
        "committees:meeting": pk(meeting),
        "committees:meeting-new": pk(committee),
        "committees:record": pk(meeting),
        "documents:": pk(job),
        "kind-rows:": pk(kind),
        "file:": pk(own),
        "file:document": pk(attached),
        "file:documents": {},
        "file:childcare-": pk(childcare),
        "file:figures-delete": {QUERY: "tableau=Places"},
        "file:programme-delete": {},
        "file:section": {"key": "diagnostic"},
        "annexes:import-new": {},
        "directory:partner": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "directory:engagements": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "directory:scheme": pk(Scheme.objects.order_by("pk")[0]),
        "directory:place": pk(place),
        "directory:list": {"name": "publics"},
        "directory:term": {"name": "publics", **pk(term)},
        "history:batch": {"batch": together},
        "indicators:of-action": pk(action),
        "indicators:of-objective": pk(objective),
        "indicators:measures-of-action": pk(action),
        "indicators:measures-of-objective": pk(objective),
        "indicators:": pk(indicator),
        "life:amendment": pk(amendment),
        "life:amendment-step": {**pk(amendment), "to": "abandonner"},
        "life:amendments": {},
        "life:step": {"to": "en-evaluation"},
        "life:visa-": pk(visa),
        "partners:contact": pk(contact),
        "partners:partner": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "jobs:": pk(of_list),
        "public:": {"authority": plan.territory.slug, "project": plan.slug, "rank": 1},
        "public:share": {"secret": SECRET, "position": 0},
        "share:": pk(link),
        "partners:undo": {"batch": together},
        "partners:scheme": pk(Scheme.objects.create(territory=plan.territory, slug="essai", name="Aide d’essai")),
        "people:": pk(member),
        "people:mine-one": pk(action),
        "sheets:": {"what": "partenaires"},
        "sheets:preview": {"what": "partenaires", "pk": waiting.pk},
        "sheets:measures-preview": pk(measures),
        "sheets:undo": pk(written),
        "people:unlink": {**pk(member), "contact": contact.pk},
        "plan-kinds:": pk(kind),
        "versions:": {"number": 1, "rank": 1, "position": 0},
        "archives:": pk(taken_back),
        "plans:objective": pk(objective),
        "plans:effects": pk(effects),
        "plans:effects-add": {QUERY: f"sous={objective.parent_id}"},
    }
    deleted = Revision.objects.get(batch=together, change=Change.DELETED)
    known["history:restore"] = pk(deleted)
    if revision is not None:
        known |= {"history:": pk(revision), "history:object": {"model": revision.model, "pk": revision.object_key}}
    return known


def described(plan: Plan) -> Childcare:
    """One of each of the data of a dossier; the accueil."""
    plan.figures.create(group="Places", label="Accueil du soir", year=2025, value=36, unit="places", source="Ville")
    childcare = Childcare.objects.create(
        plan=plan, name="Accueil du soir", longest_hours=2, capacity_under_6=32, staff_under_6=2, capacity_six_plus=4
    )
    plan.activities.create(title="Cerf-volant", childcare=childcare, age_min=6, age_max=11, operator_label="Amicale")
    programme, _ = Programme.objects.get_or_create(plan=plan, defaults={"structure_label": "GIP du Val"})
    programme.board.create(organisation="Ville", function="adjointe")
    programme.team.create(profession="Psychologue")
    programme.perimeter.create(name="Les Tanneries", code="QN09901I")
    programme.budget.create(year=2026, funder="BOP 147", planned=80_000)
    programme.totals.create(year=2026, measure="CHILDREN", label="essai", value=3)
    return childcare


def address(name: str, arguments: list[str], plan: Plan, known: Keys) -> str | None:
    """The address of a route for the demonstration; None for one that `keys` does not know."""
    named = [key for key in known if name == key or name.startswith(key)]
    given = {"territory": plan.territory.slug, "plan": plan.slug, **(known[max(named, key=len)] if named else {})}
    if set(arguments) - given.keys():
        return None
    url = reverse(name, kwargs={argument: given[argument] for argument in arguments})
    return f"{url}?{given[QUERY]}" if QUERY in given else url


def other_faces(plan: Plan) -> dict[str, str]:
    """What some routes show of other objects, by the name of the route and a word."""
    rows = [[number, [f"Amicale {number}"]] for number in range(2, LONG + 3)]
    long = DirectoryImport.objects.create(
        territory=plan.territory, what="partenaires", file_name="longue.xlsx", columns=["Nom"], rows=rows
    )
    table = reverse("file:figures-table", args=[plan.territory.slug, plan.slug])
    return {
        "sheets:preview unread": reverse("sheets:preview", args=[plan.territory.slug, "partenaires", long.pk]),
        "file:figures-table known": f"{table}?tableau=Places",
        "file:figures-table model": f"{table}?modele=familles",
    }


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    call_command("load_demo", verbosity=0)
    return Plan.objects.get(slug="pgt-2025-2029")


def pages_of(plan: Plan, client: Client, known: Keys) -> dict[str, str]:
    """The routes that answer with a whole page, with their addresses."""
    found = other_faces(plan)
    for name, arguments in ROUTES:
        url = address(name, arguments, plan, known) if name not in APART else None
        if url is not None and _is_page(client, url := _opened(client, name, url)):
            found[name] = url
    return found


def _opened(client: Client, name: str, url: str) -> str:
    """The address of the page itself, when a link of a message leads there by a redirection."""
    answer = client.get(url)
    there = answer.get("Location", "")
    return there if there.startswith("/") and resolve(there.partition("?")[0]).view_name == name else url


def _is_page(client: Client, url: str) -> bool:
    answer = client.get(url)
    is_html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return is_html and not answer.streaming and b"<!DOCTYPE html>" in answer.content


def test_every_route_is_visited(plan: Plan) -> None:
    client = Client()
    client.force_login(User.objects.get(email=ADMIN))
    known = keys(plan)
    pages = pages_of(plan, client, known)
    left = {name: address(name, arguments, plan, known) for name, arguments in ROUTES if name not in {*pages, *APART}}
    unseen = []
    for name, url in left.items():
        answer = client.get(url) if url is not None else None
        if answer is None or (answer.status_code != 405 and answer["Content-Type"].startswith("text/html")):
            unseen.append(f"{name} {url} {answer and answer.status_code}")
    assert len(pages) > 100
    assert not unseen
    assert not APART.keys() - {name for name, _ in ROUTES}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(
            lambda name: name in PUBLIC or name.startswith(("accounts:", "people:", "history:", "documents:")),
            id="people",
        ),
        pytest.param(lambda name: name.startswith(("directory:", "partners:", "sheets:")), id="directory"),
        pytest.param(lambda name: name.startswith(("share:", "public:", "agenda:")), id="shared"),
        pytest.param(lambda name: name.startswith(("actions:", "all-actions")), id="fiches"),
        pytest.param(
            lambda name: name.startswith(("plans:", "plan-kinds:", "kind-rows:", "indicators:", "annexes:")), id="plans"
        ),
        pytest.param(
            lambda name: name.startswith(("life:", "versions:", "archives:", "renewal:", "brand:")), id="life"
        ),
        pytest.param(lambda name: name.startswith(("committees:", "annexes:meeting")), id="instances"),
        pytest.param(lambda name: name.startswith("file:"), id="dossier"),
        pytest.param(lambda name: ":" not in name and not name.startswith("all-actions"), id="ways in"),
    ],
)
def test_page_is_accessible(part: Callable[[str], bool], live_server: Any, page: Page, plan: Plan) -> None:
    client = Client()
    client.force_login(User.objects.get(email=ADMIN))
    pages = {name: url for name, url in pages_of(plan, client, keys(plan)).items() if part(name)}
    assert len(pages) >= 3
    page.set_viewport_size(DESK)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    found = []
    for name, url in pages.items():
        page.goto(live_server.url + url)
        found += [f"{name} {url}: {fault}" for fault in faults(page)]
    assert not found, "\n" + "\n".join(found)
