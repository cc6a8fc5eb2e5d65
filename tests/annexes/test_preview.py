"""What the preview computes, on outlines that no file has to hold."""

from dataclasses import replace

import pytest

from actions.enums import Role, Status
from annexes import preview as module
from annexes.apply import fingerprint, import_outline
from annexes.changes import ACTION, Change, ChangeKind, FieldChange
from annexes.fieldwords import EMPTY, LENGTH, field_words
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import ExpectedEffects, ParticipationOutline, PlanOutline
from annexes.preview import Branch, PreviewPage, preview_page
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from annexes.services import reading_to_json
from annexes.summaries import in_words, level_names, read_counts, written_sentence
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oo, plan, small_plan, theme

pytestmark = pytest.mark.django_db


def page(target: Plan, reading: Reading, severity: str = "", *, everything: bool = False) -> PreviewPage:
    batch = ImportBatch(plan=target, state=ImportState.ANALYSED, reading=reading_to_json(reading))
    batch.plan_fingerprint = fingerprint(load(target))
    return preview_page(batch, target, severity, everything=everything)


def marks(branches: list[Branch]) -> list[str]:
    """« title: state » of every branch and fiche that has a state, in the order of print."""
    found = []
    for branch in branches:
        found += [f"{branch.title}: {branch.state}"] if branch.state else []
        found += marks(branch.fiches) + marks(branch.children)
    return found


def issues(severity: Severity, count: int) -> tuple[Issue, ...]:
    return tuple(Issue(f"B{n}", severity, "essai", f"phrase {n}") for n in range(count))


def test_first_import_creates_all_that_it_reads(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading(small_plan()))
    assert result.counts.columns == ["Lus", "À créer"]
    assert result.counts.rows == [
        ("Thème", [2, 2]),
        ("Axe stratégique", [2, 2]),
        ("Objectif intermédiaire", [1, 1]),
        ("Objectif opérationnel", [3, 3]),
        ("Fiches actions", [4, 4]),
    ]
    assert result.can_confirm
    assert len(marks(result.themes)) == 12


def test_known_plan_has_nothing_to_do(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=small_plan(), by=None)
    result = page(empty_plan, Reading(small_plan()))
    assert result.nothing_to_do
    assert not result.can_confirm
    assert marks(result.themes) == []


def test_homonyms_are_marked_by_their_place(empty_plan: Plan) -> None:
    before = plan(theme("Mer", axis("Est", oo("Dire", code="OO 1")), axis("Ouest", oo("Lire", code="OO 1"))))
    after = plan(theme("Mer", axis("Est", oo("Dire", code="OO 1")), axis("Ouest", oo("Dire", code="OO 1"))))
    import_outline(plan=empty_plan, incoming=before, by=None)
    result = page(empty_plan, Reading(after))
    assert marks(result.themes[0].children[0].children) == []
    assert marks(result.themes[0].children[1].children) == ["Dire: à modifier"]


def test_moved_fiche_says_from_where_to_where(empty_plan: Plan) -> None:
    def outline(first: bool) -> PlanOutline:
        phare = (fiche("Phare", 1),)
        return plan(
            theme("Mer", axis("Est", oo("Dire", *(phare if first else ())), oo("Lire", *(() if first else phare))))
        )

    import_outline(plan=empty_plan, incoming=outline(True), by=None)
    (difference,) = page(empty_plan, Reading(outline(False))).differences
    assert (difference.label, difference.before, difference.place) == ("Fiche 1 : Phare", "Dire", "Lire")
    assert difference.state == "à déplacer"


