"""An invented annexe and the people who meet it, for the tests of pages and of long work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import User
from annexes.deciding.choices import reading_key
from annexes.deciding.decisions import Decisions
from annexes.importing.services import analyse, receive
from annexes.models import ImportBatch, ImportState
from plans.models import Plan
from tests.factories import TerritoryFactory, UserFactory
from tests.readers.makers import HEADER, xlsx

ROWS = [
    HEADER,
    ["I – Grandir au bord de l’eau", "OI 1 : Ouvrir des lieux", "OO 1 : Jouer dehors", "Fiche 1 : Ludothèque du quai"],
    ["", "", "", "Fiche 2 : Cabanes d’été"],
    ["", "", "OO 2 : Nager", ""],
    ["II – Apprendre ensemble", "OI 1 : Lire", "OO 1 : Raconter", "Fiche 3 : Contes du soir"],
]


def annexe(*rows: list[str], name: str = "annexe-du-quai.xlsx") -> SimpleUploadedFile:
    """An annexe of one theme, « Enfance », as an upload; `rows` in place of ROWS."""
    return SimpleUploadedFile(name, xlsx(("Enfance", [HEADER, *rows] if rows else ROWS)))


def person(plan: Plan, role: MemberRole | None) -> User:
    """A member of the plan’s territory, or a stranger: the administrator of another territory."""
    return UserFactory(memberships={plan.territory: role} if role else {TerritoryFactory(): MemberRole.ADMIN})


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def analysed(plan: Plan, by: User, upload: SimpleUploadedFile | None = None) -> ImportBatch:
    """A batch that waits for its confirmation."""
    batch = receive(plan=plan, uploads=[upload or annexe()], by=by)
    analyse(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED
    return batch


@dataclass
class Visitor:
    """A signed-in browser on the pages of one plan; what it posts is committed, so that the work runs."""

    client: Client
    plan: Plan

    def url(self, name: str, *keys: int) -> str:
        return reverse(f"annexes:{name}", args=[self.plan.territory.slug, self.plan.slug, *keys])

    def get(self, name: str, *keys: int, **query: Any) -> Any:
        return self.client.get(self.url(name, *keys), query)

    def post(self, name: str, *keys: int, data: dict[str, Any] | None = None) -> Any:
        return committed(lambda: self.client.post(self.url(name, *keys), data or {}))

    def confirm(self, batch: ImportBatch, **data: str) -> Any:
        """Confirm an import as its preview shows it now."""
        batch.refresh_from_db()
        seen = {"lecture": reading_key(batch), "decisions": Decisions.from_json(batch.decisions).digest()}
        return self.post("import-confirm", batch.pk, data={**seen, **data})


def visitor(plan: Plan, role: MemberRole | None) -> Visitor:
    return Visitor(client_of(person(plan, role)), plan)


def committed(act: Callable[[], Any]) -> Any:
    """Do it as if its transaction was committed: the long work that it queues has run when this returns."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return act()


def words(response: HttpResponse) -> str:
    """The page with plain spaces in place of the non-breaking ones."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())
