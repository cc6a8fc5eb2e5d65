"""How fast the directory of 2,000 partners is compared with itself, and a list of 5,000 rows judged and written."""

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]
_WORDS = """
association amis atelier bibliothèque centre cercle club collège comité commune coopérative culture école enfance espace
famille fédération foyer halte jardin jeunesse ligue loisirs maison médiathèque mission moulin nature parents quartier
relais réseau scène service social solidarité sport théâtre union ville
"""
WORDS = _WORDS.split()
PLACES = [
    f"{a}{b}"
    for a in ("Val", "Mont", "Bel", "Haute", "Clair", "Saint-", "Font")
    for b in ("brume", "mire", "air", "lac", "cort")
]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        measure()
    finally:
        runner.teardown_databases(databases)


def measure() -> None:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from accounts.models import Territory, User
    from partners.bulkimport import apply_import, plan_import
    from partners.models import Partner
    from partners.resources import PartnerResource
    from partners.similarity import likely_pairs

    some = random.Random(2026)
    territory = Territory.objects.create(name="Valmire", slug="valmire")
    user = User.objects.create_user("admin@valmire.example", "un mot de passe", full_name="Camille")

    def name() -> str:
        return f"{' '.join(some.sample(WORDS, some.choice((2, 3)))).capitalize()} de {some.choice(PLACES)}"

    names = set()
    while len(names) < 1900:
        names.add(name())
    twins = {f"{one}s" for one in sorted(names)[:100]}
    Partner.objects.bulk_create(Partner(territory=territory, name=one).prepare() for one in sorted(names | twins))
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        pairs = likely_pairs(territory)
        spent = time.perf_counter() - started
    print(f"{Partner.objects.count()} partners compared: {spent:.2f} s, {len(captured)} queries, {len(pairs)} pairs")
    reset_queries()

    header = ["Nom", "Sigle", "Type", "Autres noms", "Domaines", "SIREN", "RNA", "Site", "Remarque", "Actif"]
    rows = [
        (n, [f"Structure {n} {name()}", "", "Association", f"S{n}; Str. {n}", "", "", "", "", "", "oui"])
        for n in range(2, 5002)
    ]
    for what in ("new", "unchanged"):
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            plan = plan_import(PartnerResource(territory), header, rows)
            judged = time.perf_counter() - started
            apply_import(PartnerResource(territory), header, rows, seen=plan.digest(), by=user, source="liste.xlsx")
            spent = time.perf_counter() - started
        print(f"5000 rows, {what}: judged {judged:.2f} s, judged and written {spent:.2f} s, {len(captured)} queries")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
