"""« Données » as one CSV: the rows and the columns of the sheet, and nothing of the sheets beside it."""

from collections.abc import Collection

from annexes.excel.rows import COLUMNS, PUBLIC_COLUMNS, Rows, shown_ranks
from annexes.lists.csvform import write_csv
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from plans.enums import Level


def write_data_csv(
    outline: PlanOutline, *, levels: Collection[Level], vocabulary: Vocabulary, whole: bool = True
) -> bytes:
    """One row a fiche and objective, as in « Données »; not `whole`, the roles come without the contacts and are not
    read back. `levels` are those of the kind of plan.
    """
    ranks = shown_ranks(outline, levels or frozenset(Level))
    columns = COLUMNS if whole else PUBLIC_COLUMNS
    rows = ([row[rank] for rank in ranks] for row in Rows(outline, vocabulary))
    return write_csv([columns[rank].title for rank in ranks], rows)
