"""`import_annexe` and `export_annexe`: what they print, what they write, how they refuse."""

import json
import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Journal, Territory
from actions.models import Action
from annexes.importing import batches, fromshell
from annexes.load import load
from annexes.outline import PlanOutline
from annexes.reading import Issue, Reading, Severity
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oi, oo, plan, small_plan, theme
from tests.factories import PlanFactory, PlanKindFactory, TerritoryFactory

ROOT = Path(__file__).resolve().parents[2]
WARNING = Issue("Feuille Enfance, B13", Severity.WARNING, "shifted-cell", "une fiche dans une autre colonne", "lue ici")
ERROR = Issue("Feuille Enfance, D5", Severity.ERROR, "bad-value", "cette date n’existe pas", "corrigez-la")


@pytest.fixture
def annexe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A file whose reading is given: `annexe(outline, *issues)` is its path."""

    def make(outline: PlanOutline, *issues: Issue) -> str:
        path = tmp_path / "annexe.xlsx"
        path.write_bytes(b"PK")
        for module in (batches, fromshell):
            monkeypatch.setattr(module, "read_annexe", lambda file, **asked: Reading(outline, issues))
        return str(path)

    return make


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def refusal(command: str, *args: str) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command(command, *args, stdout=StringIO())
    return refused.value


def to(some: Plan) -> list[str]:
    return ["--territory", some.territory.slug, "--plan", some.slug]


def test_dry_run_without_a_plan_asks_nothing_of_the_database(annexe: Any) -> None:
    """No database is allowed in this test."""
    out = run("import_annexe", annexe(small_plan(), WARNING), "--dry-run")
    assert "2 thèmes, 2 axes, 1 objectif intermédiaire, 3 objectifs opérationnels, 4 fiches." in out
    assert "Feuille Enfance, B13\u00a0: une fiche dans une autre colonne\u00a0; lue ici" in out
    assert "rien n’a été écrit" in out


def test_dry_run_in_json_prints_json_alone(annexe: Any) -> None:
    printed = json.loads(run("import_annexe", annexe(small_plan(), WARNING), "--dry-run", "--json"))
    first = printed["themes"][0]
    assert first["title"] == "Enfance"
    branch = first["objectives"][0]["children"][0]["children"][0]
    assert (branch["level"], branch["code"], branch["title"]) == ("OPERATIONAL", "OO 1", "Ouvrir des places")
    assert [(a["number"], a["title"]) for a in branch["actions"]] == [(1, "Crèche du port"), (2, "Relais")]
    assert [a["title"] for a in printed["themes"][1]["unattached"]] == ["Radio"]
    assert printed["issues"] == [
        {"where": WARNING.where, "severity": "warning", "message": WARNING.message, "proposal": WARNING.proposal}
    ]


@pytest.mark.django_db
def test_dry_run_on_a_plan_says_what_would_change_and_writes_nothing(annexe: Any, empty_plan: Plan) -> None:
    with CaptureQueriesContext(connection) as captured:
        out = run("import_annexe", annexe(small_plan()), *to(empty_plan), "--dry-run")
    assert all(query["sql"].startswith("SELECT") for query in captured)
    assert "Créés\u00a0: 2 thème" in out
    assert not empty_plan.actions.exists()


@pytest.mark.django_db
def test_dry_run_needs_neither_territory_nor_plan_to_exist(annexe: Any) -> None:
    out = run("import_annexe", annexe(small_plan()), "--territory", "x", "--plan", "y", "--dry-run")
    assert "4 fiches" in out


@pytest.mark.django_db
def test_import_writes_the_plan_and_a_second_one_has_nothing_to_change(annexe: Any, empty_plan: Plan) -> None:
    first = run("import_annexe", annexe(small_plan()), *to(empty_plan))
    assert "Créés\u00a0: 2 thème" in first
    before = load(empty_plan)
    assert len(list(before.all_actions())) == 4
    again = run("import_annexe", annexe(small_plan()), *to(empty_plan))
    assert "Rien à changer" in again
    assert load(empty_plan) == before
    assert Journal.objects.filter(verb="import d’une annexe").count() == 1


@pytest.mark.django_db
def test_import_tells_what_is_changed_moved_and_missing(annexe: Any, empty_plan: Plan) -> None:
    run("import_annexe", annexe(small_plan()), *to(empty_plan))
    branch = oi(
        "Accueillir", oo("Ouvrir des places", code="OO 1"), oo("Informer", fiche("Relais", 2), code="OO 2"), code="OI 1"
    )
    changed = plan(theme("Enfance", axis("Bien grandir vraiment", branch, code="I")))
    out = run("import_annexe", annexe(changed), *to(empty_plan))
    assert "Modifiés\u00a0: 1 " in out
    assert "Intitulé\u00a0: Bien grandir → Bien grandir vraiment" in out
    assert (
        "Fiche 2 : Relais\u00a0: déplacé, de «\u00a0OO 1 : Ouvrir des places\u00a0» à «\u00a0OO 2 : Informer\u00a0»"
        in out
    )
    assert "conservés" in out
    assert "Fiche 1 : Crèche du port" in out


@pytest.mark.django_db
def test_plan_is_created_on_the_way(annexe: Any) -> None:
    territory, kind = TerritoryFactory(), PlanKindFactory(code="PGT")
    own = PlanKindFactory(code="PGT", territory=territory)
    new = ["--territory", territory.slug, "--plan", "pgt-2025", "--kind", "pgt", "--title", "Projet global"]
    run("import_annexe", annexe(small_plan()), *new)
    created = Plan.objects.get()
    assert (created.slug, created.title, created.kind) == ("pgt-2025", "Projet global", own)
    assert created.actions.count() == 4
    assert "Rien à changer" in run("import_annexe", annexe(small_plan()), *new)
    assert kind.plans.count() == 0


@pytest.mark.django_db
def test_errors_are_listed_and_nothing_is_written(annexe: Any, territory: Territory) -> None:
    kind = PlanKindFactory(code="PGT")
    new = ["--territory", territory.slug, "--plan", "neuf", "--kind", kind.code, "--title", "Neuf"]
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_annexe", annexe(small_plan(), WARNING, ERROR), *new, stdout=out)
    assert refused.value.returncode == 1
    assert "une erreur" in str(refused.value)
    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert "Feuille Enfance, D5\u00a0: cette date n’existe pas\u00a0; corrigez-la" in lines
    assert not Plan.objects.filter(slug="neuf").exists()
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_number_borne_twice_leaves_no_plan_behind(annexe: Any, territory: Territory) -> None:
    PlanKindFactory(code="PGT")
    twice = plan(theme("Enfance", unattached=(fiche("a", 1), fiche("b", 1))))
    new = ["--territory", territory.slug, "--plan", "neuf", "--kind", "PGT", "--title", "Neuf"]
    assert refusal("import_annexe", annexe(twice), *new).returncode == 1
    assert not Plan.objects.filter(slug="neuf").exists()


@pytest.mark.django_db
def test_level_that_the_kind_has_not_is_an_error(annexe: Any) -> None:
    small = PlanFactory(kind__levels=[Level.THEME, Level.OPERATIONAL])
    assert refusal("import_annexe", annexe(small_plan()), *to(small)).returncode == 1
    assert not small.actions.exists()


def wrong_usages(path: str, some: Plan) -> dict[str, list[str]]:
    territory = some.territory.slug
    new = ["--territory", territory, "--plan"]
    return {
        "« rien.xlsx » n’existe pas": ["rien.xlsx", *to(some)],
        "est un dossier": [str(ROOT), *to(some)],
        "Indiquer le territoire et le plan": [path],
        "Le territoire « ailleurs » n’existe pas": [path, "--territory", "ailleurs", "--plan", some.slug],
        "Le plan « autre » n’existe pas": [path, *new, "autre"],
        "ajouter --kind": [path, *new, "autre", "--kind", "PGT"],
        "Types connus : ": [path, *new, "autre", "--kind", "XYZ", "--title", "a"],
        "ne peut pas être créé": [path, *new, "pas un slug", "--kind", some.kind.code, "--title", "a"],
        "est de type": [path, *to(some), "--kind", "XYZ"],
    }


@pytest.mark.django_db
def test_wrong_usage_is_a_french_sentence_and_2(annexe: Any, empty_plan: Plan) -> None:
    path = annexe(small_plan())
    for sentence, args in wrong_usages(path, empty_plan).items():
        refused = refusal("import_annexe", *args)
        assert refused.returncode == 2
        assert sentence in str(refused).replace("\u00a0", " ")
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_plan_of_another_territory_is_not_found(annexe: Any, empty_plan: Plan) -> None:
    other = TerritoryFactory()
    refused = refusal("import_annexe", annexe(small_plan()), "--territory", other.slug, "--plan", empty_plan.slug)
    assert refused.returncode == 2


@pytest.mark.django_db
def test_export_in_json_is_what_the_import_printed(annexe: Any, empty_plan: Plan, tmp_path: Path) -> None:
    run("import_annexe", annexe(small_plan()), *to(empty_plan))
    printed = json.loads(run("import_annexe", annexe(small_plan()), *to(empty_plan), "--json"))
    exported = json.loads(run("export_annexe", *to(empty_plan), "--format", "json", "--output", "-"))
    assert exported["themes"] == printed["themes"]
    target = tmp_path / "plan.json"
    run("export_annexe", *to(empty_plan), "--document", "donnees", "--format", "json", "--output", str(target))
    assert json.loads(target.read_text("utf-8")) == exported
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.django_db
def test_exported_file_is_written_whole_and_readable(empty_plan: Plan, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    target.write_text("ancien")
    run("export_annexe", *to(empty_plan), "--format", "json", "--output", str(target))
    assert json.loads(target.read_text("utf-8"))["themes"] == []
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~umask


@pytest.mark.django_db
def test_workbook_of_a_plan_imports_again_without_a_change(
    annexe: Any, empty_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import_annexe", annexe(small_plan()), *to(empty_plan))
    monkeypatch.undo()
    target = tmp_path / "plan.xlsx"
    run("export_annexe", *to(empty_plan), "--format", "xlsx", "--output", str(target))
    assert "Rien à changer" in run("import_annexe", str(target), *to(empty_plan))


@pytest.mark.django_db
def test_export_refuses_wrong_usage_in_french(empty_plan: Plan, tmp_path: Path) -> None:
    out = str(tmp_path / "a.pdf")
    where = to(empty_plan)
    usages = {
        "--format « docm » ne convient pas pour « tableau » : choisir pdf ou xlsx": [
            *where,
            "--format",
            "docm",
            "--output",
            out,
        ],
        "--format manque": [*where, "--output", out],
        "--document « bilan » ne convient pas": [*where, "--document", "bilan", "--format", "pdf", "--output", out],
        "--variant « autre »": [*where, "--variant", "autre", "--format", "pdf", "--output", out],
        "--output FICHIER": [*where, "--format", "pdf"],
        "Seul le JSON": [*where, "--format", "pdf", "--output", "-"],
        "est un dossier": [*where, "--format", "json", "--output", str(tmp_path)],
        "Le dossier « ": [*where, "--format", "json", "--output", str(tmp_path / "absent" / "a.json")],
        "Indiquer le territoire": ["--format", "json", "--output", out],
        "Le plan « autre »": [
            "--territory",
            empty_plan.territory.slug,
            "--plan",
            "autre",
            "--format",
            "json",
            "--output",
            out,
        ],
        "Le territoire « autre »": ["--territory", "autre", "--plan", "autre", "--format", "json", "--output", out],
    }
    for sentence, args in usages.items():
        refused = refusal("export_annexe", *args)
        assert refused.returncode == 2
        assert sentence in str(refused).replace("\u00a0", " ")
    assert not Path(out).exists()


def test_refusal_in_a_shell_is_one_sentence_without_an_english_prefix(tmp_path: Path) -> None:
    environment = {**os.environ, "DEBUG": "true", "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "import_annexe", "rien.xlsx", "--dry-run"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "Le fichier «\u00a0rien.xlsx\u00a0» n’existe pas."
    assert done.stdout == ""
