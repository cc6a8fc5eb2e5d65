"""What is asked of many fiches is said as it was typed."""

import pytest

from actions.listing.changes import Changes, Names, in_words


@pytest.mark.parametrize(("day", "said"), [("2027-12-31", "en décembre 2027"), ("2027-12-15", "le 15/12/2027")])
def test_date_is_said_as_it_was_typed(day: str, said: str) -> None:
    words = in_words(Changes(schedule="DATE", due_on=day), Names({}, {}))[0].replace("\u00a0", " ")
    assert words == f"Calendrier : {said}"
