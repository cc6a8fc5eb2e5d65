"""Each page of the application with the demonstration in it: nothing for axe-core to say, nothing past 320 px.

Every route is asked for; `keys` says which object a route with a key shows. Add yours there.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Revision, User
from actions.models import Action, Document, Place, SavedView
from annexes.importing.services import confirm
from annexes.models import Job, JobKind, JobState
from indicators.models import Indicator
from partners.models import Contact, DirectoryImport, Partner, Scheme
from plans.enums import Level
from plans.models import EffectGroup, Plan, PlanKind
from tests.annexes.journey import analysed, annexe
from tests.annexes.test_rubric_pages import fiche as fiche_of_odd_rubrics
from tests.browser.checks import DESK, faults
from tests.pages.test_strangers import PUBLIC, ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

ADMIN = "admin@demo.example"
Keys = dict[str, dict[str, object]]


def keys(plan: Plan) -> Keys:
    """What follows the territory and the plan in an address, by the name of the route or by the beginning of it."""
    action = Action.objects.filter(plan=plan, objective__isnull=False).order_by("pk")[0]
    objective = plan.objectives.filter(level=Level.OPERATIONAL).order_by("lft")[0]
    indicator = Indicator.objects.filter(action__plan=plan).order_by("pk")[0]
    member = plan.territory.memberships.exclude(user__email=ADMIN).order_by("pk")[0]
    document = Document.objects.create(action=action, title="Affiche", url="https://demo.example/affiche")
    view = SavedView.objects.create(user=User.objects.get(email=ADMIN), plan=plan, name="Mes fiches", query="q=a")
    place = Place.objects.filter(territory=plan.territory).first() or Place.objects.create(
        territory=plan.territory, name="Castelbrume"
    )
    effects = EffectGroup.objects.filter(plan__territory=plan.territory).order_by("pk")[0]
    revision = Revision.objects.filter(territory=plan.territory).order_by("pk").first()

    def pk(instance: Any) -> dict[str, object]:
        return {"pk": instance.pk}

    batch = analysed(plan, User.objects.get(email=ADMIN))
    written = analysed(plan, User.objects.get(email=ADMIN), annexe(name="annexe-importee.xlsx"))
    confirm(written, None)
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
    known: Keys = {
        "actions:action": pk(action),
        "actions:action-document": {**pk(action), "document": document.pk},
        "actions:move": pk(action),
        "actions:view-": pk(view),
        "annexes:import": {**pk(batch), "rank": 1, "part": "1"},
        "annexes:import-rubrics": pk(analysed(plan, User.objects.get(email=ADMIN), fiche_of_odd_rubrics())),
        "annexes:import-undo": pk(written),
        "annexes:imports": {},
        "annexes:job": pk(job),
        "documents:": pk(job),
        "annexes:import-new": {},
        "directory:partner": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "directory:engagements": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "directory:scheme": pk(Scheme.objects.order_by("pk")[0]),
        "directory:place": pk(place),
        "directory:list": {"name": "publics"},
        "directory:term": {"name": "publics", "pk": 1},
        "indicators:of-action": pk(action),
        "indicators:of-objective": pk(objective),
        "indicators:measures-of-action": pk(action),
        "indicators:measures-of-objective": pk(objective),
        "indicators:": pk(indicator),
        "partners:contact": pk(Contact.objects.filter(partner__territory=plan.territory).order_by("pk")[0]),
        "partners:partner": pk(Partner.objects.filter(territory=plan.territory).order_by("pk")[0]),
        "partners:scheme": pk(Scheme.objects.create(territory=plan.territory, slug="essai", name="Aide d’essai")),
        "people:": pk(member),
        "people:mine-one": pk(action),
        "sheets:": {"what": "partenaires"},
        "sheets:preview": {"what": "partenaires", "pk": waiting.pk},
        "sheets:measures-preview": pk(measures),
        "sheets:undo": pk(written),
        "plan-kinds:": pk(PlanKind.objects.filter(territory=None).order_by("pk")[0]),
        "plans:objective": pk(objective),
        "plans:effects": pk(effects),
    }
    if revision is not None:
        known |= {"history:": pk(revision), "history:object": {"model": revision.model, "pk": revision.object_key}}
    return known


def address(name: str, arguments: list[str], plan: Plan, known: Keys) -> str | None:
    """The address of a route for the demonstration; None for one that `keys` does not know."""
    named = [key for key in known if name == key or name.startswith(key)]
    given = {"territory": plan.territory.slug, "plan": plan.slug, **(known[max(named, key=len)] if named else {})}
    if set(arguments) - given.keys():
        return None
    return reverse(name, kwargs={argument: given[argument] for argument in arguments})


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    call_command("load_demo", verbosity=0)
    return Plan.objects.get(slug="pgt-2025-2029")


def pages_of(plan: Plan, client: Client) -> dict[str, str]:
    """The routes that answer with a whole page, with their addresses."""
    known = keys(plan)
    found = {}
    for name, arguments in ROUTES:
        url = address(name, arguments, plan, known)
        if url is None or name in {"accounts:logout", "accounts:login"}:
            continue
        answer = client.get(url)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if is_page and not answer.streaming and b"<!DOCTYPE html>" in answer.content:
            found[name] = url
    return found


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(
            lambda name: name in PUBLIC or name.startswith(("accounts:", "people:", "history:", "documents:")),
            id="people",
        ),
        pytest.param(lambda name: name.startswith(("directory:", "partners:", "sheets:")), id="directory"),
        pytest.param(lambda name: name.startswith(("actions:", "all-actions")), id="fiches"),
        pytest.param(lambda name: name.startswith(("plans:", "plan-kinds:", "indicators:", "annexes:")), id="plans"),
        pytest.param(lambda name: ":" not in name and not name.startswith("all-actions"), id="ways in"),
    ],
)
def test_page_is_accessible(part: Callable[[str], bool], live_server: Any, page: Page, plan: Plan) -> None:
    client = Client()
    client.force_login(User.objects.get(email=ADMIN))
    pages = {name: url for name, url in pages_of(plan, client).items() if part(name)}
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
