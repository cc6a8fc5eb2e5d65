"""The measurements of a plan as a list: the sheet that is sent to those who know the values, and its reading back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.aggregates import Content, contents
from accounts.enums import Change
from accounts.history import record_many, revision
from accounts.models import User
from accounts.text import fold
from annexes.codecs import day, figure_to_text
from annexes.lists.measuredindicators import DayCell, FigureCell, Measured, YearCell, measured_indicators
from indicators import rules
from indicators.models import Measurement
from indicators.wording import current_year, figure, period
from partners.ageing import AgeingNames
from partners.cells import Column, NumberCell, TextCell
from partners.listplan import ListPlan, PlannedRow, Refusal, RowState
from partners.listresource import ListResource
from plans.models import Plan
from plans.tree import lock_plans

INDICATOR_KEY = "Clé de l’indicateur"
FIELDS = ("year", "breakdown", "value", "text", "measured_on", "source")
NAMING = ("indicator_key", "theme", "reference", "owner", "label")  # what names an indicator
_NAMES: Mapping[str, Callable[[Measured], str]] = {
    "owner": lambda one: one.title,
    "reference": lambda one: one.reference,
    "theme": lambda one: one.theme,
}
SAID = ("unit", "baseline", "target", "last")  # what is told beside it, and never read


class MeasurementResource(ListResource):
    """The measurements of the indicators of a plan; a row is known by its indicator, its year and its breakdown."""

    model = Measurement
    title_field = "indicator"

    def __init__(self, plan: Plan, *, year: int | None = None) -> None:
        super().__init__(plan.territory)
        self.plan = plan
        self.year = year
        self.indicators: dict[int, Measured] = {}
        self.named: dict[str, list[int]] = {}

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column(INDICATOR_KEY, "indicator_key", NumberCell(), also=("clé indicateur",), kept=True),
            Column("Thème", "theme", TextCell(), also=("thématique",), kept=True),
            Column("N°", "reference", TextCell(), also=("fiche", "numéro", "n° de fiche", "fiche n°"), kept=True),
            Column("Fiche ou objectif", "owner", TextCell(), also=("intitulé de la fiche", "objectif"), kept=True),
            Column("Indicateur", "label", TextCell(), also=("libellé", "intitulé de l’indicateur"), kept=True),
            Column("Unité", "unit", TextCell(), kept=True),
            Column("Départ", "baseline", TextCell(), also=("valeur de départ", "référence"), kept=True),
            Column("Cible", "target", TextCell(), also=("objectif chiffré", "valeur cible"), kept=True),
            Column("Dernière valeur", "last", TextCell(), kept=True),
            Column("Année", "year", YearCell(), also=("année scolaire", "exercice", "période"), kept=True),
            Column("Ventilation", "breakdown", TextCell(), also=("détail", "dont", "désagrégation")),
            Column("Valeur", "value", FigureCell(), also=("résultat", "réalisé", "mesure", "chiffre"), kept=True),
            Column("En mots", "text", TextCell(), also=("commentaire", "observation", "remarque"), kept=True),
            Column("Relevé le", "measured_on", DayCell(), also=("date", "date du relevé"), kept=True),
            Column("Source", "source", TextCell(), also=("origine",), kept=True),
        ]

    @property
    def required(self) -> tuple[str, ...]:
        return ("label", "year")

    @property
    def needed(self) -> tuple[str, ...]:
        return ("indicator", "year")

    def available(self) -> "models.QuerySet[Measurement]":
        return Measurement.objects.of_plan(self.plan)

    def load(self) -> None:
        """Five queries."""
        self._aged_names = AgeingNames({})
        self.indicators = {one.pk: one for one in measured_indicators(self.plan)}
        self.named = defaultdict(list)
        for one in self.indicators.values():
            self.named[fold(one.label)].append(one.pk)
        for row in self.available():
            self.held[row.pk] = {name: getattr(row, name) for name in FIELDS} | {
                "indicator": {"pk": row.indicator_id, "label": self.indicators[row.indicator_id].label}
            }
            self.labels[row.pk] = self.label_of_row(self.held[row.pk])
            for key in self.keys_of(self.held[row.pk]):
                self.index[key] = row.pk
        self.own = set(self.held)

    def keys_of(self, held: Content) -> Iterable[Any]:
        return ((held["indicator"]["pk"], held.get("year"), fold(held.get("breakdown") or "")),)

    def settle(self, part: Content) -> Iterator[Refusal]:
        """Find the indicator that the row names; what the sheet only tells is left."""
        named = {name: part.pop(name, None) for name in (*NAMING, *SAID)}
        if not any(named[name] for name in NAMING):
            yield Refusal("nommez l’indicateur.", "Indicateur")
            return
        found = self._candidates(named)
        if len(found) == 1:
            part["indicator"] = {"pk": found[0].pk, "label": found[0].label}
        elif not found:
            part["indicator_label"] = named["label"] or ""
            yield Refusal(
                f"« {(named['label'] or '')[:80]} » n’est pas un indicateur de ce plan{_at(named)}.", "Indicateur"
            )
        else:
            part["indicator_label"] = named["label"] or ""
            places = " ; ".join(one.title[:60] for one in found[:3])
            yield Refusal(f"plusieurs indicateurs portent ce libellé ({places}) : donnez la fiche.", "Indicateur")

    def _candidates(self, named: Mapping[str, Any]) -> list[Measured]:
        """Those that a row may mean: that of its key if its label agrees, else those of its label and owner."""
        key, label = named["indicator_key"], fold(named["label"] or "")
        if (one := self.indicators.get(key or 0)) is not None:
            return [one] if not label or fold(one.label) == label else []
        if key:
            return []
        found = [self.indicators[pk] for pk in self.named.get(label, ())]
        for name, said in _NAMES.items():
            asked = _bare_reference(named[name])
            if asked and (len(found) > 1 or name == "reference"):
                found = [one for one in found if _bare_reference(said(one)) == asked]
        return found

    def says_nothing(self, part: Content) -> bool:
        return part.get("value") is None and not part.get("text")

    def label_of_row(self, part: Content) -> str:
        one = self.indicators.get((part.get("indicator") or {}).get("pk", 0))
        if one is None:
            return str(part.get("indicator_label") or "")[:200]
        year = period(part["year"], one.frequency) if part.get("year") else ""
        return ", ".join(filter(None, (one.name, year, part.get("breakdown"))))[:200]

    def draft(self, values: Content) -> Measurement:
        return Measurement(**{name: values[name] for name in FIELDS if values.get(name) is not None})

    def judge(self, values: Content) -> Iterator[Refusal]:
        one = self.indicators[values["indicator"]["pk"]]
        text = values.get("text") or ""
        if sentence := rules.measured_fault(one.nature, one.unit, values.get("value"), text):
            yield Refusal(sentence, "Valeur")

    def doubts(self, values: Content) -> Iterator[str]:
        one = self.indicators[values["indicator"]["pk"]]
        if rules.small_number(one.label, one.unit, values.get("value")):
            yield rules.SMALL_NUMBER

    def field_label(self, name: str) -> str:
        words = str(Measurement._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        return words[:1].upper() + words[1:]

    def in_words(self, name: str, value: Any) -> str:
        if isinstance(value, Decimal):
            return figure(value)
        return day(value) if isinstance(value, date) else str(value or "")

    def lock(self) -> None:
        lock_plans(self.plan.pk)

    def write(self, plan: ListPlan, **told: Any) -> None:
        """Write the rows; the fiches and objectives that they belong to keep it in their history."""
        rows = plan.of(RowState.NEW, RowState.CHANGED)
        owners: dict[type[models.Model], set[int]] = defaultdict(set)
        for row in rows:
            model, key = self.indicators[self._indicator_of(row)].owner
            owners[model].add(key)
        before = {model: contents(model, sorted(keys)) for model, keys in owners.items()}
        self._write(rows, told["by"])
        for model, keys in owners.items():
            after = contents(model, sorted(keys))
            named = model._default_manager.filter(pk__in=keys).order_by("pk")
            record_many(
                revision(
                    Change.EDITED, one, plan_key=self.plan.pk, before=before[model][one.pk], after=after[one.pk], **told
                )
                for one in named
            )  # fmt: skip

    def _write(self, rows: Iterable[PlannedRow], by: User | None) -> None:
        signed = {"entered_by": by, "entered_at": timezone.now()}
        fresh, changed = [], []
        for row in rows:
            values = {name: value for name, value in row.part.items() if name in FIELDS and value is not None}
            if row.key is None:
                fresh.append(Measurement(indicator_id=self._indicator_of(row), **values, **signed))
            else:
                held = {name: self.held[row.key][name] for name in FIELDS}
                whose = self._indicator_of(row)
                changed.append(Measurement(pk=row.key, indicator_id=whose, **{**held, **values}, **signed))
        Measurement.objects.bulk_create(fresh, 500)
        Measurement.objects.bulk_update(changed, [*FIELDS, *signed], 500)

    def _indicator_of(self, row: PlannedRow) -> int:
        held = self.held.get(row.key or 0, row.part)
        return int(held["indicator"]["pk"])

    def table(self) -> tuple[list[str], list[list[str]]]:
        """What was measured, and for each indicator a row to be filled for `year` (this one, if none was asked)."""
        self.load()
        today = timezone.localdate()
        by_indicator: dict[int, list[Content]] = defaultdict(list)
        for held in self.held.values():
            by_indicator[held["indicator"]["pk"]].append(held)
        lines = []
        for one in self.indicators.values():
            known = sorted(by_indicator[one.pk], key=lambda held: (held["year"], held["breakdown"]))
            lines += [self._line(one, held, known) for held in known]
            year = self.year or current_year(today, one.frequency)
            parts = list(dict.fromkeys(["", *(held["breakdown"] for held in known)]))
            said = {held["breakdown"] for held in known if held["year"] == year}
            lines += [self._line(one, {"year": year, "breakdown": part}, known) for part in parts if part not in said]
        return [column.column_name for column in self.fields.values()], lines

    def _line(self, one: Measured, held: Content, known: list[Content]) -> list[str]:
        same = [row for row in known if row["breakdown"] == held["breakdown"] and row["year"] < held["year"]]
        last = same[-1] if same else None
        said = "" if last is None else figure_to_text(last["value"]) or str(last["text"])
        cells = {
            "indicator_key": str(one.pk),
            "theme": one.theme,
            "reference": one.reference,
            "owner": one.title,
            "label": one.label,
            "unit": one.unit,
            "baseline": one.baseline,
            "target": one.target,
            "last": f"{said} ({period(last['year'], one.frequency)})" if last is not None else "",
            "year": period(held["year"], one.frequency),
            "breakdown": held["breakdown"],
            "value": figure_to_text(held.get("value")),
            "text": held.get("text") or "",
            "measured_on": day(held.get("measured_on")),
            "source": held.get("source") or "",
        }
        return [cells[name] for name in self.fields]


def _bare_reference(said: Any) -> str:
    return fold(str(said or "")).removeprefix("fiche ").removeprefix("n ").strip()


def _at(named: Mapping[str, Any]) -> str:
    where = " ".join(filter(None, (named["reference"], named["owner"])))[:80]
    return f" sur « {where} »" if where else ""
