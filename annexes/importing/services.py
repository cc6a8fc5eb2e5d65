"""What people ask of an import: see what it would do, confirm it. Its life before that stands in `batches`, beside."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from actions.models import ActionLink
from annexes.applying.apply import Applied, CannotImport, DirectoryChangedMeanwhile, fingerprint, import_outline
from annexes.applying.directory import Directory
from annexes.applying.directorylists import plan_lists
from annexes.comparing.analysis import kept_after_all, plan_diff
from annexes.comparing.changes import ACTION, PlanDiff
from annexes.comparing.losses import Loss, losses
from annexes.deciding.choices import reading_key
from annexes.deciding.corrections import Decided, decided
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.deciding.proposals import Proposal, proposals_of
from annexes.deciding.standing import standing_issues
from annexes.importing.batches import OPEN_STATES, analyse, drop, levels_of, read_for, receive
from annexes.importing.readings import reading_from_json, reading_to_json
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import PlanOutline
from annexes.reading import Issue, Reading, Severity
from annexes.vocabulary import Vocabulary
from plans.levels import Ladder
from plans.models import Plan

__all__ = [
    "OPEN_STATES",
    "Agreed",
    "CannotConfirm",
    "Foreseen",
    "Preview",
    "analyse",
    "confirm",
    "drop",
    "foreseen",
    "levels_of",
    "preview",
    "read_for",
    "reading_to_json",
    "receive",
    "refuse_unless_agreed",
]


class CannotConfirm(Exception):
    """The import cannot be written as it stands; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a person had under her eyes when she confirmed: that alone may be written. Nothing by default."""

    reading: str = ""  # annexes.deciding.choices.reading_key
    decisions: str = ""  # Decisions.digest
    deletions: bool = False  # whether she ticked them


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a file would bring to a plan once decisions are applied.

    `decided.shown` is the file with what people corrected, lines left out included; `losses` says, by `Change.key`,
    what would go with each thing that the file lacks. `issues` may forbid to write.
    """

    diff: PlanDiff
    issues: list[Issue]
    directory: Directory
    decided: Decided
    proposals: list[Proposal]
    losses: dict[str, tuple[Loss, ...]]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a batch would do to the plan as it is now; `plan_changed` when that is no more what the analysis saw.

    `reading` is what was read, with the issues that stand once `decisions` are applied; `shown` what it becomes with
    them, lines left out included.
    """

    reading: Reading
    diff: PlanDiff
    vocabulary: Vocabulary
    plan_changed: bool
    proposals: list[Proposal]
    decisions: Decisions
    shown: PlanOutline
    current: PlanOutline
    losses: dict[str, tuple[Loss, ...]]
    directory: Directory


def preview(batch: ImportBatch) -> Preview:
    """What was read, what it would change in the plan as it is now, and all that is to be said of both.

    Writes nothing; its queries do not depend on the number of objects.
    """
    reading, current = reading_from_json(batch.reading), load(batch.plan)
    decisions = Decisions.from_json(batch.decisions)
    seen = foreseen(batch.plan, current, reading.outline, decisions)
    standing = standing_issues(reading, decisions, Ladder.of(batch.plan.kind))
    return Preview(
        reading=replace(reading, issues=(*standing, *seen.issues, *_said_again(batch))),
        diff=seen.diff,
        vocabulary=seen.directory.vocabulary,
        plan_changed=fingerprint(current) != batch.plan_fingerprint,
        proposals=seen.proposals,
        decisions=decisions,
        shown=seen.decided.shown,
        current=current,
        losses=seen.losses,
        directory=seen.directory,
    )


def foreseen(plan: Plan, current: PlanOutline, incoming: PlanOutline, decisions: Decisions = UNDECIDED) -> Foreseen:
    """What `incoming` would bring to a plan and to the lists of its territory, and what may be proposed about it."""
    lists = plan_lists(plan.territory, incoming.directory, decisions.left_out)
    directory = Directory.load(plan.territory)
    directory.expect(lists.words)
    result = decided(incoming, current, directory, decisions, ladder=Ladder.of(plan.kind))
    diff, issues = plan_diff(current, result.outline, directory, result.settled)
    issues = [*lists.issues, *result.issues, *issues, *kept_after_all(current, diff, decisions)]
    proposals = proposals_of(incoming, current, directory, decisions)
    lost = losses(current, diff, _linked_elsewhere(plan, diff))
    return Foreseen(lists.beside(diff), issues, directory, result, proposals, lost)


def _linked_elsewhere(plan: Plan, diff: PlanDiff) -> dict[int, list[str]]:
    """The fiches of other plans that have a link to what is absent from the file, by its key. One query when any is."""
    absent = {change.pk for change in diff.absent() if change.level == ACTION}
    found: dict[int, list[str]] = defaultdict(list)
    if absent:
        links = ActionLink.objects.filter(target__plan=plan).exclude(action__plan=plan).order_by("action__plan", "pk")
        for link in links.select_related("action__plan"):
            if link.target_id is not None and link.target_id in absent:
                found[link.target_id].append(f"{link.action} ({link.action.plan})")
    return found


def _said_again(batch: ImportBatch) -> Iterator[Issue]:
    """That the decisions come from an earlier import of the same file. One query when they do."""
    earlier = ImportBatch.objects.filter(pk=batch.summary.get("remembered") or 0).only("applied_at").first()
    if earlier is not None and earlier.applied_at is not None and batch.decisions:
        day = timezone.localtime(earlier.applied_at)
        message = f"ce fichier a été importé le {day:%d/%m/%Y} : les décisions prises alors sont reprises"
        yield Issue("", Severity.INFO, "decisions-remembered", message, "changez-les si elles ne conviennent plus")


def refuse_unless_agreed(batch: ImportBatch, agreed: Agreed) -> None:
    """Raise CannotConfirm when the reading or the decisions of a batch are no more what a person agreed to."""
    decisions = Decisions.from_json(batch.decisions)
    if (agreed.reading, agreed.decisions) != (reading_key(batch), decisions.digest()):
        raise CannotConfirm("Les décisions ont changé entre-temps : voyez l’aperçu, puis confirmez de nouveau.")
    if decisions.deleted and not agreed.deletions:
        raise CannotConfirm("Cochez la case qui confirme les suppressions, ou renoncez-y dans l’aperçu.")


def confirm(
    batch: ImportBatch, by: User | None, agreed: Agreed | None = None, go_on: Callable[[], None] = lambda: None
) -> Applied | None:
    """Write a batch into its plan, once. None when it was already written.

    `agreed` is what a person confirmed earlier; without it, the decisions are those of who calls, deletions included.
    `go_on` is called between the steps: what it raises leaves nothing written.
    Raise CannotConfirm when the file has errors or nothing was read, PlanChangedMeanwhile when the plan changed.
    """
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("plan__territory", "plan__kind")
        batch = locked.get(pk=batch.pk)
        if batch.state == ImportState.APPLIED:
            return None
        if batch.state != ImportState.ANALYSED:
            raise CannotConfirm("Cet import n’est pas prêt à être confirmé : relancez l’analyse du fichier.")
        if agreed is not None:
            refuse_unless_agreed(batch, agreed)
        reading, decisions = reading_from_json(batch.reading), Decisions.from_json(batch.decisions)
        standing = standing_issues(reading, decisions, Ladder.of(batch.plan.kind))
        if any(issue.severity is Severity.ERROR for issue in standing):
            raise CannotConfirm("Le fichier contient des erreurs : corrigez-les, puis déposez-le de nouveau.")
        try:
            applied = import_outline(
                plan=batch.plan,
                incoming=reading.outline,
                by=by,
                source=batch.file_name,
                seen=batch.plan_fingerprint,
                batch=batch.history_key,
                decisions=decisions,
                go_on=go_on,
            )
        except (CannotImport, DirectoryChangedMeanwhile) as refusal:
            raise CannotConfirm(str(refusal)) from refusal
        counts = {level: dict(counter) for level, counter in applied.diff.counts().items()}
        batch.summary = {**batch.summary, "counts": counts, "directory": dict(applied.directory)}
        batch.state, batch.applied_at = ImportState.APPLIED, timezone.now()
        batch.save(update_fields=["summary", "state", "applied_at"])
        go_on()
    return applied
