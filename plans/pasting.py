"""Lines pasted from Excel, Word or a mail, read as a branch of objectives. No database here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.text import fold, one_line
from plans.enums import Level
from plans.levels import Ladder, Rung
from plans.numbering import proposed
from plans.structure import Draft

MOST = 500
_BULLET = re.compile(r"^[-–—•·*▪►]\s+")
_NUMBER = r"(?P<number>[IVXL]+|\d+(?:\.\d+)*)"
_LABEL = re.compile(rf"(?:(?P<prefix>[^\W\d_]{{2,12}})\s*)?{_NUMBER}\s*(?:[.:)–-]|\s-)+\s+(?P<title>.+)")


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One line of the preview: what it becomes, or why it stays out."""

    depth: int
    level: str
    code: str
    title: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Pasted:
    """What pasted lines become: drafts for `plans.structure.add_objectives`, and the preview of them."""

    drafts: list[Draft]
    lines: list[PastedLine]

    @property
    def faults(self) -> int:
        return sum(bool(line.fault) for line in self.lines)


def read_lines(text: str, ladder: Ladder, start: Rung, siblings: Sequence[str] = (), parent_code: str = "") -> Pasted:
    """Each line, or each cell of a row of Excel, becomes an objective; `start` is the level of the leftmost ones.

    `siblings` are the codes that stand already at that level; a code that is written is kept, another is proposed. A
    cell that repeats the open objective of its column adds nothing.
    """
    rungs = [rung for rung in ladder.rungs if rung.level.rank >= start.level.rank]
    drafts: list[Draft] = []
    lines: list[PastedLine] = []
    opened: list[int] = []  # the open draft of each depth
    codes: dict[tuple[int | None, Level], list[str]] = {(None, start.level): list(siblings)}
    for depth, words in _cells(text):
        at = min(depth, len(opened))
        if len(drafts) >= MOST:
            lines.append(PastedLine(at, "", "", words, f"Au-delà de {MOST} lignes : collez le reste ensuite."))
            continue
        if at >= len(rungs):
            last = ladder.lowest.singular
            lines.append(PastedLine(at, "", "", words, f"En dessous du dernier niveau ({last}) : laissé de côté."))
            continue
        rung, above = rungs[at], opened[at - 1] if at else None
        code, title = _labelled(words, rung)
        if at < len(opened) and fold(drafts[opened[at]].title) == fold(title) and not _last_is(drafts, opened[at]):
            del opened[at + 1 :]
            continue
        beside = codes.setdefault((above, rung.level), [])
        code = code or proposed(rung, beside, drafts[above].code if above is not None else parent_code)
        beside.append(code)
        del opened[at:]
        opened.append(len(drafts))
        drafts.append(Draft(rung.level, title[:1000], code[:30], above))
        lines.append(PastedLine(at, rung.singular, code, title))
    return Pasted(drafts, lines)


def _cells(text: str) -> list[tuple[int, str]]:
    """The words of each line with their depth: columns by tabs, else steps of indentation."""
    found: list[tuple[int, str]] = []
    indents: list[int] = []
    tabbed = any("\t" in line.strip() for line in text.splitlines())
    for line in text.splitlines():
        if tabbed:
            found += [(rank, one_line(cell.strip(' "'))) for rank, cell in enumerate(line.split("\t")) if cell.strip()]
            continue
        bare = line.expandtabs(4).replace("\u00a0", " ")
        words = one_line(_BULLET.sub("", bare.strip(), count=1))
        if not words:
            continue
        indent = len(bare) - len(bare.lstrip())
        while indents and indents[-1] >= indent:
            indents.pop()
        indents.append(indent)
        found.append((len(indents) - 1, words))
    return found


def _labelled(words: str, rung: Rung) -> tuple[str, str]:
    """The code that a line begins with, as this level writes it, and its title."""
    label = _LABEL.fullmatch(words)
    if label is None:
        return "", words
    prefix, number = label["prefix"], label["number"]
    if prefix and fold(prefix) not in (fold(rung.prefix), fold(rung.singular)):
        return "", words
    in_code = len(rung.prefix) > 1 and rung.prefix.isupper()
    return (f"{rung.prefix} {number}" if in_code else number), label["title"]


def _last_is(drafts: Sequence[Draft], rank: int) -> bool:
    """Whether nothing was added since: the same line twice is two objectives, the same cell above children is one."""
    return rank == len(drafts) - 1
