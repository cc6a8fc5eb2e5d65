"""`import_annexe`: several files, a layout or columns that are asked, proposals accepted, an import undone."""

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from annexes.deciding.decisions import Decisions
from annexes.load import load
from annexes.models import ImportBatch, ImportFile, ImportState
from plans.models import Plan
from tests.corpus.make import DATA
from tests.factories import PlanFactory
from tests.readers.makers import HEADER, xlsx

pytestmark = pytest.mark.django_db

ODD = [
    ["Qui fait", "Quoi", "Ce qu’on fera"],
    ["Ville de Brumeval", "Planter des arbres", "Un verger d’école"],
    ["Amicale laïque", "Peindre la cour", "Des jeux au sol"],
]
COLUMNS = ["Qui fait=Pilote", "Quoi=Intitulé de la fiche", "Ce qu’on fera=Description"]


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


def run(*args: str) -> str:
    out = StringIO()
    call_command("import_annexe", *args, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def refusal(*args: str) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command("import_annexe", *args, stdout=StringIO())
    return refused.value


def to(plan: Plan) -> list[str]:
    return ["--territory", plan.territory.slug, "--plan", plan.slug]


def of_corpus(*names: str) -> list[str]:
    return [str(DATA / name) for name in names]


def test_several_files_make_one_plan_and_one_import(plan: Plan) -> None:
    out = run(*of_corpus("tableau.xlsx", "tableau-suivi.xlsx"), *to(plan))
    assert [theme.title for theme in load(plan).themes] == ["Petite enfance", "Jeunesse"]
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.files.count()) == (ImportState.APPLIED, 2)
    assert f"Import n° {batch.pk}. Pour l’annuler : import_annexe --undo {batch.pk}" in out
    assert "Rien à changer" in run(*of_corpus("tableau.xlsx", "tableau-suivi.xlsx"), *to(plan))
    assert ImportBatch.objects.count() == 1


def test_archive_is_its_files(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "annexes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("tableau.xlsx", "tableau-suivi.xlsx"):
            archive.write(DATA / name, name)
    run(str(path), *to(plan))
    assert ImportFile.objects.count() == 2
    assert len(load(plan).themes) == 2


def test_import_is_undone(plan: Plan) -> None:
    before = load(plan)
    run(*of_corpus("tableau.xlsx"), *to(plan))
    batch = ImportBatch.objects.get()
    assert "est annulé" in run("--undo", str(batch.pk))
    assert load(plan) == before
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    refused = refusal("--undo", str(batch.pk))
    assert refused.returncode == 2
    assert "n’est pas à annuler" in str(refused)


def test_import_that_was_followed_by_changes_stays(plan: Plan) -> None:
    run(*of_corpus("tableau.xlsx"), *to(plan))
    batch = ImportBatch.objects.get()
    second = run(*of_corpus("tableau-oo-sans-fiche.xlsx"), *to(plan))
    assert "Import n°" in second
    refused = refusal("--undo", str(batch.pk))
    assert refused.returncode == 1
    assert load(plan).themes[0].title == "Petite enfance"


def test_layout_is_imposed_on_a_part(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "annexe.xlsx"
    row = ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir des places", "Fiche 1 : Ouvrir une crèche"]
    path.write_bytes(xlsx(("Enfance", [HEADER, row]), ("Jeunesse", [HEADER, row])))
    run(str(path), *to(plan), "--layout", "2=ignorer")
    assert [theme.title for theme in load(plan).themes] == ["Enfance"]
    refused = refusal(str(path), *to(plan), "--layout", "9=ignorer")
    assert refused.returncode == 2
    assert "1 : Feuille Enfance" in str(refused).replace("\u00a0", " ")


def test_columns_are_named(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx(("Export", ODD)))
    run(str(path), *to(plan), *(word for one in COLUMNS for word in ("--mapping", one)))
    assert set(Action.objects.values_list("title", "description", "partners__name")) == {
        ("Planter des arbres", "Un verger d’école", "Ville de Brumeval"),
        ("Peindre la cour", "Des jeux au sol", "Amicale laïque"),
    }


def test_columns_are_named_in_a_file(tmp_path: Path, plan: Plan) -> None:
    path, mapping = tmp_path / "export.xlsx", tmp_path / "colonnes.json"
    path.write_bytes(xlsx(("Export", ODD)))
    mapping.write_text(json.dumps(dict(one.split("=") for one in COLUMNS)), "utf-8")
    run(str(path), *to(plan), "--mapping", str(mapping))
    assert Action.objects.filter(description="Des jeux au sol").exists()


def test_proposals_are_told_then_accepted_by_kind(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "annexe.xlsx"
    row = ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Ouvrir des ateliers extra-\nscolaires"]
    path.write_bytes(xlsx(("Enfance", [HEADER, row])))
    told = run(str(path), *to(plan), "--dry-run")
    assert "--accept word" in told
    assert not Action.objects.exists()
    run(str(path), *to(plan), "--accept", "word")
    assert Action.objects.get().title == "Ouvrir des ateliers extrascolaires"
    assert "Rien à changer" in run(str(path), *to(plan), "--accept", "tout")


def test_dry_run_follows_what_is_asked(tmp_path: Path) -> None:
    """No plan is needed."""
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx(("Export", ODD)))
    out = run(str(path), "--dry-run", "--json", *(word for one in COLUMNS for word in ("--mapping", one)))
    titles = [action["title"] for theme in json.loads(out)["themes"] for action in theme["unattached"]]
    assert titles == ["Planter des arbres", "Peindre la cour"]


def test_wrong_wishes_are_refused_in_words(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx(("Export", ODD)))
    bad = tmp_path / "colonnes.json"
    bad.write_text("[1]", "utf-8")
    wrong = {
        "La disposition « bizarre »": ["--layout", "bizarre"],
        "Le champ « Rien »": ["--mapping", "Quoi=Rien"],
        "doit être un objet JSON": ["--mapping", str(bad)],
        "Aucune partie du fichier": ["--mapping", "Absente=Description"],
        "La sorte de propositions « x »": ["--accept", "x"],
        "L’import n° 99 n’existe pas": ["--undo", "99"],
    }
    for sentence, args in wrong.items():
        refused = refusal(str(path), *to(plan), *args)
        assert refused.returncode == 2
        assert sentence in str(refused).replace("\u00a0", " ")
    assert "Indiquer le fichier" in str(refusal(*to(plan)))
    assert not ImportBatch.objects.exists()


def test_nothing_is_left_of_a_refused_import(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "annexe.xlsx"
    path.write_bytes(b"PK\x03\x04 damaged")
    assert refusal(str(path), *to(plan)).returncode == 1
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()


def test_accepted_proposals_go_with_what_is_remembered(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "annexe.xlsx"
    row = ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Crèche"]
    path.write_bytes(xlsx(("Enfance", [HEADER, row])))
    run(str(path), *to(plan))
    batch = ImportBatch.objects.get()
    Action.objects.update(title="Crèche du port")
    batch.decisions = Decisions(renamed={"0/0/0/0#0": "Crèche du port"}).to_json()
    batch.save()
    assert "Rien à changer" in run(str(path), *to(plan), "--accept", "tout")
    assert Action.objects.get().title == "Crèche du port"