def test_gravest_issue_comes_first_and_lists_are_bounded(empty_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHOWN", 3)
    reading = Reading(small_plan(), (*issues(Severity.INFO, 4), *issues(Severity.WARNING, 2)))
    result = page(empty_plan, reading)
    assert [issue.severity for issue in result.issues] == [Severity.WARNING, Severity.WARNING, Severity.INFO]
    assert result.hidden_issues == 3
    assert page(empty_plan, reading, everything=True).hidden_issues == 0
    assert [(f.key, f.number, f.chosen) for f in page(empty_plan, reading, "alerte").filters] == [
        ("", 6, False),
        ("erreur", 0, False),
        ("alerte", 2, True),
        ("information", 4, False),
    ]


def test_many_fiches_are_counted_before_they_are_listed(empty_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FICHES_SHOWN", 3)
    folded = page(empty_plan, Reading(small_plan()))
    assert folded.hidden_fiches
    assert [branch.total for branch in folded.themes] == [2, 2]
    assert not folded.themes[1].fiches
    unfolded = page(empty_plan, Reading(small_plan()), everything=True)
    assert [f.title for f in unfolded.themes[1].fiches] == ["Radio"]


def test_error_forbids_to_confirm(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading(small_plan(), issues(Severity.ERROR, 1)))
    assert (result.errors, result.can_confirm, result.nothing_to_do) == (1, False, False)


def test_two_fiches_of_one_number_forbid_to_confirm(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=plan(theme("Mer", unattached=(fiche("Phare", 1),))), by=None)
    result = page(empty_plan, Reading(plan(theme("Mer", unattached=(fiche("Digue", 2), fiche("Môle", 2))))))
    assert result.errors
    assert not result.can_confirm


def test_empty_reading_is_not_nothing_to_change(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading())
    assert result.nothing_read
    assert not result.nothing_to_do


def test_cells_that_became_nothing_are_accounted_for(empty_plan: Plan) -> None:
    fates = (CellFate("A1", Fate.IGNORED, "titre", "PGT"), CellFate("A2", Fate.KEPT, "remarque", "cf."))
    result = page(empty_plan, Reading(small_plan(), fates=fates, cells=12, attached=10))
    assert (result.cells, result.attached, result.kept, result.ignored) == (12, 10, 1, 1)
    assert result.fates == list(fates)


@pytest.mark.parametrize(
    ("level", "name", "old", "new", "words"),
    [
        (
            ACTION,
            "status",
            Status.PROPOSED,
            Status.POSTPONED,
            ("Statut", Status.PROPOSED.label, Status.POSTPONED.label),
        ),
        (ACTION, "number", None, 7, ("N°", EMPTY, "7")),
        (ACTION, "domains", (), ("sport",), ("Domaines", EMPTY, "Sport et plein air")),
        (ACTION, "also_serves", (), (("Mer", "Est", "Dire"),), ("Sert aussi", EMPTY, "Mer › Est › Dire")),
        (ACTION, "doubtful", False, True, ("À vérifier", EMPTY, "oui")),
        (Level.THEME, "version_label", "", "version 2", ("Version", EMPTY, "version 2")),
        (Level.AXIS, "effects", None, ExpectedEffects(1, "Mieux\nvivre"), ("Effets attendus", EMPTY, "Mieux ; vivre")),
    ],
)
def test_changed_field_is_said_in_words(
    level: str, name: str, old: object, new: object, words: tuple[str, str, str]
) -> None:
    vocabulary = Vocabulary({"domains": {"sport": "Sport et plein air"}})
    change = FieldChange(name, old, new)
    said = field_words(Change(ChangeKind.CHANGED, level, "Phare"), change, vocabulary)
    assert (said.name, said.old, said.new) == words


def test_changed_partners_and_long_texts_are_said_shortly() -> None:
    change = Change(ChangeKind.CHANGED, ACTION, "Phare")
    people = (ParticipationOutline(Role.LEAD, "Association Trois Ponts"),)
    assert "Association Trois Ponts" in field_words(change, FieldChange("participations", (), people), Vocabulary()).new
    long = field_words(change, FieldChange("description", "", "a" * 5000), Vocabulary()).new
    assert len(long) == LENGTH + 1


def test_every_field_that_may_change_has_its_words() -> None:
    outline = small_plan()
    samples = {
        ACTION: (next(outline.all_actions()), outline.carries.action),
        Level.AXIS: (outline.themes[0].objectives[0], outline.carries.objective),
        Level.THEME: (outline.themes[0], outline.carries.theme),
    }
    assert all(carried for _, carried in samples.values())
    for level, (node, carried) in samples.items():
        for name in carried:
            value = getattr(node, name)
            said = field_words(Change(ChangeKind.CHANGED, level, "x"), FieldChange(name, value, value), Vocabulary())
            assert said.name


def test_sentence_of_what_was_written_agrees_in_number(empty_plan: Plan) -> None:
    names = level_names(empty_plan)
    read = read_counts(small_plan())
    assert in_words(read, names).endswith("4 fiches actions")
    assert in_words({ACTION: 1}, names) == "1 fiche action"
    counts = {ACTION: {"created": 2, "moved": 1}, "AXIS": {"changed": 1}}
    said = written_sentence(counts, names).replace("\u00a0", " ")
    assert said == "Créés : 2 fiches actions. Modifiés : 1 axe stratégique. Déplacés : 1 fiche action."
    assert written_sentence({}, names).startswith("Rien n’a changé")


def test_second_theme_leaves_the_first_alone(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=small_plan(), by=None)
    alone = replace(small_plan(), themes=small_plan().themes[1:])
    result = page(empty_plan, Reading(alone))
    assert result.nothing_to_do
    assert result.missing == []
