"""How long the alerts of a plan take, against reading its fiches. Prints a table."""

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
SIZES = (100, 500, 2000)
WORDS = """
accompagner atelier école collège famille lecture sport culture parcours numérique santé jardin musique théâtre
animateur formation vacances périscolaire ludothèque mercredi quartier bourg orientation parentalité langage éveil
""".split()  # noqa: SIM905


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(f"{'fiches':>8} {'alerts':>8} {'queries':>8} {'alerts s':>10} {'read s':>10} {'ratio':>8}")
        for size in SIZES:
            measure(size)
    finally:
        runner.teardown_databases(databases)


def measure(size: int) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from actions.enums import Status
    from actions.models import Action
    from plans.alerts import alerts_of
    from plans.models import Plan
    from tests.factories import ObjectiveFactory, PlanFactory

    chance = random.Random(size)
    plan = PlanFactory(starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31))
    axis = ObjectiveFactory(parent=ObjectiveFactory(plan=plan))
    lowest = [ObjectiveFactory(parent=ObjectiveFactory(parent=axis)) for _ in range(size // 10)]
    fiches = [
        Action(
            plan=plan,
            objective=chance.choice([*lowest, None]),
            number=rank * 2,
            title=" ".join(chance.sample(WORDS, 6)),
            status=chance.choice([Status.PROPOSED, Status.APPROVED, Status.ONGOING]),
            due_on=date(2026, chance.randint(1, 12), 1),
        ).prepare()
        for rank in range(size)
    ]
    Action.objects.bulk_create(fiches, batch_size=500)
    plan = Plan.objects.select_related("kind", "territory").get(pk=plan.pk)
    with CaptureQueriesContext(connection) as asked:
        found = alerts_of(plan)
    alerts = best(lambda: alerts_of(plan))
    reading = best(lambda: list(Action.objects.filter(plan=plan)))
    print(f"{size:>8} {len(found):>8} {len(asked):>8} {alerts:>10.3f} {reading:>10.3f} {alerts / reading:>8.1f}")


def best(run: Callable[[], object]) -> float:
    """The shortest of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
