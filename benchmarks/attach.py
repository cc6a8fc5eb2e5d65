"""How fast places are proposed to fiches, against comparing each with each objective; how often they are right.

Right: each attached fiche of the demonstration is taken for unattached in its turn, with and without its number. Prints
two tables.
"""

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
SIZES = (100, 500, 2000)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.runner import DiscoverRunner

    print(f"{'fiches × objectives':>20} {'proposed s':>11} {'pairwise s':>11} {'ratio':>8}")
    for size in SIZES:
        speed(size)
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        call_command("load_demo", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
        print(f"\n{'plan':>28} {'fiches':>7} {'first':>7} {'in three':>9}   {'without number':>15} {'in three':>9}")
        quality()
    finally:
        runner.teardown_databases(databases)


def speed(size: int) -> None:
    from accounts.text import search_text
    from actions.placement import Proposer, Sheet, Spot
    from plans.enums import Level

    chance = random.Random(size)
    words = ["".join(chance.choices("bcdfglmnprstv", k=2)) + chance.choice(_ENDINGS) for _ in range(1200)]

    def title() -> str:
        return " ".join(chance.choices(words, k=9))

    spots = [Spot(pk, None, None, Level.OPERATIONAL, f"OO {pk}", title()) for pk in range(1, size + 1)]
    sheets = [Sheet(pk, None, None, pk * 2, "", title(), title()) for pk in range(size)]
    placed = [Sheet(-pk, None, pk, pk * 2 + 1, "", title()) for pk in range(1, size + 1)]
    for sheet in (*sheets, *placed, *spots):
        search_text(sheet.title)  # the stems of words are kept: both sides find them ready

    def proposed() -> None:
        proposer = Proposer(spots, placed)
        for sheet in sheets:
            proposer.proposals(sheet)

    def pairwise() -> None:
        bags = [(spot.pk, set(search_text(spot.title).split())) for spot in spots]
        for sheet in sheets:
            own = set(search_text(sheet.title).split())
            sorted(bags, key=lambda bag: -len(own & bag[1]) / (len(own | bag[1]) or 1))[:3]

    ours, theirs = best(proposed), best(pairwise)
    print(f"{f'{size} × {size}':>20} {ours:>11.3f} {theirs:>11.3f} {theirs / ours:>8.1f}")


def quality() -> None:
    from actions.attachpage import sheet_of
    from actions.destinations import Destinations
    from actions.models import Action
    from actions.placement import Proposer
    from plans.models import Plan

    for plan in Plan.objects.select_related("kind"):
        sheets = [sheet_of(one) for one in Action.objects.filter(plan=plan, objective__isnull=False, is_doubtful=False)]
        if not sheets:
            continue
        spots = Destinations(plan).spots
        told = []
        for numbered in (True, False):
            first = among = 0
            for sheet in sheets:
                others = [one for one in sheets if one.pk != sheet.pk]
                asked = replace(sheet, objective=None)
                if not numbered:
                    asked = replace(asked, number=None, code="")
                found = [one.spot for one in Proposer(spots, others).proposals(asked)]
                first += found[:1] == [sheet.objective]
                among += sheet.objective in found
            told += [first / len(sheets), among / len(sheets)]
        shown = f"{told[0]:>7.0%} {told[1]:>9.0%}   {told[2]:>15.0%} {told[3]:>9.0%}"
        print(f"{plan.slug[:28]:>28} {len(sheets):>7} {shown}")


_ENDINGS = ["ation", "ement", "ier", "ure", "age", "ole", "ance", "ique", "eur", "isme"]


def best(act: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append(time.perf_counter() - start)
    return min(spent)


if __name__ == "__main__":
    main()
