"""How long ten people wait who export at once: a dossier of thirty fiches and three
fiches each, and one who asks for twenty fiches.

    python benchmarks/fairness.py [--people 10] [--greedy 20]

On the demonstration plan, with nothing kept of the pages laid out (PDF_CACHE_MEGABYTES=0), in two houses: one worker
and one queue in the order of asking; then the two workers of `manage.py start` with lanes and turns.
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WORKER = [sys.executable, "manage.py", "worker", "--interval", "0.3", "--no-startup-delay", "--verbosity", "0"]
FICHES = 3  # of each person
LARGE = 30  # fiches of a dossier


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--greedy", type=int, default=20, help="fiches of the first person")
    options = parser.parse_args()
    print(f"{'seconds waited':<44}{'median':>9}{'longest':>9}{'how many':>10}")
    for lanes in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, __file__, str(options.people), str(options.greedy), str(int(lanes))],
                env={**os.environ, **house(folder)},
                check=True,
            )


def house(folder: str) -> dict[str, str]:
    kept = {"DJANGO_SETTINGS_MODULE": "pedt_planner.settings", "DEBUG": "true", "LOG_LEVEL": "ERROR"}
    return {**kept, "DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/b.sqlite3", "PDF_CACHE_MEGABYTES": "0"}


def measure(people: int, greedy: int, lanes: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django_tasks_db.models import DBTaskResult

    from annexes.models import Job

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    asked = ask(people, greedy)
    if not lanes:
        forget_lanes()
    workers = []
    with ExitStack() as stack:
        for more, processes in [([], "2"), (["--short"], "1")][: 1 + lanes]:
            environ = {**os.environ, "RENDER_PROCESSES": processes}
            worker = subprocess.Popen([*WORKER, *more], cwd=ROOT, env=environ)
            workers.append(worker)
            stack.callback(worker.wait)
            stack.callback(worker.terminate)
        while Job.objects.filter(state__in=("WAITING", "RUNNING")).exists():
            assert all(worker.poll() is None for worker in workers), "a worker died"
            time.sleep(0.2)
    failed = DBTaskResult.objects.exclude(status="SUCCESSFUL")
    assert not failed, "\n".join(task.traceback for task in failed)
    print("Two workers, lanes and turns" if lanes else "One worker, in the order of asking")
    for name, keys in asked.items():
        waits = [(job.finished_at - job.created_at).total_seconds() for job in Job.objects.filter(pk__in=keys)]
        print(f"  {name:<42}{statistics.median(waits):>9.1f}{max(waits):>9.1f}{len(waits):>10}")


def ask(people: int, greedy: int) -> dict[str, list[int]]:
    """Everybody asks at once; the keys of the works, by what they are."""
    from accounts.enums import MemberRole
    from accounts.models import Membership, User
    from annexes.documents import Document, DocumentRequest, Form, offered
    from annexes.exporting.starting import start_document
    from plans.models import Plan

    plan = Plan.objects.get(slug="pgt-2025-2029")
    dossier = Document.DOSSIER if Document.DOSSIER in offered() else Document.TABLEAU
    sheet = Document.FICHES if Document.FICHES in offered() else Document.TABLEAU
    keys = list(plan.actions.order_by("pk").values_list("pk", flat=True))
    names = ("dossiers", "first fiche of each other person", "other fiches", "fiches of who asks for many")
    found: dict[str, list[int]] = {name: [] for name in names}

    def begin(name: str, user: Any, document: Document, *fiches: int) -> None:
        request = DocumentRequest(document, Form.PDF, actions=fiches)
        found[name].append(start_document(plan=plan, user=user, request=request, part="", site="").pk)

    for rank in range(people):
        user = User.objects.create_user(f"mesure{rank}@exemple.fr", full_name="Mesure")
        Membership.objects.create(user=user, territory=plan.territory, role=MemberRole.READER)
        begin(names[0], user, dossier, *keys[:LARGE])
        for nth in range(greedy if rank == 0 else FICHES):
            name = names[3] if rank == 0 else names[2] if nth else names[1]
            begin(name, user, sheet, keys[(rank * FICHES + nth) % len(keys)])
    return found


def forget_lanes() -> None:
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.update(priority=0, queue_name="default")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1].isdecimal():
        measure(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1")
    else:
        main()
