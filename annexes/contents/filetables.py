"""The data of a dossier as tables: diagnostic, accueils, activities, charter, programme, instances, opinions.

Members are named by organisation and function: a contact is there to be invited, never printed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annexes.contents.anchors import anchors_of, entry_of
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle, Value
from annexes.contents.wording import day_wording
from annexes.edition import Edition
from annexes.fileoutline import (
    ActivityOutline,
    AmendmentOutline,
    ChildcareOutline,
    CommitteeOutline,
    FigureOutline,
    ProgrammeOutline,
    VisaOutline,
)
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from plans.enums import StructureKind, VisaStage
from plans.figures import tables_of

DIAGNOSTIC, CHILDCARES, ACTIVITIES = "Chiffres du diagnostic", "Accueils", "Activités périscolaires"
CHARTER, PROGRAMME = "Charte qualité Plan mercredi", "Programme de réussite éducative"
COMMITTEES, VISAS, AMENDMENTS = "Instances", "Avis et signatures", "Avenants"
ACTIVITY_WORDS = "Liste annexée à la convention (code de l’éducation, article R551-13)."
CHARTER_WORDS = "Les fiches qui portent chaque axe de la charte."


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table under its title; `words` stand between both."""

    title: str
    grid: Grid
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of the dossier; the title of a lone table of its own name is not repeated."""

    title: str
    anchor: str
    tables: tuple[FileTable, ...]
    words: tuple[str, ...] = ()
    portrait: bool = False

    @property
    def is_lone(self) -> bool:
        return len(self.tables) == 1 and self.tables[0].title == self.title


def diagnostic_part(figures: Sequence[FigureOutline]) -> FilePart:
    """A table for each group of figures: a line a label, a column a year."""
    tables = []
    for table in tables_of(figures):
        sources = {row.source for row in table.rows} - {""}
        columns = [GridColumn("Libellé", share=3.2)]
        columns += [GridColumn("Unité")] if table.has_units else []
        columns += [GridColumn(str(year) if year else "Valeur", CellKind.NUMBER) for year in table.years]
        columns += [GridColumn("Source", share=1.8)] if len(sources) > 1 else []
        rows = []
        for row, cells in table.lines():
            unit = [row.unit] if table.has_units else []
            source = [row.source] if len(sources) > 1 else []
            rows.append(GridRow((row.label, *unit, *cells, *source)))
        words = (f"Source : {next(iter(sources))}",) if len(sources) == 1 else ()
        tables.append(FileTable(table.title, Grid(tuple(columns), tuple(rows), table.title, row_headers=True), words))
    return FilePart(DIAGNOSTIC, "diagnostic", tuple(tables))


def childcare_part(childcares: Sequence[ChildcareOutline]) -> FilePart:
    columns = (
        GridColumn("Accueil", share=2.4),
        GridColumn("Temps", share=1.2),
        GridColumn("Gestionnaire", share=1.6),
        GridColumn("Jours et heures", share=2.0),
        GridColumn("Places, moins de 6 ans", CellKind.NUMBER, 0.9),
        GridColumn("Places, 6 ans ou plus", CellKind.NUMBER, 0.9),
        GridColumn("Animateurs, moins de 6 ans", CellKind.NUMBER, 1.1),
        GridColumn("Animateurs, 6 ans ou plus", CellKind.NUMBER, 1.1),
        GridColumn("Qualifiés", CellKind.NUMBER, 0.8),
        GridColumn("Qualifications", share=1.6),
    )
    rows = tuple(
        GridRow(
            (
                _several(one.name, one.place, "" if one.is_declared else "non déclaré", one.declaration),
                str(one.period.label),
                one.manager,
                one.moments,
                one.capacity_under_6,
                one.capacity_six_plus,
                one.staff_under_6,
                one.staff_six_plus,
                one.qualified_staff,
                one.qualification_note,
            )
        )
        for one in childcares
    )
    sums = [_total(getattr(one, name) for one in childcares) for name in ("capacity_under_6", "capacity_six_plus")]
    total = (GridRow(("Ensemble", "", "", "", *sums, "", "", "", ""), RowStyle.TOTAL),) if len(childcares) > 1 else ()
    return _lone(CHILDCARES, "accueils", Grid(columns, (*rows, *total), CHILDCARES, row_headers=True))


def activity_part(activities: Sequence[ActivityOutline]) -> FilePart:
    columns = (
        GridColumn("Activité", share=2.0),
        GridColumn("Accueil et lieu", share=2.0),
        GridColumn("Jours et heures", share=1.8),
        GridColumn("Public", share=1.4),
        GridColumn("Intervenant", share=1.6),
        GridColumn("Places", CellKind.NUMBER, 0.7),
        GridColumn("Encadrement", share=1.8),
    )
    rows = tuple(
        GridRow(
            (
                one.title,
                _several(one.childcare, one.place),
                one.moments,
                _several(one.audience, _ages(one.age_min, one.age_max)),
                one.operator,
                one.capacity,
                one.supervision,
            )
        )
        for one in activities
    )
    return _lone(ACTIVITIES, "activites", Grid(columns, rows, ACTIVITIES, row_headers=True), (ACTIVITY_WORDS,))


def charter_part(outline: PlanOutline, edition: Edition, vocabulary: Vocabulary) -> FilePart | None:
    """The fiches against the axes of the charter; None when no fiche carries any."""
    fiches = [action for action in outline.all_actions() if action.charter_axes]
    known = vocabulary.labels.get("charter_axes", {})
    codes = list(known) or sorted({code for action in fiches for code in action.charter_axes})
    if not fiches:
        return None
    anchors = anchors_of(outline)
    columns = (GridColumn(edition.action_label, share=2.6), *(GridColumn(known.get(code, code)) for code in codes))
    rows = [
        GridRow(
            (
                entry_of(action.reference, action.title, edition),
                *("oui" if code in action.charter_axes else "" for code in codes),
            ),
            anchor=anchors[id(action)],
        )
        for action in fiches
    ]
    counts = [sum(code in action.charter_axes for action in fiches) for code in codes]
    told = [f"{count} fiche{'s' if count > 1 else ''}" if count else "aucune fiche" for count in counts]
    rows.append(GridRow(("Ensemble", *told), RowStyle.TOTAL))
    return _lone(CHARTER, "charte", Grid(columns, tuple(rows), CHARTER, row_headers=True), (CHARTER_WORDS,))


def committee_part(committees: Sequence[CommitteeOutline]) -> FilePart:
    """Who sits in each instance."""
    columns = (GridColumn("Organisme", share=2.4), GridColumn("Fonction", share=2.4), GridColumn("Qualité"))
    tables = []
    for one in committees:
        rows = tuple(GridRow((seat.organisation, seat.function, str(seat.quality.label))) for seat in one.seats)
        kind = str(one.kind.label)
        words = (_sentence(kind if kind != one.name else "", one.frequency), one.purpose)
        tables.append(FileTable(one.name, Grid(columns, rows, one.name, row_headers=True), tuple(filter(None, words))))
    return FilePart(COMMITTEES, "instances", tuple(tables), portrait=True)


def programme_part(programme: ProgrammeOutline) -> FilePart:
    return FilePart(PROGRAMME, "programme", tuple(_programme_tables(programme)), portrait=True)


def visa_part(visas: Sequence[VisaOutline], amendments: Sequence[AmendmentOutline]) -> FilePart:
    tables = [*_visa_tables(visas, "")]
    if amendments:
        columns = (
            GridColumn("N°", CellKind.NUMBER, 0.4),
            GridColumn("Objet", share=3.0),
            GridColumn("État"),
            GridColumn("Délibération", share=1.2),
            GridColumn("Signé le", CellKind.DATE),
            GridColumn("Prend effet le", CellKind.DATE),
        )
        rows = tuple(
            GridRow((one.number, one.title, str(one.status.label), one.deliberation, one.signed_on, one.effective_on))
            for one in amendments
        )
        tables.append(FileTable(AMENDMENTS, Grid(columns, rows, AMENDMENTS)))
    for one in amendments:
        tables += _visa_tables(one.visas, f" sur l’avenant n° {one.number}")
    return FilePart(VISAS, "avis", tuple(tables), portrait=True)


def deliberation_words(outline: PlanOutline) -> tuple[str, ...]:
    file = outline.file
    said = f"Délibération {file.deliberation}".strip() if file.deliberation or file.deliberated_on else ""
    if file.deliberated_on:
        said += f" du {day_wording(file.deliberated_on)}"
    signed = f"Plan signé le {day_wording(file.signed_on)}" if file.signed_on else ""
    return tuple(f"{words}." for words in (said, signed) if words)


def _visa_tables(visas: Sequence[VisaOutline], about: str) -> Iterator[FileTable]:
    for stage, title in ((VisaStage.OPINION, "Avis"), (VisaStage.SIGNATURE, "Signatures")):
        columns = (
            GridColumn("Autorité", share=3),
            GridColumn("Réponse", share=1.4),
            GridColumn("Signé le" if stage is VisaStage.SIGNATURE else "Rendu le", CellKind.DATE),
            GridColumn("Référence", share=1.2),
            GridColumn("Observations", share=2.4),
        )
        rows = tuple(
            GridRow(
                (
                    _several(one.label, one.signer),
                    _several(str(one.outcome.label), "" if one.is_required else "facultatif"),
                    one.given_on,
                    one.reference,
                    one.remarks,
                )
            )
            for one in visas
            if one.stage is stage
        )
        if rows:
            yield FileTable(f"{title}{about}", Grid(columns, rows, f"{title}{about}", row_headers=True))


def _programme_tables(one: ProgrammeOutline) -> Iterator[FileTable]:
    kind = dict(StructureKind.choices).get(one.structure_kind, "")
    signed = day_wording(one.confidentiality_on) if one.confidentiality_on else ""
    facts = (
        ("Structure juridique", _several(one.structure, kind if one.structure else "", one.structure_note) or kind),
        ("Élu référent", one.elected_lead),
        ("Coordination", one.coordinator),
        ("Charte de confidentialité", _several(f"signée le {signed}" if signed else "", one.confidentiality_note)),
    )
    yield from _table(
        "Structure et pilotage", ("Rubrique", "Ce qu’il en est"), (row for row in facts if row[1]), 1, 2.6
    )
    board = ((seat.organisation, seat.function) for seat in one.board)
    yield from _table("Conseil d’administration", ("Organisme", "Fonction"), board)
    team = ((seat.profession, seat.organisation, seat.time_share) for seat in one.team)
    yield from _table("Équipe pluridisciplinaire de soutien", ("Profession", "Institution", "Temps consacré"), team)
    places = ((place.name, str(place.kind.label), place.code) for place in one.perimeter)
    yield from _table("Périmètre", ("Nom", "Type", "Code"), places)
    if one.budget:
        money = tuple(GridColumn(title, CellKind.MONEY) for title in ("Prévisionnel", "Accordé", "Réalisé"))
        columns = (GridColumn("Financeur", share=2.0), GridColumn("Objet", share=2.0), *money)
        yield FileTable("Budget", Grid(columns, tuple(_budget(one)), "Budget", row_headers=True))
    if one.totals:
        columns = (
            GridColumn("Total", share=3.0),
            GridColumn("Année", share=0.8),
            GridColumn("Valeur", CellKind.NUMBER),
        )
        rows = tuple(
            GridRow((_several(str(total.measure.label), total.label), str(total.year), total.value))
            for total in one.totals
        )
        yield FileTable("Totaux annuels", Grid(columns, rows, "Totaux annuels", row_headers=True))


def _budget(one: ProgrammeOutline) -> Iterator[GridRow]:
    """Year by year, each with its total."""
    for year in sorted({line.year for line in one.budget}):
        lines = [line for line in one.budget if line.year == year]
        yield GridRow((str(year), "", "", "", ""), RowStyle.GROUP)
        for line in lines:
            yield GridRow((line.funder, line.label, line.planned, line.granted, line.spent))
        sums = [_total(getattr(line, name) for line in lines) for name in ("planned", "granted", "spent")]
        yield GridRow((f"Total {year}", "", *sums), RowStyle.TOTAL)


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Value]], *shares: float) -> Iterator[FileTable]:
    made = tuple(GridRow(tuple(row)) for row in rows)
    widths = shares or (2.0,) * len(columns)
    if made:
        grid = Grid(tuple(map(_column, columns, widths)), made, title, row_headers=True)
        yield FileTable(title, grid)


def _column(title: str, share: float) -> GridColumn:
    return GridColumn(title, share=share)


def _lone(title: str, anchor: str, grid: Grid, words: tuple[str, ...] = ()) -> FilePart:
    return FilePart(title, anchor, (FileTable(title, grid),), words)


def _several(*lines: str) -> str:
    """The first one, then the others in smaller letters."""
    return "\n".join(filter(None, lines))


def _sentence(*words: str) -> str:
    said = ", ".join(f"{word[:1].lower()}{word[1:]}" for word in words if word).removesuffix(".")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _ages(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"à partir de {low} ans" if high is None else f"jusqu’à {high} ans"
    return f"{low} à {high} ans" if low != high else f"{low} ans"


def _total(values: Iterable[Value]) -> Value:
    known = [value for value in values if value is not None]
    return sum(known) if known else None  # type: ignore[arg-type]
