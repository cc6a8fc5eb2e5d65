"""Several files read apart made one reading: the tableaux of a plan and the fiches of its documents. Pure and linear.

Themes of one title are one theme; in it, objectives of one level and label under one parent are one objective, and
fiches of one number and title are one fiche. A fiche that has a document of its own is found by its number or code,
else by its title: the document says what it is, the tableau says where it stands. What two files say differently is
told, and the first keeps its word, but that of a fiche before its own document.

Addresses begin with the name of their file, keys of parts with its rank.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annexes.applying.directory import map_actions
from annexes.comparing.changes import ChangeKind, PlanDiff
from annexes.importing.joining import Joined
from annexes.outline import ActionOutline, Carried, Hint, ListOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.placeholders import filled
from annexes.readers.positions import in_file
from annexes.reading import Issue, Part, Reading, Severity

FICHE = "fiche"  # the layout of a fiche that has a document of its own


@dataclass(frozen=True, slots=True)
class OneFile:
    """A file of an import as it was read by itself; `is_aside` when a person chose to do without it."""

    rank: int
    name: str
    reading: Reading
    sha256: str = ""
    is_aside: bool = False


def merged(files: Sequence[OneFile]) -> Reading:
    """The reading of all the files together; that of a lone file is left as it is."""
    if len(files) == 1 and not files[0].is_aside:
        return files[0].reading
    issues: list[Issue] = []
    kept = [_addressed(one) for one in _named_apart(_without_copies(files, issues))]
    joined = Joined(issues)
    documents = [one for one in kept if _is_document(one.reading)]
    for one in (*(one for one in kept if one not in documents), *documents):
        joined.add(one.reading.outline, one.name, is_document=one in documents)
    outlines = [one.reading.outline for one in kept]
    named = next((outline for outline in outlines if outline.title), PlanOutline())
    outline = replace(
        named,
        themes=filled(PlanOutline(themes=joined.themes())).themes,
        directory=_lists(outlines),
        carries=_carried([outline.carries for outline in outlines], named.carries),
    )
    readings = [one.reading for one in kept]
    layouts = {reading.layout for reading in readings if reading.layout}
    return Reading(
        outline,
        (*issues, *(issue for reading in readings for issue in reading.issues)),
        tuple(fate for reading in readings for fate in reading.fates),
        sum(reading.cells for reading in readings),
        sum(reading.attached for reading in readings),
        next(iter(layouts)) if len(layouts) == 1 else "mixte",
        tuple(part for reading in readings for part in reading.parts),
        tuple(fate for reading in readings for fate in reading.theme_cells),
    )


def _without_copies(files: Sequence[OneFile], issues: list[Issue]) -> list[OneFile]:
    """The files to be read together: neither those left aside nor a second copy of one of the others; both are said."""
    kept: dict[str, OneFile] = {}
    for one in files:
        where = f"Fichier {one.name}"
        if one.is_aside:
            issues.append(Issue(where, Severity.INFO, "file-aside", "ce fichier est laissé de côté, comme demandé"))
        elif one.sha256 and (first := kept.get(one.sha256)) is not None:
            message = f"ce fichier a le même contenu que « {first.name} »"
            issues.append(Issue(where, Severity.INFO, "same-file", message, "il n’est lu qu’une fois"))
        else:
            kept[one.sha256 or str(one.rank)] = one
    return list(kept.values())


def _named_apart(files: Sequence[OneFile]) -> list[OneFile]:
    """Files of one name get their rank before its extension: « fiche (3).docx »."""
    names = Counter(one.name for one in files)
    return [replace(one, name=name_apart(one.name, one.rank)) if names[one.name] > 1 else one for one in files]


def name_apart(name: str, rank: int) -> str:
    """What a file is called among others of its name."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem} ({rank}).{extension}" if dot else f"{name} ({rank})"


def told_by(diff: PlanDiff, parts: Sequence[Part]) -> PlanDiff:
    """What is to be said of files read in these parts.

    The documents of single fiches do not tell the plan: what they do not name is not missing from them.
    """
    if not parts or any(part.layout != FICHE for part in parts):
        return diff
    return replace(diff, changes=tuple(change for change in diff.changes if change.kind is not ChangeKind.MISSING))


def _is_document(reading: Reading) -> bool:
    return any(part.layout == FICHE for part in reading.parts)


def _addressed(one: OneFile) -> OneFile:
    """The file with its name before each address, and its rank before the key of each part."""
    reading, name = one.reading, one.name

    def at(address: str) -> str:
        return address if address.startswith("Fichier ") else in_file(name, address or "Document")

    def part(known: Part) -> Part:
        return replace(known, key=f"{one.rank}/{known.key}", where=at(known.where))

    return replace(
        one,
        reading=replace(
            reading,
            outline=_placed_in(name, reading.outline),
            issues=tuple(replace(_among_others(issue), where=at(issue.where)) for issue in reading.issues),
            fates=tuple(replace(fate, where=at(fate.where)) for fate in reading.fates),
            theme_cells=tuple(replace(fate, where=at(fate.where)) for fate in reading.theme_cells),
            parts=tuple(map(part, reading.parts)),
        ),
    )


def _among_others(issue: Issue) -> Issue:
    """A file without a plan among others can be done without."""
    if issue.code != "nothing-recognised":
        return issue
    return replace(issue, proposal=f"{issue.proposal} ; s’il n’est pas une annexe, laissez ce fichier de côté")


def _placed_in(name: str, outline: PlanOutline) -> PlanOutline:
    """The outline whose nodes say in which file they were read, and which fields this file speaks of."""
    carries = outline.carries

    def at(source: str) -> str:
        return in_file(name, source) if source else name

    def hints(several: tuple[Hint, ...]) -> tuple[Hint, ...]:
        return tuple(replace(hint, where=in_file(name, hint.where) if hint.where else "") for hint in several)

    def action(node: ActionOutline) -> ActionOutline:
        return replace(node, source=at(node.source), hints=hints(node.hints), carries=carries.action)

    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        return replace(
            node,
            source=at(node.source),
            hints=hints(node.hints),
            carries=carries.objective,
            children=tuple(map(objective, node.children)),
        )

    def theme(node: ThemeOutline) -> ThemeOutline:
        return replace(
            node,
            source=at(node.source),
            hints=hints(node.hints),
            carries=carries.theme,
            objectives=tuple(map(objective, node.objectives)),
        )

    outline = map_actions(outline, action)
    return replace(outline, themes=tuple(map(theme, outline.themes)))


def _carried(several: Sequence[Carried], of_plan: Carried) -> Carried:
    """All that at least one file speaks of; of the plan itself, what the file that names it does."""
    return Carried(
        frozenset().union(*(one.theme for one in several)),
        frozenset().union(*(one.objective for one in several)),
        frozenset().union(*(one.action for one in several)),
        of_plan.plan if several else frozenset(),
        any(one.measurements for one in several),
        of_plan.contacts,
    )


def _lists(outlines: Sequence[PlanOutline]) -> tuple[ListOutline, ...]:
    """The lists of all the files; the rows of lists that have the same columns are put together, each once."""
    found: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], None]] = {}
    for outline in outlines:
        for one in outline.directory:
            found.setdefault((one.what, one.header), {}).update(dict.fromkeys(one.rows))
    return tuple(ListOutline(what, header, tuple(rows)) for (what, header), rows in found.items())
