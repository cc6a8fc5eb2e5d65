"""Compare plans whose fiches name one another: what counts is the fiche that is named, not how it is called.

An import may renumber a fiche that others name: what the file says is understood with the numbers of the file, what
it does not say follows the fiche under its new number.
"""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from accounts.models import Territory
from actions.enums import Status
from annexes.applying.directory import map_actions
from annexes.comparing.addresses import (
    Elsewhere,
    FicheIndex,
    Translate,
    addressed,
    all_addresses,
    decided_addresses,
    own_addresses,
    readdressed,
    with_decisions,
)
from annexes.comparing.changes import ACTION, ChangeKind, FieldChange, PlanDiff
from annexes.comparing.diff import compare, match_plan
from annexes.comparing.matching import NOTHING, Settled
from annexes.outline import ActionOutline, FicheAddress, PlanOutline
from annexes.reading import Issue, Severity

NAMING_FIELDS = ("links", "merged_into", "renewed_from", "committees")
_BY_NUMBER = "\0"  # the theme of an address that stands for a fiche by its number below
_NO_TARGET = "Fusionnée, sans que le document dise dans quelle fiche"


def compare_naming(
    current: PlanOutline, incoming: PlanOutline, territory: Territory, settled: Settled = NOTHING
) -> tuple[PlanDiff, list[Issue]]:
    """`annexes.comparing.diff.compare` where fiches name others, and what is to be said of these names."""
    plans = (current, incoming)
    decided = any(address for plan in plans for address in decided_addresses(plan.file))
    if decided or any(_names_another(action) for plan in plans for action in plan.all_actions()):
        return _Naming(current, incoming, territory, settled).compare()
    return compare(current, incoming, settled), []


def _names_another(action: ActionOutline) -> bool:
    return action.status is Status.MERGED or next(own_addresses(action), None) is not None


