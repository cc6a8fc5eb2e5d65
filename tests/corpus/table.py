"""The score table that `make test` prints for the corpus."""

from typing import Any

COLUMNS = ("document", "disposition", "fait par", "justes", "faux", "absents", "inventés", "attendus", "signalés")


def rows_of(reports: dict[str, list[Any]]) -> list[tuple[str, ...]]:
    """The rows that the tests of this run gave, whichever process ran them."""
    found = []
    for outcome in ("passed", "failed"):
        for report in reports.get(outcome, []):
            found += [
                tuple(map(str, value)) for name, value in getattr(report, "user_properties", ()) if name == "corpus"
            ]
    return sorted(found, key=lambda row: (row[1], row[0]))


def written(rows: list[tuple[str, ...]]) -> list[str]:
    """The table as lines, its totals last."""
    totals = ("ensemble", "", "", *(str(sum(int(row[rank]) for row in rows)) for rank in range(3, len(COLUMNS))))
    lines = [COLUMNS, *rows, totals]
    widths = [max(len(line[rank]) for line in lines) for rank in range(len(COLUMNS))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
