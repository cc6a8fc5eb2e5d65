"""An import asked from the shell: files read together in memory, or kept as a batch like those of the page."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from annexes.applying.apply import fingerprint
from annexes.comparing.changes import PlanDiff
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.deciding.proposals import Proposal
from annexes.deciding.remembering import remembered, remembered_options
from annexes.importing.askedreading import AskedReading
from annexes.importing.batches import analyse, ask_reading, fitted, levels_of, receive, sha_of_all, told_again
from annexes.importing.mappings import known_columns
from annexes.importing.merging import OneFile, merged, told_by
from annexes.importing.readings import reading_from_json, reading_to_json
from annexes.importing.services import CannotConfirm, confirm, preview
from annexes.load import load
from annexes.models import ImportBatch
from annexes.outline import HintKind
from annexes.readers import read_annexe
from annexes.reading import Part, Reading
from plans.models import Plan
from plans.services import create_plan

NO_OPTIONS: Mapping[str, Any] = {}
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
        self.see(batch, accepted)
        if accepted:
            batch.save(update_fields=["decisions"])
        if self.reading.has_errors:
            raise Refused(self.reading)
        if self.diff is not None and self.diff.is_empty:
            batch.delete()
            self.forget_files()
            return
        try:
            confirm(batch, None)
        except CannotConfirm as refusal:
            raise Refused(self.reading, str(refusal)) from refusal
        self.batch = batch

    def see(self, batch: ImportBatch, accepted: frozenset[HintKind]) -> None:
        """What a batch would do to its plan once the proposals of some kinds are accepted; writes nothing."""
        self.plan, seen = batch.plan, preview(batch)
        if accepted:
            known = Decisions.from_json(batch.decisions)
            batch.decisions = accepting(seen.proposals, accepted, known).to_json()
            seen = preview(batch)
        self.reading, self.proposals = seen.reading, left_aside(seen.proposals, accepted)
        self.diff = told_by(seen.diff, seen.reading.parts)

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
        rubrics = asked.rubrics_of(parts)
        if ask_reading(batch, layouts=asked.layouts_of(parts), mappings=asked.mappings_of(parts), rubrics=rubrics):
            batch.refresh_from_db()
            analyse(batch)
            batch.refresh_from_db()


def foresee(plan: Plan, files: NamedFiles, asked: AskedReading, accepted: frozenset[HintKind]) -> ShellImport:
    """What `ShellImport.write` would do to a plan that exists, with all that is remembered; writes nothing."""
    done = ShellImport()
    digests = [hashlib.sha256(content).hexdigest() for _, content in files]
    batch = ImportBatch(plan=plan, sha256=sha_of_all(digests), file_name=files[0][0])
    batch.options = remembered_options(batch)
    reading = fitted(read_together(files, asked, batch.options, plan), levels_of(plan))
    batch.reading = reading_to_json(reading)
    batch.plan_fingerprint = fingerprint(load(plan))
    again = remembered(batch, batch.reading)
    if again.decisions:
        batch.decisions, batch.summary = again.decisions.to_json(), {"remembered": again.batch}
    done.see(batch, accepted)
    return done


def read_together(
    files: NamedFiles, asked: AskedReading, options: Mapping[str, Any] = NO_OPTIONS, plan: Plan | None = None
) -> Reading:
    """What the files give together, each read as it is asked, after what the `options` of an import say."""
    memory = known_columns(plan.territory) if plan is not None else {}
    first = _readings(files, options, memory)
    together = merged(first)
    if asked:
        _refuse_unmet(asked, together.parts)
        wanted: dict[str, dict[str, Any]] = {
            "layouts": asked.layouts_of(together.parts),
            "mappings": asked.mappings_of(together.parts),
            "rubrics": asked.rubrics_of(together.parts),
        }
        options = {**options, **{name: {**options.get(name, {}), **some} for name, some in wanted.items()}}
        first = _readings(files, options, memory)
        together = merged(first)
    told = told_again(plan, first) if plan is not None else ()
    return replace(together, issues=(*told, *together.issues))


def _readings(files: NamedFiles, options: Mapping[str, Any], memory: Columns) -> list[OneFile]:
    aside = options.get("aside", ())
    several = len(files) > 1
    found = []
    for rank, (name, content) in enumerate(files, 1):
        prefix = f"{rank}/" if several else ""
        reading = Reading()
        if rank not in aside:
            reading = read_annexe(
                BytesIO(content),
                name=name,
                layouts=_own(options.get("layouts", {}), prefix),
                mappings=_own(options.get("mappings", {}), prefix),
                remembered=memory,
                rubrics=options.get("rubrics", {}),
            )
        sha256 = hashlib.sha256(content).hexdigest()
        found.append(OneFile(rank, name, reading, sha256, is_aside=rank in aside))
    return found


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
