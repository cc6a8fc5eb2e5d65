"""The readers know no database, and refuse exactly what it could not hold."""

from annexes.readers import checks
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH


def test_limits_of_the_readers_are_those_of_the_database() -> None:
    assert (checks.TITLE_LIMIT, checks.TEXT_LIMIT) == (TITLE_LENGTH, LONG_TEXT_LENGTH)
