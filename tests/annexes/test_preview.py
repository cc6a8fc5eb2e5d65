"""What the preview computes, on outlines that no file has to hold."""

from dataclasses import replace
from typing import Any

import pytest

from actions.enums import Role, Status
from annexes.applying.apply import fingerprint, import_outline
from annexes.comparing.changes import ACTION, Change, ChangeKind, FieldChange
from annexes.comparing.fieldwords import EMPTY, LENGTH, field_words
from annexes.deciding.decisions import Decisions
from annexes.importing.readings import reading_to_json
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import ExpectedEffects, ParticipationOutline, PlanOutline
from annexes.preview import Asked, Line, PreviewPage, State, branch_of, corrected_line, lines, preview_page
from annexes.preview import issues as issues_module
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from annexes.refs import with_refs
from annexes.summaries import in_words, level_names, read_counts, written_sentence
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oo, plan, small_plan, theme
from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db


def page(target: Plan, reading: Reading, decisions: Decisions | None = None, **asked: Any) -> PreviewPage:
    reading = replace(reading, outline=with_refs(reading.outline))
    batch = ImportBatch(plan=target, state=ImportState.ANALYSED, reading=reading_to_json(reading))
    batch.plan_fingerprint = fingerprint(load(target))
    batch.decisions = (decisions or Decisions()).to_json()
    return preview_page(batch, target, Asked(**asked))


def marks(lines: list[Line]) -> list[str]:
    """« title: state » of every line that something happens to, in the order of print."""
    every = (one for line in lines for one in line.walk())
    return [f"{line.title}: {line.state.words}" for line in every if line.state is not State.SAME]


def issues(severity: Severity, count: int) -> tuple[Issue, ...]:
    return tuple(Issue(f"B{n}", severity, "essai", f"phrase {n}") for n in range(count))


def test_first_import_creates_all_that_it_reads(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading(small_plan()))
    assert result.summary.counts.columns == ["Lus", "À créer"]
    assert result.summary.counts.rows == [
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
    line = page(empty_plan, Reading(outline(False))).tree.by_ref["0/0/1#0"]
    assert (line.title, line.before, line.state.words) == ("Phare", "Dire", "à déplacer")


def test_gravest_issue_comes_first_and_lists_are_bounded(empty_plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issues_module, "SHOWN", 3)
    reading = Reading(small_plan(), (*issues(Severity.INFO, 4), *issues(Severity.WARNING, 2)))
    found = page(empty_plan, reading).issues
    assert [one.issue.severity for one in found.told] == [Severity.WARNING, Severity.WARNING, Severity.INFO]
    assert found.hidden == 3
    assert page(empty_plan, reading, all_of=frozenset({"signalements"})).issues.hidden == 0
    assert [(f.key, f.number, f.chosen) for f in page(empty_plan, reading, severity="alerte").issues.severities] == [
        ("", 6, False),
        ("erreur", 0, False),
        ("alerte", 2, True),
        ("information", 4, False),
    ]


def test_issues_are_filtered_by_kind_and_by_part(empty_plan: Plan) -> None:
    said = (
        Issue("Feuille Mer, B4", Severity.WARNING, "duplicate-number", "numéro 4 en double"),
        Issue("Feuille Mer, C9", Severity.WARNING, "bad-value", "« hier » n’est pas une date"),
        Issue("Feuille Port, C9", Severity.INFO, "bad-value", "« demain » n’est pas une date"),
        Issue("Fichier annexe.xlsx", Severity.INFO, "hidden-sheet", "une feuille est masquée"),
    )
    reading = Reading(small_plan(), said)

    def shown(**asked: str) -> list[str]:
        return [one.issue.message for one in page(empty_plan, reading, **asked).issues.told]

    assert shown(kind="valeurs") == ["« hier » n’est pas une date", "« demain » n’est pas une date"]
    assert shown(kind="valeurs", part="Feuille Port") == ["« demain » n’est pas une date"]
    assert shown(kind="numeros", severity="information") == []
    found = page(empty_plan, reading, kind="valeurs").issues
    assert [(f.label, f.number) for f in found.kinds] == [("Numéros", 1), ("Valeurs", 2), ("Lecture du fichier", 1)]
    assert [(f.label, f.number) for f in found.parts] == [("Feuille Mer", 1), ("Feuille Port", 1)]


def test_issue_stands_on_the_line_that_it_concerns(empty_plan: Plan) -> None:
    shared = [fiche("Phare", 1, source="Mer!D4"), fiche("Digue", 2, source="Mer!D4")]
    alone = fiche("Môle", 3, source="Mer!D7")
    outline = plan(theme("Mer", axis("Est", oo("Dire", *shared, alone), source="Mer!A4")))
    said = (
        Issue("Feuille Mer, D4", Severity.WARNING, "cut-word", "mot coupé", excerpt="Fiche 2 : Digue"),
        Issue("Feuille Mer, A4", Severity.INFO, "axis-title-differs", "deux écritures"),
        Issue("Feuille Mer, Z9", Severity.INFO, "hidden-text", "texte masqué"),
        Issue("Feuille Mer, F7", Severity.WARNING, "bad-value", "« hier » n’est pas une date"),
        Issue("Feuille Mer, F4", Severity.WARNING, "bad-value", "deux fiches sur cette ligne"),
    )
    result = page(empty_plan, Reading(outline, said))
    on = {line.title: [one.issue.code for one in line.issues] for line in result.tree.by_ref.values() if line.issues}
    assert on == {"Digue": ["cut-word"], "Est": ["axis-title-differs"], "Môle": ["bad-value"]}
    assert [one.ref for one in result.issues.told] == ["0/0/0#1", "0/0/0#2", "", "0/0", ""]


def test_lines_are_found_by_state_issue_and_words(empty_plan: Plan) -> None:
    before = plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1), fiche("Digue", 2)))))
    import_outline(plan=empty_plan, incoming=before, by=None)
    after = plan(theme("Mer", axis("Est", oo("Dire", fiche("Grand phare", 1), fiche("Digue", 2), fiche("Môle", 3)))))

    def found(**asked: str) -> list[str]:
        result = page(empty_plan, Reading(after), **asked)
        return [line.title for top in result.themes for line in top.walk() if line.is_fiche]

    assert found() == ["Grand phare", "Digue", "Môle"]
    assert found(state="creer") == ["Môle"]
    assert found(state="modifier") == ["Grand phare"]
    assert found(state="inchanges") == ["Digue"]
    assert found(state="changements") == ["Grand phare", "Môle"]
    assert found(words="PHARE") == ["Grand phare"]
    assert found(words="baleine") == []
    result = page(empty_plan, Reading(after), words="mole")
    assert (result.shown, result.is_filtered) == (1, True)


