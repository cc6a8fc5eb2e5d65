"""Boxes of a form: « ☐ À démarrer ☒ En cours ☐ Réalisée » says « En cours »."""

import re

_BOX = re.compile(r"([☐□☒☑🗹🗵]|\[ ?\]|\[[xX✓✔]\]|\( \)|\([xX]\)|(?<=[☐□☒☑]\s)[■✓✔])\s*")
_EMPTY = frozenset({"☐", "□", "[]", "[ ]", "( )"})


def ticked(line: str) -> list[str]:
    """The options of a line whose box is ticked, each alone; the line itself when it holds no box."""
    parts = _BOX.split(line)
    if len(parts) == 1:
        return [line]
    before, boxes, options = parts[0], parts[1::2], parts[2::2]
    chosen = [option.strip(" ;,/|-") for box, option in zip(boxes, options, strict=True) if box not in _EMPTY]
    return [text for text in (before.strip(" :"), *chosen) if text]
