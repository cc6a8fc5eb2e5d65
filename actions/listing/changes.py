"""What a person asks of many fiches at once, and what becomes of the content of one. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from accounts.aggregates import Content, Row
from actions.enums import STATUSES_OWING_A_REASON, Priority, Role, ScheduleKind, Status
from actions.wording import dated, school_year_wording

LEAD_KEEP, LEAD_REPLACE, LEAD_FILL, LEAD_REMOVE = "", "replace", "fill", "remove"
BULK_STATUSES = tuple(status for status in Status if status != Status.MERGED)
BULK_ROLES = tuple(role for role in Role if role != Role.LEAD)
FIELDS = ("status", "status_reason", "priority", "schedule_kind", "starts_on", "due_on", "school_year")


class Refused(Exception):
    """A fiche cannot take the change; the message is a French sentence that says why."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Empty values change nothing. Dates are ISO texts, as contents keep them; partners and dispositifs, keys."""

    status: str = ""
    reason: str = ""
    priority: int | None = None
    schedule: str = ""
    starts_on: str | None = None
    due_on: str | None = None
    school_year: int | None = None
    lead: str = LEAD_KEEP
    leader: int | None = None
    add_role: str = Role.PARTNER.value
    add_partners: tuple[int, ...] = ()
    remove_role: str = ""  # any but pilote
    remove_partners: tuple[int, ...] = ()
    add_schemes: tuple[int, ...] = ()
    remove_schemes: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) != one.default for one in fields(self) if not one.name.endswith("_role"))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Changes":
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
        }
        return cls(**known)

    @property
    def partners(self) -> set[int]:
        return {*self.add_partners, *self.remove_partners, *([self.leader] if self.leader else [])}

    @property
    def schemes(self) -> set[int]:
        return {*self.add_schemes, *self.remove_schemes}

    @property
    def needed_partners(self) -> set[int]:
        """Those that must exist; to remove one that is gone is no matter."""
        return {*self.add_partners, *([self.leader] if self.leader else [])}

    @property
    def needed_schemes(self) -> set[int]:
        return {*self.add_schemes}


@dataclass(frozen=True, slots=True)
class Names:
    """What partners and dispositifs are called, by key."""

    partners: dict[int, str]
    schemes: dict[int, str]


def revised(content: Content, changes: Changes, names: Names) -> Content:
    """The content of a fiche once changed. Raise Refused, saying why, when it cannot be."""
    after = dict(content)
    _status(after, changes)
    if changes.priority is not None:
        after["priority"] = changes.priority
    _schedule(after, changes)
    held = _led(list(content["participations"]), changes, names)
    after["participations"] = _helped(held, changes, names)
    after["scheme_uses"] = _used(list(content["scheme_uses"]), changes, names)
    return after


def in_words(changes: Changes, names: Names) -> list[str]:
    """What is asked, a sentence for each thing: « Statut : En cours »."""
    said = []
    if changes.status:
        reason = f" ({changes.reason})" if changes.reason else ""
        said.append(f"Statut : {Status(changes.status).label}{reason}")
    if changes.priority is not None:
        said.append(f"Priorité : {Priority(changes.priority).label}")
    if changes.schedule:
        said.append(f"Calendrier : {_schedule_words(changes)}")
    who = names.partners.get(changes.leader or 0, "")
    if changes.lead:
        said.append(
            {
                LEAD_REPLACE: f"Pilote : {who}",
                LEAD_FILL: f"Pilote des fiches qui n’en ont pas : {who}",
                LEAD_REMOVE: "Pilote : retiré",
            }[changes.lead]
        )
    if changes.add_partners:
        said.append(f"{Role(changes.add_role).label} ajouté : {_listed(changes.add_partners, names.partners)}")
    if changes.remove_partners:
        role = Role(changes.remove_role).label if changes.remove_role else "Partenaire (tout rôle sauf pilote)"
        said.append(f"{role} retiré : {_listed(changes.remove_partners, names.partners)}")
    if changes.add_schemes:
        said.append(f"Dispositif ajouté : {_listed(changes.add_schemes, names.schemes)}")
    if changes.remove_schemes:
        said.append(f"Dispositif retiré : {_listed(changes.remove_schemes, names.schemes)}")
    return said


