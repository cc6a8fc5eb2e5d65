"""The names that a dossier uses: one writing each, and those that the directory has to know."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from accounts.text import one_line
from annexes.fileoutline import AmendmentOutline, CommitteeOutline, PlanFile, ProgrammeOutline, SeatOutline, VisaOutline
from plans.enums import VisaStage

Write = Callable[[str], str]
_STAGES = list(VisaStage)


def canonical_file(file: PlanFile, write: Write) -> PlanFile:
    """The dossier with the directory's own names, meetings, visas and avenants in their order."""

    def named(name: str) -> str:
        return write(name) if name else ""

    def seat(one: SeatOutline) -> SeatOutline:
        return replace(one, organisation=named(one.organisation), contact=one_line(one.contact))

    def committee(one: CommitteeOutline) -> CommitteeOutline:
        meetings = tuple(sorted(one.meetings, key=lambda meeting: meeting.starts_at))
        return replace(one, seats=tuple(map(seat, one.seats)), meetings=meetings)

    def visas(several: tuple[VisaOutline, ...]) -> tuple[VisaOutline, ...]:
        ordered = sorted(several, key=lambda one: _STAGES.index(one.stage))
        return tuple(replace(one, partner=named(one.partner)) for one in ordered)

    def amendment(one: AmendmentOutline) -> AmendmentOutline:
        return replace(one, visas=visas(one.visas))

    def programme(one: ProgrammeOutline | None) -> ProgrammeOutline | None:
        return one and replace(one, structure=named(one.structure))

    return replace(
        file,
        childcares=tuple(replace(one, manager=named(one.manager)) for one in file.childcares),
        activities=tuple(replace(one, operator=named(one.operator)) for one in file.activities),
        programme=programme(file.programme),
        committees=tuple(map(committee, file.committees)),
        visas=visas(file.visas),
        amendments=tuple(map(amendment, sorted(file.amendments, key=lambda one: one.number))),
    )


def people_of(file: PlanFile) -> Iterator[tuple[str, str]]:
    """The contacts that seats name, each with the partner that has to be known for it."""
    return ((seat.organisation, seat.contact) for one in file.committees for seat in one.seats if seat.contact)


def partners_of(file: PlanFile) -> Iterator[str]:
    """The names that only a partner of the directory can be: those of authorities, and of seats with a contact."""
    yield from (name for name, _ in people_of(file))
    for one in (file.visas, *(amendment.visas for amendment in file.amendments)):
        yield from (visa.partner for visa in one if visa.partner)
