"""What the lists by typing propose (static/js/suggest.js): a few answers to what has been typed, the best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse

from accounts.text import fold, one_line

LIMIT = 20
READ = 5000  # rows of a territory that a list looks at
QUERY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One answer. `also` is searched and not shown; one of `names` typed in full puts it before all others."""

    value: int | str
    label: str
    hint: str = ""
    also: str = ""
    names: tuple[str, ...] = ()
    url: str = ""


def asked(request: HttpRequest) -> str:
    """What has been typed, on one line and not too long."""
    return one_line(request.GET.get("q", ""))[:QUERY_LENGTH]


def best(queries: Sequence[str], candidates: Iterable[Suggestion], limit: int = LIMIT) -> list[Suggestion]:
    """The candidates that hold every word of one query: an exact name, then what begins with it, then the rest.

    The order of the candidates is kept among equals; without a word, the first candidates.
    """
    wanted = [folded for query in queries if (folded := fold(query))]
    if not wanted:
        return list(candidates)[:limit]
    ranks = ((min(_rank(query, candidate) for query in wanted), candidate) for candidate in candidates)
    kept = sorted((pair for pair in ranks if pair[0] < _ABSENT), key=lambda pair: pair[0])
    return [candidate for _, candidate in kept[:limit]]


def answer(queries: Sequence[str], candidates: Iterable[Suggestion]) -> JsonResponse:
    """The JSON of a list by typing: `[{"value", "label", "hint"}]`, with "url" and "exact" for what has a page."""
    exact = {fold(query) for query in queries if query}
    lines = []
    for found in best(queries, candidates):
        line = {"value": found.value, "label": found.label, "hint": found.hint}
        if found.url:
            line |= {"url": found.url, "exact": bool(exact & {fold(name) for name in found.names})}
        lines.append(line)
    return JsonResponse(lines, safe=False, headers={"Cache-Control": "private, no-store"})


_ABSENT = 9


def _rank(query: str, candidate: Suggestion) -> int:
    if any(fold(name) == query for name in candidate.names):
        return 0
    label = fold(candidate.label)
    if label.startswith(query):
        return 1
    text = f" {label} {fold(candidate.also)}"
    words = query.split()
    if all(f" {word}" in text for word in words):
        return 2
    return 3 if all(word in text for word in words) else _ABSENT