def test_much_that_stays_the_same_is_shown_on_demand(empty_plan: Plan) -> None:
    many = [fiche(f"Conte {n}", n) for n in range(1, 41)]
    import_outline(plan=empty_plan, incoming=plan(theme("Mer", axis("Est", oo("Dire", *many)))), by=None)
    after = Reading(plan(theme("Mer", axis("Est", oo("Dire", *many, fiche("Môle", 50))))))
    assert [line.title for top in page(empty_plan, after).themes for line in top.walk() if line.is_fiche] == ["Môle"]
    whole = page(empty_plan, after, state="tout")
    assert sum(line.is_fiche for top in whole.themes for line in top.walk()) == 41


def test_branches_of_a_long_file_are_asked_for_when_they_open(
    empty_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SHOWN", 6)
    monkeypatch.setattr(lines, "BRANCH", 3)
    contes = [fiche(f"Conte {n}", n) for n in range(1, 9)]
    reading = Reading(plan(theme("Mer", axis("Est", oo("Dire", *contes)), axis("Ouest", oo("Lire")))))
    folded = page(empty_plan, reading)
    dire = folded.tree.by_ref["0/0/0"]
    assert (dire.is_folded_away, dire.children, dire.fiches) == (True, [], 8)
    led = page(empty_plan, reading, line="0/0/0#5").tree.by_ref["0/0/0"]
    assert led.is_open
    assert "0/0/0#5" in [line.ref for line in led.children]
    first = branch_of(folded.seen, empty_plan, "0/0/0", Asked())
    rest = branch_of(folded.seen, empty_plan, "0/0/0", Asked(), first=3)
    assert first
    assert rest
    assert [line.title for line in first.children] == ["Conte 1", "Conte 2", "Conte 3"]
    assert (first.hidden, rest.hidden) == (5, 2)
    assert [line.title for line in rest.children] == ["Conte 4", "Conte 5", "Conte 6"]
    assert branch_of(folded.seen, empty_plan, "9/9", Asked()) is None


def test_line_left_out_takes_its_branch_with_it(empty_plan: Plan) -> None:
    outline = plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1))), axis("Ouest", oo("Lire"))))
    result = page(empty_plan, Reading(outline), Decisions(left_out=frozenset({"0/0"})))
    assert marks(result.themes) == [
        "Mer: à créer",
        "Est: laissé de côté",
        "Dire: laissé de côté",
        "Phare: laissé de côté",
        "Ouest: à créer",
        "Lire: à créer",
    ]
    assert result.themes[0].is_mixed
    assert result.summary.in_short == "3 à créer"
    assert result.summary.sentences[-1] == "3 lignes sont laissées de côté."


