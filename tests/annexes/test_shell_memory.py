"""`import_annexe`: what is remembered counts in a trial as in the import itself; rubrics are named; cells accounted."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from actions.enums import Role
from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.deciding.decisions import Decisions
from annexes.importing.mappings import remember, remember_rubrics
from annexes.load import load
from annexes.models import ImportBatch
from plans.models import Plan
from tests.annexes.samples import small_plan
from tests.factories import PlanFactory
from tests.readers.makers import HEADER, word, xlsx

pytestmark = pytest.mark.django_db

LABEL = "Ce qui fait briller les yeux"
ODD = [["Qui fait", "Quoi", "Ce qu’on fera"], ["Ville de Brumeval", "Planter des arbres", "Un verger d’école"]]
FIELDS = ["Pilote", "Intitulé de la fiche", "Description"]


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def fiche(tmp_path: Path) -> str:
    path = tmp_path / "fiche.docx"
    rows = [["Contexte", "Peu de lieux"], ["Objectifs", "Ouvrir"], [LABEL, "Ville de Brumeval"], ["Freins", "Le bruit"]]
    path.write_bytes(word("# FICHE ACTION N° 12", "Ouvrir la ludothèque", rows))
    return str(path)


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "export.xlsx"
    path.write_bytes(xlsx(("Export", ODD)))
    return str(path)


def run(*args: str) -> str:
    out = StringIO()
    call_command("import_annexe", *args, stdout=out)
    return out.getvalue().replace("\u00a0", " ")


def to(plan: Plan) -> list[str]:
    return ["--territory", plan.territory.slug, "--plan", plan.slug]


def leads(plan: Plan) -> list[tuple[str, ...]]:
    return [action.people(Role.LEAD) for theme in load(plan).themes for action in theme.all_actions()]


def test_documents_of_fiches_do_not_list_the_rest_of_the_plan_as_missing(plan: Plan, fiche: str) -> None:
    import_outline(plan=plan, incoming=small_plan(), by=None)
    for said in (run(fiche, *to(plan), "--dry-run"), run(fiche, *to(plan))):
        assert "Créés" in said
        assert "conservés" not in said


def test_rubric_is_named_by_its_label(plan: Plan, fiche: str) -> None:
    assert "rubrique" in run(fiche, *to(plan), "--dry-run", "--mapping", f"{LABEL}=Pilote", "--mapping", "Freins=")
    run(fiche, *to(plan), "--mapping", f"{LABEL}=Pilote", "--mapping", "Freins=")
    assert leads(plan) == [("Ville de Brumeval",)]
    assert Action.objects.get().description == ""


@pytest.mark.parametrize("asked", ["Couleur du ciel=Pilote", f"{LABEL}=Suffixe du n°"])
def test_rubric_that_cannot_be_is_refused(plan: Plan, fiche: str, asked: str) -> None:
    for trial in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="Aucune partie du fichier") as refused:
            run(fiche, *to(plan), "--mapping", asked, *trial)
        assert refused.value.returncode == 2
    assert not ImportBatch.objects.exists()


def test_memory_of_the_territory_counts_in_a_trial(plan: Plan, fiche: str, sheet: str) -> None:
    remember_rubrics(plan.territory, {LABEL: "Pilote"}, None)
    remember(plan.territory, ODD[0], FIELDS, None)
    for path, said in ((fiche, "est lue comme la dernière fois"), (sheet, "lues comme la dernière fois")):
        assert said in run(path, *to(plan), "--dry-run")
        assert said in run(path, *to(plan))
    assert leads(plan) == [("Ville de Brumeval",)] * 2


def test_trial_reads_a_file_as_its_last_import_did(plan: Plan, fiche: str, sheet: str) -> None:
    run(fiche, *to(plan), "--mapping", f"{LABEL}=Pilote")
    run(
        sheet, *to(plan), *(word for pair in zip(ODD[0], FIELDS, strict=True) for word in ("--mapping", "=".join(pair)))
    )
    for path in (fiche, sheet):
        out = run(path, *to(plan), "--dry-run")
        assert "Rien à changer" in out
        assert "a déjà été importé le" in out
        assert "Rien à changer" in run(path, *to(plan))


def test_trial_takes_up_the_decisions_of_the_last_import(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "annexe.xlsx"
    row = ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Crèche"]
    path.write_bytes(xlsx(("Enfance", [HEADER, row])))
    run(str(path), *to(plan))
    Action.objects.update(title="Crèche du port")
    assert "Crèche du port → Crèche" in run(str(path), *to(plan), "--dry-run")
    batch = ImportBatch.objects.get()
    batch.decisions = Decisions(renamed={"0/0/0/0#0": "Crèche du port"}).to_json()
    batch.save()
    out = run(str(path), *to(plan), "--dry-run")
    assert "Rien à changer" in out
    assert "les décisions prises alors sont reprises" in out
    assert ImportBatch.objects.count() == 1


def test_several_files_are_tried_as_they_are_imported(plan: Plan, fiche: str, sheet: str) -> None:
    remember(plan.territory, ODD[0], FIELDS, None)
    asked = [fiche, sheet, *to(plan), "--mapping", f"{LABEL}=Pilote"]
    trial = run(*asked, "--dry-run").replace("Essai : rien n’a été écrit.\n", "")
    assert run(*asked).startswith(trial)
    assert "Rien à changer" in run(fiche, sheet, *to(plan), "--dry-run")


def test_cells_kept_as_text_or_left_out_are_listed(plan: Plan, fiche: str) -> None:
    out = run(fiche, *to(plan), "--mapping", "Freins=", "--dry-run")
    assert "Cellules lues : 10, dont 6 reprises dans le plan." in out
    assert "Conservé en texte libre (2) :" in out
    assert f"« Ville de Brumeval » ; rubrique « {LABEL} » : gardée en texte dans la description de la fiche" in out
    assert "Ignoré (2) :" in out
    assert "« Le bruit » ; rubrique « Freins » : laissée de côté, comme vous l’avez choisi" in out
