"""How fast annexes are read, compared, written and printed. Prints tables; see README.md beside."""

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="without the sheets of 10,000 fiches")
    parser.add_argument("--whole", action="store_true", help="fill every field of the fiches, not the 25 usual ones")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    if options.one:
        print(json.dumps(measure(options.one, options.whole)))
        return
    sizes = [100, 200, 1000] if options.quick else [100, 200, 1000, 10_000]
    results = {size: in_child(size, options.whole) for size in sizes}
    report(results)


def in_child(size: int, whole: bool) -> dict[str, float]:
    """One size in a process of its own, so that peak memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--one", str(size), *(["--whole"] if whole else [])]
        environment = {**os.environ, "DATA_DIR": folder, "DEBUG": "true"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def measure(size: int, whole: bool) -> dict[str, float]:
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return measure_on_empty_database(size, whole)
    finally:
        runner.teardown_databases(databases)


def measure_on_empty_database(size: int, whole: bool) -> dict[str, float]:
    from datetime import date

    from django.core.management import call_command
    from sheets import outline_of, sheet_of, whole_outline_of

    from accounts.models import Territory
    from annexes.applying.apply import import_outline
    from annexes.applying.directory import Directory, load_vocabulary
    from annexes.comparing.analysis import plan_diff
    from annexes.editions import edition_of
    from annexes.excel import write_workbook
    from annexes.importing.services import foreseen, read_for
    from annexes.load import load
    from annexes.pdf.tableau import write_tableau_pdf
    from pedt_planner.reference import load_reference
    from plans.models import PlanKind
    from plans.services import create_plan

    call_command("migrate", verbosity=0)
    load_reference()
    territory = Territory.objects.create(name="Val d’essai", slug="val-d-essai")
    kind = PlanKind.objects.get(code="PGT", territory=None)
    plan = create_plan(territory=territory, kind=kind, title="Plan d’essai", by=None)
    edition = edition_of(plan, today=date(2026, 9, 1))
    if whole:
        vocabulary = load_vocabulary(territory)
        sheet = write_workbook(whole_outline_of(size), edition=edition, vocabulary=vocabulary)
    else:
        sheet = sheet_of(outline_of(size))
    numbers: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        with counted() as queries:
            start = time.perf_counter()
            result = work()
            numbers[name] = time.perf_counter() - start
        numbers[f"{name} queries"] = queries[0]
        return result

    timed("openpyxl", lambda: merely_read(sheet))
    reading = timed("read", lambda: read_for(plan, io.BytesIO(sheet), "essai.xlsx"))
    assert not reading.has_errors, reading.issues[:3]
    timed("diff", lambda: plan_diff(load(plan), reading.outline, Directory.load(territory)))
    timed("load, diff and apply", lambda: import_outline(plan=plan, incoming=reading.outline, by=None))
    numbers["apply"] = numbers["load, diff and apply"] - numbers["diff"]
    numbers["import"] = numbers["read"] + numbers["load, diff and apply"]
    outline = timed("load", lambda: load(plan))
    again = timed("again", lambda: import_outline(plan=plan, incoming=reading.outline, by=None))
    assert again.diff.is_empty
    timed("preview", lambda: foreseen(plan, load(plan), reading.outline))
    numbers["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    timed("Excel", lambda: write_workbook(outline, edition=edition, vocabulary=load_vocabulary(territory)))
    timed("PDF", lambda: write_tableau_pdf(outline, edition=edition))
    numbers["PDF child memory"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    numbers |= pages(plan)
    if size == 1000:
        from plain_resource import import_with_plain_resource

        timed("plain Resource", lambda: import_with_plain_resource(outline, territory))
    return numbers


def pages(plan: Any) -> dict[str, float]:
    """The plan page beside an empty page of the same layout, served by the same client."""
    from django.test import Client

    from accounts.models import Membership, User

    user = User.objects.create_user("mesure@exemple.fr", full_name="Mesure")
    Membership.objects.create(user=user, territory=plan.territory)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    numbers: dict[str, float] = {}
    for name, url in (("empty page", "/accessibilite/"), ("plan page", plan.get_absolute_url())):
        client.get(url)
        best = 1e9
        for _ in range(5):
            with counted() as queries:
                start = time.perf_counter()
                assert client.get(url).status_code == 200
                best = min(best, time.perf_counter() - start)
        numbers[name], numbers[f"{name} queries"] = best, queries[0]
    return numbers


def merely_read(sheet: bytes) -> int:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(sheet), read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.title != "Annexe"]
    return sum(1 for sheet in sheets for row in sheet.iter_rows(values_only=True) for _ in row)


@contextmanager
def counted() -> Any:
    """A list whose only item counts the queries made meanwhile."""
    from django.db import connection

    count = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


def report(results: dict[int, dict[str, float]]) -> None:
    steps = [
        "openpyxl",
        "read",
        "diff",
        "apply",
        "import",
        "again",
        "preview",
        "load",
        "Excel",
        "PDF",
        "empty page",
        "plan page",
    ]
    print("\n" + "seconds (queries)".ljust(24) + "".join(f"{size:>20,}" for size in results))
    for step in steps:
        cells = []
        for numbers in results.values():
            queries = numbers.get(
                f"{step} queries", numbers.get("load, diff and apply queries") if step == "apply" else 0
            )
            cells.append(f"{numbers[step]:.3f} ({queries:.0f})".rjust(20))
        print(step.ljust(24) + "".join(cells))
    for step in ("memory", "PDF child memory"):
        print(f"{step}, MB".ljust(24) + "".join(f"{numbers[step]:.0f}".rjust(20) for numbers in results.values()))
    sizes = sorted(results)
    last = results[sizes[-1]]
    print(f"\nimport / openpyxl merely reading, {sizes[-1]:,}: {last['import'] / last['openpyxl']:.2f} (at most 1.5)")
    if 1000 in results and "plain Resource" in results[1000]:
        ratio = results[1000]["apply"] / results[1000]["plain Resource"]
        queries = results[1000]["plain Resource queries"]
        print(f"apply / plain Resource, 1,000: 1/{1 / ratio:.0f} (at most 1/20; its queries: {queries:,.0f})")
    if 10_000 in results:
        for step in ("import", "PDF", "Excel", "plan page"):
            ratio = results[10_000][step] / 10 / results[1000][step]
            print(f"{step}: cost a fiche at 10,000 / at 1,000: {ratio:.2f} (at most 1.3)")
    for size in sizes:
        ratio = results[size]["plan page"] / results[size]["empty page"]
        print(f"plan page / empty page, {size:,} fiches: {ratio:.1f} (200 fiches: at most 15)")


if __name__ == "__main__":
    main()