class _Naming:
    """Each fiche has a number: its key, or a negative one for what is new. Addresses become numbers and back."""

    def __init__(self, current: PlanOutline, incoming: PlanOutline, territory: Territory, settled: Settled) -> None:
        self.current, self.incoming, self.settled = current, incoming, settled
        self.issues: list[Issue] = []
        self.elsewhere = Elsewhere(territory, all_addresses(incoming), current.slug)
        self.matches = match_plan(current, incoming, settled)
        self.now, self.file = FicheIndex[int](), FicheIndex[int]()
        self.numbers: dict[int, int] = {}
        self.sources: dict[int, str] = {}
        for address, action in addressed(current):
            self.now.add(address, action.title, action.pk or 0)
        for rank, (address, action) in enumerate(addressed(incoming), 1):
            known = self.matches.get(id(action))
            number = self.numbers[id(action)] = -rank if known is None else known.pk or 0
            self.sources[number] = action.source
            self.file.add(address, action.title, number)

    def compare(self) -> tuple[PlanDiff, list[Issue]]:
        known = _with_decisions(map_actions(self.current, self._known), self._known_address)
        read = _with_decisions(map_actions(self.incoming, self._read), self._identity)
        diff = compare(known, read, self.settled)
        gone = {change.pk for change in diff.changes if change.kind is ChangeKind.DELETED and change.level == ACTION}
        names = {action.pk: address for address, action in addressed(diff.target)}

        def named(address: FicheAddress) -> FicheAddress | None:
            return names.get(int(address.name)) if address.theme == _BY_NUMBER else address

        target = map_actions(diff.target, lambda action: self._finished(action, named, gone))
        target = _with_decisions(target, named)
        changes = tuple(
            replace(change, fields=tuple(_in_words(field, named) for field in change.fields))
            if any(field.name in NAMING_FIELDS for field in change.fields)
            else change
            for change in diff.changes
        )
        return replace(diff, target=target, changes=changes), self.issues

    def _known(self, action: ActionOutline) -> ActionOutline:
        return readdressed(action, self._known_address)

    def _known_address(self, address: FicheAddress) -> FicheAddress | None:
        return address if address.plan else _token(self.now.find(address))

    def _read(self, action: ActionOutline) -> ActionOutline:
        number = self.numbers[id(action)]
        read = readdressed(self._mended(action), lambda address: self._identity(address, action.source))
        return read if number > 0 else replace(read, pk=number)

    def _identity(self, address: FicheAddress, source: str = "") -> FicheAddress | None:
        if address.plan and address.plan != self.current.slug:
            found = self.elsewhere.find(address)
            identity = found[1] if found is not None else None
        else:
            number = self.file.find(address)
            identity = _token(self.now.find(address) if number is None else number)
        if identity is None:
            called = ", ".join(part for part in (address.name, address.theme, address.plan) if part)
            message = f"« {called} » ne désigne aucune fiche du plan ni du fichier, ou en désigne plusieurs"
            proposal = "le lien garde son texte sans mener à une fiche : corrigez le numéro et le thème"
            self.issues.append(Issue(source, Severity.WARNING, "unknown-linked-fiche", message, proposal, called[:120]))
        return identity

    def _mended(self, action: ActionOutline) -> ActionOutline:
        """A document that has no place to say into which fiche another was merged: the fiche is given up."""
        if action.status is not Status.MERGED or "merged_into" in (action.carries or self.incoming.carries.action):
            return action
        known = self.matches.get(id(action))
        if known is not None and known.merged_into is not None:
            return action
        message = "une fiche fusionnée doit dire dans quelle fiche elle l’a été, et le document ne le dit pas"
        proposal = "elle est inscrite comme abandonnée, avec ce motif : complétez-la dans la fiche"
        excerpt = action.title[:120]
        self.issues.append(Issue(action.source, Severity.WARNING, "merged-nowhere", message, proposal, excerpt))
        return replace(action, status=Status.DROPPED, status_reason=_NO_TARGET)

    def _finished(self, action: ActionOutline, named: Translate, gone: Container[int | None]) -> ActionOutline:
        into = action.merged_into
        if into is not None and into.theme == _BY_NUMBER and int(into.name) in gone:
            message = "la fiche dans laquelle une autre a été fusionnée ne peut pas être supprimée"
            self._refuse(action, message, "décochez sa suppression, ou changez d’abord le statut de celle-ci")
        elif action.merged_into == _token(action.pk):
            self._refuse(action, "une fiche ne fusionne pas avec elle-même", "indiquez la fiche qui l’a reprise")
        elif action.status is Status.MERGED and action.merged_into is None:
            message = "une fiche fusionnée doit dire dans quelle fiche elle l’a été"
            self._refuse(action, message, "remplissez la colonne « Fusionnée dans » : numéro | thème")
        action = readdressed(action, named)
        return replace(action, pk=None) if (action.pk or 0) < 0 else action

    def _refuse(self, action: ActionOutline, message: str, proposal: str) -> None:
        self.issues.append(
            Issue(
                self.sources.get(action.pk or 0, ""), Severity.ERROR, "merged-nowhere", message, proposal, action.title
            )
        )


def _with_decisions(outline: PlanOutline, translate: Translate) -> PlanOutline:
    if not outline.file.committees:
        return outline
    return replace(outline, file=replace(outline.file, committees=with_decisions(outline.file.committees, translate)))


def _token(number: int | None) -> FicheAddress | None:
    return None if number is None else FicheAddress(str(number), _BY_NUMBER)


def _named(value: Any, named: Translate) -> Any:
    """An address in words; the short name of a former plan is one already."""
    return named(value) if isinstance(value, FicheAddress) else value


def _in_words(field: FieldChange, named: Translate) -> FieldChange:
    if field.name == "committees":
        return replace(field, old=with_decisions(field.old, named), new=with_decisions(field.new, named))
    if field.name in ("merged_into", "renewed_from"):
        return replace(field, old=_named(field.old, named), new=_named(field.new, named))
    if field.name == "links":
        old, new = (
            tuple(replace(one, target=named(one.target)) if one.target else one for one in side)
            for side in (field.old, field.new)
        )
        return replace(field, old=old, new=new)
    return field
