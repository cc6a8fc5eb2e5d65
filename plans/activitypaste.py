"""A list of périscolaire activities copied from a sheet: its columns are known by their titles. No database here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.text import fold
from plans.sheetrows import cell_at, read_rows

_COLUMNS = {
    "title": ("activite", "intitule", "atelier", "nom"),
    "childcare": ("accueil", "structure d accueil"),
    "place": ("lieu", "ecole", "site", "salle"),
    "moments": ("jours et heures", "jours", "jour", "horaires", "horaire", "heures", "creneau", "creneaux", "periode"),
    "audience": ("public", "niveau", "niveaux", "classes", "classe"),
    "ages": ("age", "ages", "tranche d age"),
    "age_min": ("age minimum", "age min", "de", "des"),
    "age_max": ("age maximum", "age max", "a", "jusqu a"),
    "operator": ("intervenant", "intervenants", "operateur", "association", "porteur", "organisme", "prestataire"),
    "capacity": ("places", "capacite", "effectif", "nombre d enfants", "nombre de places"),
    "supervision": ("encadrement", "encadrants", "animateurs", "animateur", "qualification"),
}
_NAMES = {words: name for name, several in _COLUMNS.items() for words in several}


@dataclass(slots=True)
class Line:
    """One activity: what each field is given, as written."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Read:
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_activities(text: str) -> Read:
    """What a list of activities holds. What is under no known title is told, never dropped in silence."""
    read = Read()
    rows = read_rows(text)
    heads = [_NAMES.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    if "title" not in heads:
        read.faults.append(
            "La première ligne doit nommer les colonnes, dont « activité »\u00a0: activité, accueil, lieu, jours et "
            "heures, public, âges, intervenant, places, encadrement."
        )
        return read
    names = _once(heads)
    for rank, (cell, name) in enumerate(zip(rows[0][1], names, strict=True)):
        if not name and any(cell_at(cells, rank) for _, cells in rows[1:]):
            read.notes.append(f"Colonne « {cell or rank + 1} »\u00a0: titre inconnu, laissée de côté.")
    for number, cells in rows[1:]:
        said = {name: cell for name, cell in zip(names, cells, strict=True) if name and cell}
        if ages := said.pop("ages", ""):
            low, high, rest = ages_of(ages)
            said |= {name: value for name, value in (("age_min", low), ("age_max", high)) if value}
            if rest:
                said["audience"] = ", ".join(filter(None, (said.get("audience", ""), rest)))
        for name in ("age_min", "age_max", "capacity"):
            if match := re.fullmatch(r"(\d+)\s*(?:ans?|places?|enfants?)?", said.get(name, "")):
                said[name] = match[1]
        read.lines.append(Line(number, said))
    if not read.lines:
        read.faults.append("Aucune activité sous les titres\u00a0: collez le tableau entier.")
    return read


def ages_of(text: str) -> tuple[str, str, str]:
    """« 6-11 ans » → 6, 11; « à partir de 6 ans » → 6; what is no age is given back as words."""
    words = fold(text)
    if match := re.fullmatch(r"(?:de )?(\d{1,2})(?: ans)? (?:a )?(\d{1,2})(?: ans)?", words):
        return match[1], match[2], ""
    if match := re.fullmatch(r"(?:a partir de|des) (\d{1,2})(?: ans)?", words):
        return match[1], "", ""
    if match := re.fullmatch(r"jusqu a (\d{1,2})(?: ans)?", words):
        return "", match[1], ""
    return "", "", text


def _once(names: Sequence[str]) -> list[str]:
    """Each name at its first column alone."""
    return [name if name not in names[:rank] else "" for rank, name in enumerate(names)]
