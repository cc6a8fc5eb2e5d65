"""What it costs to compare two states of a plan of 10,000 fiches, beside reading one of them. Prints a table."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
FICHES = 10_000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DEBUG", "true")
    import django

    django.setup()
    from sheets import whole_outline_of

    from annexes.applying.directory import map_actions
    from annexes.jsonform import outline_from_json, outline_to_json
    from annexes.versions.comparison import compare
    from annexes.versions.substance import substance_of

    outline = whole_outline_of(FICHES)
    content = json.dumps(outline_to_json(outline))

    def read() -> Any:
        return outline_from_json(json.loads(content))

    before, after = read(), read()
    edited = map_actions(after, lambda action: replace(action, description=f"{action.description} Et plus."))
    renamed = map_actions(after, lambda action: replace(action, title=f"{action.title} (suite)", number=None))
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("a version read from its JSON", read),
        ("compared with itself", lambda: compare(before, after)),
        ("compared, every fiche edited", lambda: compare(before, edited)),
        ("compared, every fiche renamed and without its number", lambda: compare(before, renamed)),
        ("both sides without their follow-up, then compared", lambda: compare(*map(substance_of, (before, edited)))),
    ]
    reading = 0.0
    print(f"{FICHES} fiches, every field filled, no key in common")
    for name, run in steps:
        start = time.perf_counter()
        run()
        spent = time.perf_counter() - start
        reading = reading or spent
        print(f"{name:56} {spent:6.2f} s   {spent / reading:5.2f} × reading")


if __name__ == "__main__":
    main()
