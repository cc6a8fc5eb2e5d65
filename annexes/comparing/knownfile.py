"""What a file may say of the dossier of a plan, and what it may not: uploaded files, contacts, the state of avenants.

Pure. What is left out is said.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from accounts.text import fold
from annexes.fileoutline import AmendmentOutline, CommitteeOutline, PlanDocumentOutline, PlanFile, VisaOutline
from annexes.outline import Carried
from annexes.reading import Issue, Severity

ACTS = ("status", "status_reason", "submitted_on", "signed_on")  # an act changes them, never a file


def known_file(current: PlanFile, incoming: PlanFile, carries: Carried, issues: list[Issue]) -> PlanFile:
    """The dossier of a file as the plan may take it; an import loses neither an uploaded file nor an avenant."""
    told = carries.plan
    committees = incoming.committees
    if not carries.contacts:
        committees = tuple(_with_known_contacts(current.committees, committees))
    childcares = incoming.childcares if "childcares" in told else current.childcares
    activities = incoming.activities if "activities" in told else current.activities
    places = {one.name for one in childcares}
    for one in activities if "activities" in told else ():
        if one.childcare and one.childcare not in places:
            message = f"l’activité « {one.title[:60]} » nomme l’accueil « {one.childcare[:60]} », que le plan n’a pas"
            _warn(issues, "unknown-childcare", message, "ajoutez l’accueil, ou corrigez son nom")
    return replace(
        incoming,
        documents=_documents(current.documents, incoming.documents, issues),
        activities=tuple(one if one.childcare in places else replace(one, childcare="") for one in activities),
        committees=committees,
        visas=tuple(_visas(current.visas, incoming.visas, issues)),
        amendments=tuple(_amendments(current.amendments, incoming.amendments, issues)),
    )


def _with_known_contacts(
    current: Sequence[CommitteeOutline], incoming: Sequence[CommitteeOutline]
) -> Iterator[CommitteeOutline]:
    """The instances of a file that comes without contacts, with those that the same members have today."""
    known: dict[tuple[str, ...], deque[str]] = defaultdict(deque)
    for committee in current:
        for seat in committee.seats:
            known[_words(committee.kind, committee.name, seat.organisation, seat.function)].append(seat.contact)
    for committee in incoming:
        seats = []
        for seat in committee.seats:
            found = known[_words(committee.kind, committee.name, seat.organisation, seat.function)]
            seats.append(replace(seat, contact=found.popleft() if found else ""))
        yield replace(committee, seats=tuple(seats))


def _words(*names: str) -> tuple[str, ...]:
    return tuple(map(fold, names))


def _documents(
    current: Sequence[PlanDocumentOutline], incoming: Sequence[PlanDocumentOutline], issues: list[Issue]
) -> tuple[PlanDocumentOutline, ...]:
    files = {one.file for one in current if one.file}
    kept: list[PlanDocumentOutline] = []
    for one in incoming:
        if one.file and one.file not in files:
            _warn_of_file(issues, f"le fichier du document « {one.title[:60]} »")
            continue
        files.discard(one.file)
        kept.append(one)
    return (*kept, *(one for one in current if one.file in files))


def _visas(
    current: Sequence[VisaOutline], incoming: Sequence[VisaOutline], issues: list[Issue]
) -> Iterator[VisaOutline]:
    """Each keeps the file that it has; one that has a file stays even when nothing names it."""
    known: dict[tuple[str, ...], deque[VisaOutline]] = defaultdict(deque)
    for one in current:
        known[_visa_name(one)].append(one)
    for one in incoming:
        same = known[_visa_name(one)]
        file = same.popleft().file if same else ""
        if one.file and one.file != file:
            _warn_of_file(issues, f"la page numérisée de « {one.label[:60]} »")
        yield replace(one, file=file)
    yield from (one for several in known.values() for one in several if one.file)


def _visa_name(visa: VisaOutline) -> tuple[str, ...]:
    return (visa.key,) if visa.key else (visa.stage, fold(visa.label))


def _amendments(
    current: Sequence[AmendmentOutline], incoming: Sequence[AmendmentOutline], issues: list[Issue]
) -> Iterator[AmendmentOutline]:
    """An avenant that the plan has keeps its state; none goes because a file does not name it."""
    known = {one.number: one for one in current}
    for one in incoming:
        same = known.pop(one.number, None)
        visas = tuple(_visas(same.visas if same else (), one.visas, issues))
        kept = {name: getattr(same, name) for name in ACTS} if same else {}
        yield replace(one, visas=visas, **kept)
    yield from known.values()


def _warn_of_file(issues: list[Issue], what: str) -> None:
    proposal = "déposez-le dans le dossier : un import n’en apporte pas"
    _warn(issues, "unknown-file", f"{what} n’est pas dans ce plan", proposal)


def _warn(issues: list[Issue], code: str, message: str, proposal: str) -> None:
    issues.append(Issue("Dossier", Severity.WARNING, code, message, proposal))