def test_what_the_file_lacks_is_kept_and_what_would_be_lost_is_named(empty_plan: Plan) -> None:
    before = plan(
        theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1))), axis("Ouest", oo("Lire", fiche("Digue", 2))))
    )
    import_outline(plan=empty_plan, incoming=before, by=None)
    after = Reading(plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1))))))
    kept = page(empty_plan, after)
    west, lire, digue = kept.absent.items
    assert [(one.label, one.depth, one.state.words) for one in (west, lire, digue)] == [
        ("Ouest", 0, "conservé"),
        ("Lire", 1, "conservé"),
        ("Fiche 2 : Digue", 2, "conservé"),
    ]
    assert [loss.replace("\u00a0", " ") for loss in west.losses] == [
        "1 sous-objectif : Lire",
        "1 fiche : Fiche 2 : Digue",
    ]
    assert not kept.can_confirm
    gone = page(empty_plan, after, Decisions(deleted=frozenset({west.key})))
    assert [(one.is_deleted, one.is_implied) for one in gone.absent.items] == [
        (True, False),
        (True, True),
        (True, True),
    ]
    assert (gone.summary.deleted, gone.absent.deleted, gone.can_confirm) == (3, 3, True)
    assert gone.absent.first_deleted[0] == "Ouest"


def test_new_names_are_listed_and_may_be_told_known(empty_plan: Plan) -> None:
    known = PartnerFactory(territory=empty_plan.territory, name="Maison du port")
    people = (
        ParticipationOutline(Role.LEAD, "Maison du port"),
        ParticipationOutline(Role.PARTNER, "La maison portuaire"),
    )
    reading = Reading(plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1, participations=people))))))
    (name,) = page(empty_plan, reading).names.names
    assert (name.name, name.count, name.partner_name) == ("La maison portuaire", 1, "")
    told = page(empty_plan, reading, Decisions(partners={"La maison portuaire": known.pk}))
    assert told.names.names[0].partner_name == "Maison du port"
    assert told.names.to_create == 0


def test_new_line_says_what_it_holds_beside_its_title(empty_plan: Plan) -> None:
    held = fiche("Phare", 1, context="Des soirées\nsans lumière", status=Status.POSTPONED)
    known = fiche("Digue", 2)
    import_outline(plan=empty_plan, incoming=plan(theme("Mer", unattached=(known,))), by=None)
    result = page(empty_plan, Reading(plan(theme("Mer", unattached=(held, known)))))
    assert {one.name: one.after for one in result.tree.by_ref["0#0"].read} == {
        "Contexte et constats": "Des soirées\nsans lumière",
        "Statut": Status.POSTPONED.label,
    }
    assert result.tree.by_ref["0#1"].read == []


def test_correction_offers_the_places_where_a_line_may_stand(empty_plan: Plan) -> None:
    known = plan(theme("Terre", axis("Nord", oo("Semer"))))
    import_outline(plan=empty_plan, incoming=known, by=None)
    outline = plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare", 1)), oo("Lire")), axis("Ouest")))
    seen = page(empty_plan, Reading(outline), Decisions(left_out=frozenset({"0/1"}))).seen
    correction = corrected_line(seen, empty_plan, "0/0/0#0")
    assert correction
    assert [(one.value, one.chosen) for one in correction.of_file] == [
        ("0", False),
        ("0/0", False),
        ("0/0/0", True),
        ("0/0/1", False),
    ]
    assert [one.label.replace("\u00a0", " ") for one in correction.of_plan] == [
        "Sans objectif, thème Terre",
        "Nord",
        "Semer",
    ]
    objective = corrected_line(seen, empty_plan, "0/0/1")
    assert objective
    assert [one.value for one in objective.of_file] == ["0/0"]
    assert corrected_line(seen, empty_plan, "0/9") is None


def test_error_forbids_to_confirm(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading(small_plan(), issues(Severity.ERROR, 1)))
    assert (result.issues.errors, result.can_confirm, result.nothing_to_do) == (1, False, False)


def test_two_fiches_of_one_number_forbid_to_confirm(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=plan(theme("Mer", unattached=(fiche("Phare", 1),))), by=None)
    result = page(empty_plan, Reading(plan(theme("Mer", unattached=(fiche("Digue", 2), fiche("Môle", 2))))))
    assert result.issues.errors
    assert not result.can_confirm


def test_empty_reading_is_not_nothing_to_change(empty_plan: Plan) -> None:
    result = page(empty_plan, Reading())
    assert result.nothing_read
    assert not result.nothing_to_do


def test_cells_that_became_nothing_are_accounted_for(empty_plan: Plan) -> None:
    fates = (CellFate("A1", Fate.IGNORED, "titre", "PGT"), CellFate("A2", Fate.KEPT, "remarque", "cf."))
    result = page(empty_plan, Reading(small_plan(), fates=fates, cells=12, attached=10))
    cells = result.cells
    assert (cells.cells, cells.attached, cells.kept, cells.ignored) == (12, 10, 1, 1)
    assert cells.fates == list(fates)
    assert page(empty_plan, Reading(small_plan(), fates=fates), fate="ignore").cells.fates == [fates[0]]


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
    assert result.absent.total == 0
