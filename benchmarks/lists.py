"""How fast the list of fiches is filtered, sorted, edited and exported. Prints tables; see README.md beside."""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

PAGES = {
    "order of print": "",
    "sorted by title": "tri=titre",
    "sorted by budget, down": "tri=-budget",
    "status and priority": "statut=ONGOING&statut=DONE&priorite=1",
    "words": "q=atelier+quartier",
    "pilote": "pilote={partner}",
    "without indicator, late": "sans=indicateur&etat=retard",
    "axe": "axe={axis}",
    "page 100": "page=100",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1, 500, 10_000])
    sizes = parser.parse_args().sizes
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DEBUG", "true")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        import django

        django.setup()
        from django.test.runner import DiscoverRunner

        runner = DiscoverRunner(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        try:
            for size in sizes:
                measure(size)
        finally:
            runner.teardown_databases(databases)


def measure(size: int) -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.enums import MemberRole
    from accounts.models import Membership, User
    from actions.models import Action

    plan, axis, partners = plan_of(size)
    user = User.objects.create_user(f"mesure{size}@exemple.fr", full_name="Mesure")
    Membership.objects.create(user=user, territory=plan.territory, role=MemberRole.COORDINATOR)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    url = reverse("actions:list", args=[plan.territory.slug, plan.slug])

    def plain() -> int:
        """What nobody can do without: count them, and read fifty rows."""
        fiches = Action.objects.filter(plan=plan)
        return fiches.count() + len(list(fiches.order_by("pk")[:50]))

    floor, _, _ = best(plain)
    empty, _, _ = best(lambda: client.get("/accessibilite/"))
    print(f"\n{size:,} fiches: COUNT and 50 rows {floor * 1000:.1f} ms, an empty page {empty * 1000:.1f} ms")
    print(f"{'page of the list':<26}{'ms':>8}{'queries':>9}{'found':>9}{'/ plain':>9}{'/ empty':>9}")
    for name, query in PAGES.items():
        query = query.format(partner=partners[0].pk, axis=axis.pk)
        seconds, queries, response = best(lambda query=query: client.get(f"{url}?{query}"))
        found = re.search(r"([\d\s]+)fiche", response.content.decode().split('listing-count">')[1])
        cells = f"{seconds * 1000:>8.1f}{queries:>9}{int(found[1]) if found else 0:>9,}"
        print(f"{name:<26}{cells}{seconds / floor:>9.1f}{seconds / empty:>9.1f}")
    fragment = {"HX-Request": "true", "HX-Target": "liste"}
    seconds, queries, _ = best(lambda: client.get(f"{url}?tri=maj", headers=fragment))
    cells = f"{seconds * 1000:>8.1f}{queries:>9}{size:>9,}"
    print(f"{'rows alone, by htmx':<26}{cells}{seconds / floor:>9.1f}{seconds / empty:>9.1f}")
    if size > 1:
        edit(client, plan, min(size, 500), partners)
        if size > 500:
            edit(client, plan, size, partners)
        export(client, plan, size)


def edit(client: Any, plan: Any, count: int, partners: list[Any]) -> None:
    """Summary, confirmation and undo of that many fiches; and one field of them saved one fiche after the other."""
    from django.urls import reverse

    from accounts.models import Revision
    from actions.models import Action

    where = [plan.territory.slug, plan.slug]
    keys = list(Action.objects.filter(plan=plan).order_by("pk").values_list("pk", flat=True)[:count])
    chosen = {"portee": "selection", "fiche": keys} if count <= 500 else {"portee": "tout", "liste": ""}
    asked = {
        **chosen, "status": "SUSPENDED", "status_reason": "Budget non voté",
        "lead": "replace", "leader": partners[1].pk, "add_partners": [partners[2].pk], "add_role": "FUNDER",
    }  # fmt: skip
    steps: list[tuple[str, float, int]] = []

    def step(name: str, work: Callable[[], Any]) -> Any:
        seconds, queries, result = once(work)
        steps.append((name, seconds, queries))
        return result

    page = step("summary", lambda: client.post(reverse("actions:bulk", args=where), asked))
    lot = re.search(r'name="lot" value="([^"]+)"', page.content.decode())
    assert lot
    step("confirmation", lambda: client.post(reverse("actions:bulk-confirm", args=where), {"lot": lot[1]}))
    batch = Revision.objects.filter(plan_key=plan.pk).order_by("-pk")[0].batch
    assert Revision.objects.filter(batch=batch).count() == count
    step("undo", lambda: client.post(reverse("actions:bulk-undo", args=where), {"lot": batch}))
    assert not Action.objects.filter(pk__in=keys, status_reason="Budget non voté").exists()

    def one_by_one() -> None:
        for action in Action.objects.filter(pk__in=keys):
            action.status, action.status_reason = "POSTPONED", "Autre motif"
            action.save()

    step("one save a fiche, status alone", one_by_one)
    print(f"{f'{count} fiches at once':<34}{'seconds':>9}{'queries':>9}")
    for name, seconds, queries in steps:
        print(f"{name:<34}{seconds:>9.2f}{queries:>9,}")


def export(client: Any, plan: Any, size: int) -> None:
    from django.http import QueryDict
    from django.utils import timezone

    from actions.listing.criteria import Criteria
    from actions.listing.scope import Scope
    from annexes.documents import Form
    from annexes.lists.listing import SHOWN_ON_THE_PAGE, columns_of, make_list

    scope = Scope(plan.territory, plan)
    everything = [column.name for column in columns_of(scope)]
    print(f"{f'export of {size:,}':<34}{'seconds':>9}{'queries':>9}{'MB':>9}")
    for form in (Form.CSV, Form.XLSX):
        for what, names in (("columns of the page", SHOWN_ON_THE_PAGE), ("all columns", everything)):
            criteria = Criteria(scope, QueryDict("tri=titre"))
            seconds, queries, made = once(
                lambda form=form, names=names, criteria=criteria: make_list(
                    criteria, form=form, names=names, today=timezone.localdate()
                )
            )
            megabytes = len(made.content) / 1024**2
            print(f"{f'{form.label}, {what}':<34}{seconds:>9.2f}{queries:>9,}{megabytes:>9.2f}")


def plan_of(size: int) -> tuple[Any, Any, list[Any]]:
    """A plan of that many fiches under 20 axes, each led and helped, half of them funded and measured."""
    from datetime import date

    from accounts.models import Territory
    from actions.enums import Priority, Role, Status
    from actions.models import Action, Funding, Participation
    from indicators.models import Indicator
    from partners.models import Partner
    from plans.enums import Level
    from plans.models import PlanKind
    from plans.services import create_plan
    from plans.tree import add_child

    territory = Territory.objects.create(name=f"Val d’essai {size}", slug=f"val-{size}")
    kind = PlanKind.objects.create(code=f"ESSAI_{size}", name="Plan d’essai")
    plan = create_plan(territory=territory, kind=kind, title="Plan d’essai", by=None)
    root = plan.objectives.get(parent=None)
    theme = add_child(plan_id=plan.pk, parent_id=root.pk, level=Level.THEME, title="Enfance")
    axes, lows = [], []
    for rank in range(20):
        axes.append(add_child(plan_id=plan.pk, parent_id=theme.pk, level=Level.AXIS, title=f"Axe {rank}"))
        middle = add_child(plan_id=plan.pk, parent_id=axes[-1].pk, level=Level.INTERMEDIATE, title=f"OI {rank}")
        lows += [
            add_child(plan_id=plan.pk, parent_id=middle.pk, level=Level.OPERATIONAL, title=f"OO {rank}.{low}")
            for low in range(3)
        ]
    partners = Partner.objects.bulk_create(
        Partner(territory=territory, name=f"Association {rank}").prepare() for rank in range(200)
    )
    words = "atelier lecture quartier jardin école famille sport culture mercredi vacances".split()  # noqa: SIM905
    statuses, priorities = list(Status)[:-1], list(Priority)
    fiches = Action.objects.bulk_create(
        (
            Action(
                plan=plan, theme=theme, objective=lows[rank % len(lows)], number=rank, position=rank,
                title=f"{words[rank % 10]} {words[rank * 7 % 10]} numéro {rank}".capitalize(),
                context="Un constat partagé par les familles du quartier. " * 8,
                status=statuses[rank % len(statuses)], status_reason="Motif", priority=priorities[rank % 4],
                due_on=date(2026, 1 + rank % 12, 1 + rank % 28),
            ).prepare()
            for rank in range(size)
        ),
        batch_size=500,
    )  # fmt: skip
    Participation.objects.bulk_create(
        (
            Participation(action=one, partner=partners[(rank * step) % 200], role=role)
            for rank, one in enumerate(fiches)
            for step, role in ((1, Role.LEAD), (3, Role.PARTNER), (7, Role.OPERATOR))
        ),
        batch_size=500,
    )
    Funding.objects.bulk_create((Funding(action=one, planned=1000) for one in fiches[::2]), batch_size=500)
    Indicator.objects.bulk_create((Indicator(action=one, label="Nombre") for one in fiches[::2]), batch_size=500)
    return plan, axes[0], partners


def once(work: Callable[[], Any]) -> tuple[float, int, Any]:
    from django.db import connection

    count = [0]

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        start = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - start
    return seconds, count[0], result


def best(work: Callable[[], Any], times: int = 5) -> tuple[float, int, Any]:
    """The best of several runs, after one that warms up."""
    work()
    return min((once(work) for _ in range(times)), key=lambda run: run[0])


if __name__ == "__main__":
    main()
