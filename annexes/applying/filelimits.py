"""What the columns of the database can hold of a dossier: each fault is said with its list and its line."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from annexes.applying.dossier import TABLES, Table
from annexes.applying.limits import is_storable
from annexes.columns.dossier import COLUMNS_OF, FILE_SHEETS
from annexes.fileoutline import (
    ActivityOutline,
    AmendmentOutline,
    MeetingOutline,
    PlanDocumentOutline,
    PlanFile,
    TotalOutline,
    VisaOutline,
)
from annexes.loadfile import columns_of
from annexes.outline import SectionOutline
from annexes.reading import Issue, Severity
from partners.models import Contact, Partner
from plans.models import Plan, PlanSection

_TITLES = {sheet.kind: sheet.title for sheet in FILE_SHEETS}
_BIG = 32_767  # of a small positive integer
_PARTNER, _CONTACT = Partner._meta.get_field("name"), Contact._meta.get_field("full_name")


def file_issues(file: PlanFile, sections: Sequence[SectionOutline]) -> Iterator[Issue]:
    """Errors for what no database keeps, and for what its rules refuse."""
    yield from _of_fields(Plan, {"deliberation": file.deliberation}, "Plan")
    for section in sections:
        values = {name: getattr(section, name) for name in ("title", "key", "text")}
        yield from _of_fields(PlanSection, values, f"Texte « {section.title[:60]} »")
        if not section.title.strip():
            yield _error("Présentation", "no-title", "un texte de présentation n’a pas de titre", "donnez-lui un titre")
    yield from _twice([one.key for one in sections if one.key], "Présentation", "la section")
    for name, table in TABLES.items():
        value = getattr(file, name)
        rows = value if isinstance(value, tuple) else filter(None, (value,))
        yield from _of_rows(table, tuple(rows))
    yield from _twice([one.number for one in file.amendments], "Avenants", "l’avenant")


def _of_rows(table: Table, rows: Sequence[Any]) -> Iterator[Issue]:
    for rank, one in enumerate(rows, 1):
        where = f"{_TITLES[type(one)]}, ligne {rank}"
        yield from _of_row(table.model, one, where)
        for name, below in (table.below or {}).items():
            yield from _of_rows(below, getattr(one, name))
    if rows and isinstance(rows[0], VisaOutline):
        yield from _twice([one.key for one in rows if one.key], "Avis et signatures", "l’autorité")
    if rows and isinstance(rows[0], TotalOutline):
        totals = [(one.year, one.measure.label, one.label) for one in rows]
        yield from _twice(totals, "Totaux du programme", "le total")


def _of_row(model: type[Model], one: Any, where: str) -> Iterator[Issue]:
    titles = {column.name: column.title for column in COLUMNS_OF[type(one)]}
    for name, paths, _ in columns_of(one.__class__):
        value = getattr(one, name)
        fields = [_field(model, path) for path in paths]
        for fault in next(([*_faults(field, value)] for field in fields if [*_faults(field, value)]), []):
            yield _error(where, "bad-value", f"« {titles[name]} » : {fault}", "corrigez la valeur", str(value))
    yield from _of_rules(one, where)


def _of_fields(model: type[Model], values: Mapping[str, Any], where: str) -> Iterator[Issue]:
    for name, value in values.items():
        field: Any = model._meta.get_field(name)
        for fault in _faults(field, value):
            yield _error(where, "bad-value", f"« {field.verbose_name} » : {fault}", "corrigez la valeur", str(value))


def _field(model: type[Model], path: str) -> Any:
    if path.endswith("__name"):
        return _PARTNER
    return _CONTACT if path == "contact__full_name" else model._meta.get_field(path)


def _faults(field: "Field[Any, Any]", value: Any) -> Iterator[str]:
    """Why a column refuses a value, in words."""
    if value is None or value == "" or field.is_relation:
        return
    if isinstance(value, str):
        limit = getattr(field, "max_length", None)
        if limit and len(value) > limit:
            yield f"{len(value)} caractères, la limite est de {limit}"
            return
        if not is_storable(value):
            yield "des caractères illisibles"
            return
        if field.choices and value not in dict(field.flatchoices):
            yield f"la valeur « {value[:60]} » n’existe pas"
    elif isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= _BIG:
        yield f"{value} n’est pas un nombre de 0 à {_BIG}"
        return
    try:
        field.run_validators(value)
    except ValidationError as error:
        yield from error.messages


def _of_rules(one: Any, where: str) -> Iterator[Issue]:
    if isinstance(one, PlanDocumentOutline) and bool(one.url) == bool(one.file):
        message = "un document est un fichier ou un lien, l’un des deux"
        yield _error(where, "file-or-link", message, "donnez l’adresse du document", one.title)
    if isinstance(one, ActivityOutline) and (one.age_min or 0) > (one.age_max if one.age_max is not None else 999):
        yield _error(where, "ages-reversed", "l’âge minimum dépasse l’âge maximum", "corrigez-les", one.title)
    if isinstance(one, MeetingOutline) and one.ends_at is not None and one.ends_at <= one.starts_at:
        yield _error(where, "dates-reversed", "la fin de la réunion précède son début", "corrigez l’une des deux")
    if isinstance(one, AmendmentOutline) and one.number < 1:
        yield _error(where, "bad-number", "un avenant a un numéro, à partir de 1", "corrigez-le", one.title)
    needed = COLUMNS_OF[type(one)][0]
    if isinstance(value := getattr(one, needed.name), str) and not value.strip() and needed.name != "structure_kind":
        yield _error(where, "empty-cell", f"« {needed.title} » est vide", "remplissez-la ou retirez la ligne")


def _twice(names: Sequence[Hashable], where: str, what: str) -> Iterator[Issue]:
    for name, number in Counter(names).items():
        if number > 1:
            said = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
            yield _error(where, "twice", f"{what} « {said} » figure {number} fois", "n’en gardez qu’une ligne")


def _error(where: str, code: str, message: str, proposal: str, excerpt: str = "") -> Issue:
    return Issue(where, Severity.ERROR, code, message, proposal, excerpt[:120])
