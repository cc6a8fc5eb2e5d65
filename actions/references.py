"""How people call a fiche: « 14 », « 8 bis », « 1.2.4 », and « 2.14 » for the fiche 14 of the second theme."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Territory
from plans.enums import Level
from plans.models import Objective

_CALL = re.compile(
    r"(?:(?:fiche(?:\s+actions?)?|action)\s*)?(?:n\s*[°ºo]\s*)?"
    r"(\d{1,6}(?:[.\-/]\d{1,4})*)(?:\s*(bis|ter|quater|quinquies|[a-z]))?",
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(\d+)\D*$")


def number_asked(query: str) -> str:
    """The number that a query is (« fiche n° 8 bis » gives « 8 bis »), or nothing when it is made of words."""
    found = _CALL.fullmatch(query.strip())
    return " ".join(filter(None, found.groups())) if found else ""


@dataclass(frozen=True, slots=True)
class ThemeNumbers:
    """The numbers of the themes of a territory: their rank in their plan and the last number of their annexe."""

    numbers: dict[int, tuple[int, ...]]

    @classmethod
    def of(cls, territory: Territory) -> "ThemeNumbers":
        """One query."""
        ranks: dict[int, int] = defaultdict(int)
        numbers = {}
        themes = Objective.objects.visible().filter(plan__territory=territory, level=Level.THEME)
        for pk, plan, code, annexe in themes.values_list("pk", "plan_id", "code", "annexe_number"):
            ranks[plan] += 1
            said = [int(last[1]) for text in (code, annexe) if (last := _LAST_NUMBER.search(text))]
            numbers[pk] = tuple(dict.fromkeys([*said, ranks[plan]]))
        return cls(numbers)

    def calls(self, theme: int | None, reference: str) -> Iterator[str]:
        """All that the fiche of that reference answers to."""
        if reference:
            yield reference
            for number in self.numbers.get(theme or 0, ()):
                yield f"{number}.{reference}"

    def themes_numbered(self, number: int) -> list[int]:
        """The keys of the themes that bear that number."""
        return [pk for pk, said in self.numbers.items() if number in said]
