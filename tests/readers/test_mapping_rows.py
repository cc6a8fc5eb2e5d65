"""Flat sheets read through the field of each column: parents, fiches, values, and what is said of each cell."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.outline import ActionOutline, HintKind, ObjectiveOutline
from annexes.readers import read_annexe
from annexes.readers.mapping.signature import signature
from annexes.reading import Fate, Reading, Severity
from indicators.enums import IndicatorKind
from plans.enums import Level

HEADER = ["Thème", "Axe", "Objectif général", "Objectif opérationnel", "N°", "Intitulé", "Statut", "Pilote", "Échéance"]


def book(*rows: list[Any], merged: tuple[str, ...] = (), title: str = "Suivi") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read(*rows: list[Any], merged: tuple[str, ...] = (), **options: Any) -> Reading:
    found = read_annexe(io.BytesIO(book(*rows, merged=merged)), name="suivi.xlsx", **options)
    assert found.cells == found.attached + len(found.fates), "a cell is not accounted for"
    return found


def flat(*rows: list[Any], merged: tuple[str, ...] = (), **options: Any) -> Reading:
    """Read as a flat sheet, whatever it looks like."""
    return read(*rows, merged=merged, layouts={"1": "colonnes"}, **options)


def fiches(reading: Reading) -> list[ActionOutline]:
    return list(reading.outline.all_actions())


def objectives(reading: Reading, level: Level) -> list[ObjectiveOutline]:
    return [o for theme in reading.outline.themes for o in theme.walk() if o.level is level]


def codes(reading: Reading) -> set[str]:
    return {issue.code for issue in reading.issues if issue.severity is not Severity.INFO}


def lone(header: str, value: Any, *, field: str = "") -> ActionOutline:
    """The fiche whose only other column is `header`."""
    mapping = {"1": ["Intitulé de la fiche", field]} if field else {}
    (action,) = fiches(flat(["Intitulé", header], ["Planter une haie", value], mappings=mapping))
    return action


def test_sheet_with_a_title_and_fields_is_read_by_itself() -> None:
    reading = read(
        HEADER, ["Enfance", "I – Grandir", "Lire", "Conter", 4, "Ouvrir un kiosque", "en cours", "Ville", ""]
    )
    assert reading.layout == "colonnes"
    (theme,) = reading.outline.themes
    (axis,) = theme.objectives
    (goal,) = axis.children
    (operational,) = goal.children
    (action,) = operational.actions
    assert (theme.title, axis.code, axis.title, goal.title) == ("Enfance", "I", "Grandir", "Lire")
    assert (action.number, action.title, action.status) == (4, "Ouvrir un kiosque", Status.ONGOING)
    assert action.people(Role.LEAD) == ("Ville",)
    assert codes(reading) == set()


def test_header_may_stand_under_titles_and_blank_rows() -> None:
    reading = read(
        ["Suivi des actions de Valmire", *[""] * 8], [""] * 9, HEADER,
        ["Enfance", "", "", "", 1, "Ouvrir un kiosque", "", "", ""],
    )  # fmt: skip
    assert [action.title for action in fiches(reading)] == ["Ouvrir un kiosque"]


def test_empty_parents_inherit_and_repeated_parents_are_one() -> None:
    reading = flat(
        HEADER,
        ["Enfance", "I – Grandir", "Lire", "Conter", 1, "A", "", "", ""],
        ["", "", "", "", 2, "B", "", "", ""],
        ["Enfance", "I – Grandir", "Lire", "Conter", 3, "C", "", "", ""],
        ["", "", "", "Écrire", 4, "D", "", "", ""],
    )
    found = {o.title: [action.title for action in o.actions] for o in objectives(reading, Level.OPERATIONAL)}
    assert found == {"Conter": ["A", "B", "C"], "Écrire": ["D"]}
    assert len(objectives(reading, Level.AXIS)) == 1


def test_merged_parents_and_values_hold_for_their_rows() -> None:
    reading = flat(
        ["Objectif opérationnel", "Intitulé", "Pilote"],
        ["Conter", "A", "Ville"],
        ["", "B", ""],
        ["Jouer", "C", ""],
        merged=("A2:A3", "C2:C3"),
    )
    assert [o.title for o in objectives(reading, Level.OPERATIONAL)] == ["Conter", "Jouer"]
    assert [action.people(Role.LEAD) for action in fiches(reading)] == [("Ville",), ("Ville",), ()]


def test_level_left_empty_beside_a_repeated_parent_is_said() -> None:
    reading = flat(
        ["Objectif général", "Objectif opérationnel", "Intitulé"],
        ["Lire", "Conter", "A"],
        ["Lire", "", "B"],
    )
    (goal,) = objectives(reading, Level.INTERMEDIATE)
    assert [action.title for action in goal.actions] == ["B"]
    assert "empty-level" in codes(reading)


def test_themes_sorted_otherwise_are_each_there_once() -> None:
    reading = flat(["Thème", "Intitulé", "Statut"], ["Enfance", "A", ""], ["Jeunesse", "B", ""], ["Enfance", "C", ""])
    assert [(theme.title, len(theme.unattached)) for theme in reading.outline.themes] == [
        ("Enfance", 2),
        ("Jeunesse", 1),
    ]


def test_codes_stand_in_their_own_columns() -> None:
    reading = flat(
        ["N° axe", "Axe", "N° OO", "Objectif opérationnel", "N° fiche", "Titre de la fiche"],
        ["II", "Grandir", "OO 3", "Conter", "12 bis", "A"],
        ["II", "Grandir", "OO 3", "Conter", "1.2.4", "B"],
    )
    (axis,) = objectives(reading, Level.AXIS)
    (operational,) = objectives(reading, Level.OPERATIONAL)
    assert (axis.code, operational.code) == ("II", "OO 3")
    assert [action.reference for action in fiches(reading)] == ["12 bis", "1.2.4"]


def test_fiche_of_several_objectives_serves_them_all() -> None:
    reading = flat(
        ["Objectif opérationnel", "N°", "Intitulé"], ["OO 1 : Conter\nOO 2 : Jouer", 1, "A"], ["OO 3 : Nager", 1, "A"]
    )
    (action,) = fiches(reading)
    assert [o.title for o in objectives(reading, Level.OPERATIONAL)] == ["Conter", "Jouer", "Nager"]
    assert [path[-1] for path in action.also_serves] == ["OO 2 : Jouer", "OO 3 : Nager"]


def test_fiche_without_a_number_repeated_word_for_word_is_one() -> None:
    reading = flat(
        ["Objectif opérationnel", "Intitulé", "Pilote"], ["Conter", "A", "Ville"], ["Jouer", "A", "Ville"],
        ["Nager", "A", "Association"],
    )  # fmt: skip
    first, other = fiches(reading)
    assert [path[-1] for path in first.also_serves] == ["Jouer"]
    assert other.people(Role.LEAD) == ("Association",)


def test_band_across_the_table_opens_its_level() -> None:
    reading = flat(
        ["N°", "Intitulé", "Pilote"], ["AXE I – Grandir", "", ""], [1, "A", "Ville"], ["AXE II – Lire", "", ""],
        [2, "B", "Ville"],
    )  # fmt: skip
    assert [(o.title, [a.title for a in o.actions]) for o in objectives(reading, Level.AXIS)] == [
        ("Grandir", ["A"]), ("Lire", ["B"])
    ]  # fmt: skip


def test_repeated_header_and_separators_are_ignored_with_a_reason() -> None:
    header = ["N°", "Intitulé", "Pilote"]
    reading = flat(header, [1, "A", "Ville"], header, ["---", "---", "---"], [2, "B", ""])
    assert [action.title for action in fiches(reading)] == ["A", "B"]
    reasons = {fate.reason for fate in reading.fates if fate.fate is Fate.IGNORED}
    assert {"en-tête de colonne", "en-tête de colonne répété", "ligne de séparation"} <= reasons


def test_columns_of_objectives_fill_them() -> None:
    reading = flat(
        ["Objectif opérationnel", "Objectif opérationnel – description", "Objectif opérationnel – effets attendus"],
        ["Conter", "Partout en ville", "Des enfants qui lisent"],
    )
    (operational,) = objectives(reading, Level.OPERATIONAL)
    assert operational.description == "Partout en ville"
    assert operational.effects is not None
    assert operational.effects.text == "Des enfants qui lisent"


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Statut", "Réalisée", {"status": Status.DONE}),
        ("Priorité", "haute", {"priority": Priority.HIGH}),
        ("Taux d’avancement", "50 %", {"progress": 50}),
        ("Description", "- une\n- deux", {"description": "- une\n- deux"}),
        ("Tranche d’âge", "3-11 ans", {"age_min": 3, "age_max": 11}),
        ("Âge minimum", 3, {"age_min": 3}),
        ("Échéance", date(2027, 3, 15), {"due_on": date(2027, 3, 15), "schedule_kind": ScheduleKind.DATE}),
        ("Échéance", "15/03/27", {"due_on": date(2027, 3, 15)}),
        ("Date de début", "01/09/2026", {"starts_on": date(2026, 9, 1), "schedule_kind": ScheduleKind.PERIOD}),
        ("Calendrier", "en continu", {"schedule_kind": ScheduleKind.CONTINUOUS}),
        ("Calendrier", "Sur une période", {"schedule_kind": ScheduleKind.PERIOD}),
        ("Année scolaire", "2026-2027", {"school_year": 2026, "schedule_kind": ScheduleKind.SCHOOL_YEAR}),
        ("Dispositifs", "CLAS ; REAAP", {"schemes": ("CLAS", "REAAP")}),
        ("Élu référent", "Adjointe à l’enfance", {"elected_lead": "Adjointe à l’enfance"}),
        ("Motif du statut", "faute de local", {"status_reason": "faute de local"}),
        ("Observations", "à revoir", {"description": "Observations : à revoir"}),
        ("Zygomatique", "à revoir", {"description": "Zygomatique : à revoir"}),
    ],
)
def test_value_fills_its_field(header: str, value: Any, expected: dict[str, Any]) -> None:
    action = lone(header, value)
    assert {name: getattr(action, name) for name in expected} == expected


def test_roles_indicators_and_places_are_separated() -> None:
    assert {(p.role, p.partner) for p in lone("Partenaires", "CAF ; MSA").participations} == {
        (Role.PARTNER, "CAF"), (Role.PARTNER, "MSA")
    }  # fmt: skip
    assert [i.kind for i in lone("Indicateurs de résultat", "Taux de retour\nDélai").indicators] == [
        IndicatorKind.RESULT
    ] * 2
    assert [place.name for place in lone("Communes concernées", "Valmire ; Brumeval").places] == ["Valmire", "Brumeval"]


def test_period_has_both_ends() -> None:
    (action,) = fiches(flat(["Intitulé", "Début", "Fin"], ["A", "01/09/2026", "30/06/2027"]))
    assert action.schedule_kind == ScheduleKind.PERIOD
    assert (action.starts_on, action.due_on) == (date(2026, 9, 1), date(2027, 6, 30))


def test_calendar_in_words_is_not_changed_by_its_dates() -> None:
    (action,) = fiches(flat(["Intitulé", "Calendrier", "Début"], ["A", "En continu", "01/09/2026"]))
    assert (action.schedule_kind, action.starts_on) == (ScheduleKind.CONTINUOUS, date(2026, 9, 1))


def test_month_is_clear_and_keeps_its_words() -> None:
    reading = flat(["Intitulé", "Échéance"], ["A", "mars 2027"])
    (action,) = fiches(reading)
    assert (action.due_on, action.schedule_note) == (date(2027, 3, 31), "mars 2027")
    assert not [issue for issue in reading.issues if issue.code == "unclear-value"]


def test_year_is_a_warning_with_its_reading() -> None:
    reading = flat(["Intitulé", "Échéance"], ["A", "courant 2027"])
    (action,) = fiches(reading)
    assert (action.due_on, action.schedule_note) == (date(2027, 12, 31), "courant 2027")
    (issue,) = [issue for issue in reading.issues if issue.code == "unclear-value"]
    assert issue.severity is Severity.WARNING
    assert issue.where == "Feuille Suivi, B2"
    assert "lu comme le 31 décembre 2027" in issue.message


@pytest.mark.parametrize(
    ("header", "value", "note"),
    [
        ("Échéance", "dès que possible", "schedule_note"),
        ("Tranche d’âge", "les petits", "audience_note"),
        ("Taux d’avancement", "presque tout", "description"),
        ("Priorité", "si on a le temps", "description"),
    ],
)
def test_what_is_not_understood_is_a_warning_and_its_text_is_kept(header: str, value: str, note: str) -> None:
    reading = flat(["Intitulé", header], ["A", value])
    (action,) = fiches(reading)
    assert value in getattr(action, note)
    assert not reading.has_errors
    assert "unclear-value" in codes(reading)


def test_unknown_status_is_proposed_and_never_applied() -> None:
    reading = flat(["Intitulé", "Statut"], ["A", "a demarer"])
    (action,) = fiches(reading)
    assert action.status == Status.PROPOSED
    (hint,) = action.hints
    assert (hint.kind, hint.field, hint.value) == (HintKind.STATUS, "status", Status.TO_START)


def test_row_without_a_title_is_said_and_kept_as_text() -> None:
    reading = flat(["Intitulé", "Pilote"], ["A", "Ville"], ["", "Association"])
    assert "no-title" in codes(reading)
    assert [fate.text for fate in reading.fates if fate.fate is Fate.KEPT] == ["Association"]


def test_fiche_known_by_its_number_alone_is_said() -> None:
    reading = flat(["N°", "Intitulé", "Pilote"], [7, "", "Ville"])
    assert fiches(reading)[0].number == 7
    assert "fiche-without-title" in codes(reading)


def test_cell_that_says_nothing_is_ignored_with_its_reason() -> None:
    reading = flat(["Intitulé", "Pilote"], ["A", "néant"])
    assert fiches(reading)[0].participations == ()
    assert any("il n’y a rien" in fate.reason for fate in reading.fates)


def test_asked_mapping_decides_whatever_the_titles_say() -> None:
    fields = ["Pilote", "Intitulé de la fiche", ""]
    reading = flat(["Titre", "Pilote", "Statut"], ["Ville", "Planter", "en cours"], mappings={"1": fields})
    (action,) = fiches(reading)
    assert (action.title, action.people(Role.LEAD), action.status) == ("Planter", ("Ville",), Status.PROPOSED)
    assert reading.parts[0].mapping == tuple(fields)
    assert any("laissée de côté" in fate.reason for fate in reading.fates)


def test_mapping_of_another_width_is_not_followed_and_it_is_said() -> None:
    reading = flat(["Titre", "Pilote"], ["Planter", "Ville"], mappings={"1": ["Pilote"]})
    assert [action.title for action in fiches(reading)] == ["Planter"]
    assert "mapping-of-another-table" in codes(reading)


def test_remembered_mapping_chooses_the_layout_too() -> None:
    header = ["Chose", "Personne"]
    rows = [header, ["Planter", "Ville"]]
    known = {signature(header): ["Intitulé de la fiche", "Pilote"]}
    reading = read(*rows, remembered=known)
    assert reading.layout == "colonnes"
    assert fiches(reading)[0].people(Role.LEAD) == ("Ville",)
    assert "remembered-columns" in {issue.code for issue in reading.issues}
    assert "remembered-columns" not in {issue.code for issue in read(*rows, mappings={"1": ["", ""]}).issues}


def test_doubtful_and_unknown_columns_are_said_once() -> None:
    reading = flat(["Intitulé", "Qui", "Zygomatique"], ["A", "Ville", "x"], ["B", "CAF", "y"])
    (doubtful,) = [issue for issue in reading.issues if issue.code == "doubtful-columns"]
    assert "« Qui » → Pilote" in doubtful.message.replace("\u00a0", " ")
    (unknown,) = [issue for issue in reading.issues if issue.code == "unknown-columns"]
    assert "Zygomatique" in unknown.message


def test_part_shows_its_columns_their_samples_and_fields() -> None:
    (part,) = flat(["Intitulé", "Pilote"], ["A", "Ville"], ["B", "CAF"], ["C", "MSA"], ["D", "État"]).parts
    assert part.header == ("Intitulé", "Pilote")
    assert part.samples == (("A", "B", "C"), ("Ville", "CAF", "MSA"))
    assert part.mapping == ("Intitulé de la fiche", "Pilote")


def test_csv_is_read_like_a_sheet() -> None:
    text = "Thème;N°;Intitulé;Pilote;Statut;Échéance\nEnfance;1;Ouvrir un kiosque;Ville;en cours;15/03/2027\n"
    reading = read_annexe(io.BytesIO(text.encode("cp1252")), name="suivi.csv")
    assert reading.layout == "colonnes"
    (action,) = fiches(reading)
    assert (action.number, action.due_on) == (1, date(2027, 3, 15))


def test_order_of_columns_changes_nothing() -> None:
    row = ["Enfance", "I – Grandir", "Lire", "Conter", 4, "Ouvrir un kiosque", "en cours", "Ville", "15/03/2027"]
    straight = read(HEADER, row).outline
    assert read(HEADER[::-1], row[::-1]).outline == straight
