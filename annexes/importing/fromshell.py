"""An import asked from the shell: files read together in memory, or kept as a batch like those of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from annexes.comparing.changes import PlanDiff
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.deciding.proposals import Proposal
from annexes.importing.askedreading import AskedReading
from annexes.importing.batches import analyse, ask_reading, receive
from annexes.importing.merging import OneFile, merged
from annexes.importing.readings import reading_from_json
from annexes.importing.services import CannotConfirm, confirm, preview
from annexes.models import ImportBatch
from annexes.outline import HintKind
from annexes.readers import read_annexe
from annexes.reading import Part, Reading
from plans.models import Plan
from plans.services import create_plan

NamedFiles = list[tuple[str, bytes]]
Columns = Mapping[str, Sequence[str]]  # the field of each column, by the signature of a header


class Unmet(Exception):
    """No part of the files answers what was asked of their reading; the message lists the parts, in French."""


class Refused(Exception):
    """Nothing may be written: `reading` says why, or the message does."""

    def __init__(self, reading: Reading, message: str = "") -> None:
        super().__init__(message)
        self.reading = reading


class ShellImport:
    """An import from the shell: recorded as a batch like those of the page, unless it has nothing to write."""

    def __init__(self) -> None:
        self.reading = Reading()
        self.plan: Plan | None = None
        self.diff: PlanDiff | None = None
        self.proposals: list[Proposal] = []
        self.batch: ImportBatch | None = None
        self._kept: list[Any] = []

    def write(self, plan: Plan, files: NamedFiles, asked: AskedReading, accepted: frozenset[HintKind]) -> None:
        """Inside a transaction: raise Refused to leave nothing behind."""
        if plan._state.adding:
            plan = create_plan(territory=plan.territory, kind=plan.kind, title=plan.title, slug=plan.slug, by=None)
        self.plan = plan
        batch = receive(plan=plan, uploads=[SimpleUploadedFile(name, content) for name, content in files], by=None)
        self._kept = [kept.file for kept in batch.files.all()]
        self._analyse(batch, asked)
        seen = preview(batch)
        if accepted:
            known = Decisions.from_json(batch.decisions)
            batch.decisions = accepting(seen.proposals, accepted, known).to_json()
            batch.save(update_fields=["decisions"])
            seen = preview(batch)
        self.reading, self.diff, self.proposals = seen.reading, seen.diff, left_aside(seen.proposals, accepted)
        if self.reading.has_errors:
            raise Refused(self.reading)
        if self.diff.is_empty:
            batch.delete()
            self.forget_files()
            return
        try:
            confirm(batch, None)
        except CannotConfirm as refusal:
            raise Refused(self.reading, str(refusal)) from refusal
        self.batch = batch

    def forget_files(self) -> None:
        for kept in self._kept:
            kept.storage.delete(kept.name)

    def _analyse(self, batch: ImportBatch, asked: AskedReading) -> None:
        analyse(batch)
        batch.refresh_from_db()
        if not asked:
            return
        parts = reading_from_json(batch.reading).parts
        _refuse_unmet(asked, parts)
        if ask_reading(batch, layouts=asked.layouts_of(parts), mappings=asked.mappings_of(parts)):
            batch.refresh_from_db()
            analyse(batch)
            batch.refresh_from_db()


def read_together(files: NamedFiles, asked: AskedReading, remembered: Columns) -> Reading:
    """What the files give together, each read as it is asked; `remembered` are the columns that a territory knows."""
    readings = []
    for rank, (name, content) in enumerate(files, 1):
        reading = read_annexe(BytesIO(content), name=name, remembered=remembered)
        readings.append(OneFile(rank, name, reading))
    together = merged(readings)
    if not asked:
        return together
    _refuse_unmet(asked, together.parts)
    layouts, mappings = asked.layouts_of(together.parts), asked.mappings_of(together.parts)
    again = []
    for one, (name, content) in zip(readings, files, strict=True):
        prefix = f"{one.rank}/" if len(files) > 1 else ""
        reading = read_annexe(
            BytesIO(content),
            name=name,
            layouts=_own(layouts, prefix),
            mappings=_own(mappings, prefix),
            remembered=remembered,
        )
        again.append(replace(one, reading=reading))
    return merged(again)


def _own(mapping: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in mapping.items() if key.startswith(prefix)}


def _refuse_unmet(asked: AskedReading, parts: Sequence[Part]) -> None:
    if unmet := asked.unmet(parts):
        known = " ; ".join(f"{part.key} : {part.where} ({', '.join(part.choices)})" for part in parts)
        raise Unmet(f"Aucune partie du fichier ne répond à « {', '.join(unmet)} ». Parties : {known or 'aucune'}.")


def accepting(proposals: list[Proposal], accepted: frozenset[HintKind], known: Decisions = UNDECIDED) -> Decisions:
    """What is known, and the proposals of these kinds with it."""
    wanted = frozenset(one.key for one in proposals if one.kind in accepted)
    return replace(known, accepted=known.accepted | wanted)


def left_aside(proposals: list[Proposal], accepted: frozenset[HintKind]) -> list[Proposal]:
    return [one for one in proposals if one.kind not in accepted]