def _listed(keys: Iterable[int], names: dict[int, str]) -> str:
    return ", ".join(names[key] for key in keys if key in names)


def _schedule_words(changes: Changes) -> str:
    if changes.schedule == ScheduleKind.SCHOOL_YEAR and changes.school_year:
        return f"année scolaire {school_year_wording(changes.school_year)}"
    if changes.schedule == ScheduleKind.DATE and changes.due_on:
        return dated(date.fromisoformat(changes.due_on))
    days = [_french(day) for day in (changes.starts_on, changes.due_on) if day]
    return f"{ScheduleKind(changes.schedule).label.lower()} {' – '.join(days)}".strip()


def _french(day: str) -> str:
    year, month, number = day.split("-")
    return f"{number}/{month}/{year}"


def _status(after: Content, changes: Changes) -> None:
    if not changes.status:
        return
    if after["status"] == Status.MERGED:
        raise Refused("elle est fusionnée dans une autre : changez son statut sur sa propre page.")
    if after["status"] == changes.status and not changes.reason:
        return
    if changes.status in STATUSES_OWING_A_REASON and not changes.reason:
        raise Refused("ce statut demande un motif.")
    after |= {"status": changes.status, "status_reason": changes.reason}


def _schedule(after: Content, changes: Changes) -> None:
    """A date keeps the beginning of a period; every other kind takes the place of what was there."""
    if not changes.schedule:
        return
    given = {"starts_on": changes.starts_on, "due_on": changes.due_on, "school_year": changes.school_year}
    kind = changes.schedule
    if kind == ScheduleKind.DATE and after["starts_on"]:
        kind, given["starts_on"] = ScheduleKind.PERIOD.value, after["starts_on"]
        if given["due_on"] and given["due_on"] < after["starts_on"]:
            raise Refused(f"elle commence le {_french(after['starts_on'])}, après cette échéance.")
    after |= {"schedule_kind": kind, **given}


def _led(rows: list[Row], changes: Changes, names: Names) -> list[Row]:
    """The roles with the pilote that is asked for, first; who becomes pilote is co-pilote no more."""
    led = [row for row in rows if row["role"] == Role.LEAD]
    if not changes.lead or (changes.lead == LEAD_FILL and led):
        return rows
    if changes.lead != LEAD_REMOVE and any(row["partner"]["pk"] == changes.leader for row in led):
        return rows
    others = [row for row in rows if row["role"] != Role.LEAD]
    if changes.lead == LEAD_REMOVE or changes.leader is None:
        return others
    others = [row for row in others if not (row["role"] == Role.CO_LEAD and row["partner"]["pk"] == changes.leader)]
    return [_participation(changes.leader, Role.LEAD, names), *others]


def _helped(rows: list[Row], changes: Changes, names: Names) -> list[Row]:
    def goes(row: Row) -> bool:
        if row["partner"]["pk"] not in changes.remove_partners or row["role"] == Role.LEAD:
            return False
        return not changes.remove_role or row["role"] == changes.remove_role

    kept = [row for row in rows if not goes(row)]
    held = {(row["partner"]["pk"], row["role"]) for row in kept}
    added = [key for key in changes.add_partners if (key, changes.add_role) not in held]
    return [*kept, *(_participation(key, Role(changes.add_role), names) for key in added)]


def _used(rows: list[Row], changes: Changes, names: Names) -> list[Row]:
    kept = [row for row in rows if row["scheme"]["pk"] not in changes.remove_schemes]
    used = {row["scheme"]["pk"] for row in kept}
    added = [key for key in changes.add_schemes if key not in used]
    return [*kept, *({"scheme": {"pk": key, "label": names.schemes.get(key, "")}} for key in added)]


def _participation(partner: int, role: Role, names: Names) -> Row:
    return {"partner": {"pk": partner, "label": names.partners.get(partner, "")}, "role": role.value, "contact": None}
