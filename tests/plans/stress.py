"""Several processes write in the same trees for some seconds, and `check_trees` judges what they leave.

By hand, with a rule taken out (which must fail) or for longer; `DATABASE_URL` says on which engine:

    python -m tests.plans.stress SECONDS PROCESSES [lock|root]
"""

import json
import os
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.plans.scratch import manage, scratch_database, start

WRITER = ("-c", "import django; django.setup(); from tests.plans.writers import main; main()")


@dataclass
class Outcome:
    """What the processes did together; `verdict` is what `check_trees` says of the trees that they leave."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    verdict: str = ""
    sound: bool = False


def run_stress(folder: Path, *, seconds: float, processes: int, without: str = "") -> Outcome:
    """Migrate a database of its own, let the processes write in it, prove its trees."""
    outcome = Outcome()
    with scratch_database(folder) as environment:
        manage(environment, "migrate", "--skip-checks", "--verbosity=0")
        preparation = start(environment, *WRITER, "prepare")
        errors = preparation.communicate(timeout=60)[1]
        assert preparation.returncode == 0, errors
        writers = [start(environment, *WRITER, "work", str(seconds), str(n), without) for n in range(processes)]
        for writer in writers:
            out, errors = writer.communicate(timeout=seconds + 90)
            if writer.returncode:
                outcome.failed[f"a process died: {errors[-500:]}"] += 1
                continue
            for name, counts in json.loads(out).items():
                getattr(outcome, name).update(counts)
        proof = start(environment, "manage.py", "check_trees", "--skip-checks")
        outcome.verdict = "".join(proof.communicate(timeout=60))
        outcome.sound = proof.returncode == 0
    return outcome


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    with tempfile.TemporaryDirectory() as folder:
        result = run_stress(
            Path(folder), seconds=float(sys.argv[1]), processes=int(sys.argv[2]), without="".join(sys.argv[3:])
        )
    for name in ("done", "refused", "failed"):
        sys.stdout.write(f"{name}: {sum(getattr(result, name).values())} {dict(getattr(result, name))}\n")
    sys.stdout.write(result.verdict)
    sys.exit(0 if result.sound and not result.failed else 1)
