"""The part of a plan that a command names: themes and objectives by their code or title, fiches by their number."""

import re
from collections.abc import Iterable, Iterator

from accounts.models import Territory
from accounts.text import fold
from actions.models import Action
from annexes.commandline import misused
from partners.models import Partner
from plans.enums import Level
from plans.models import Objective, Plan

MOST_KNOWN = 10
LONGEST_RUN = 10_000
RUN = re.compile(r"(\d{1,6})\s*-\s*(\d{1,6})")


def theme_named(plan: Plan, words: str) -> int:
    return _only("--theme", words, Objective.objects.filter(plan=plan, level=Level.THEME))


def objective_named(plan: Plan, words: str) -> int:
    objectives = Objective.objects.filter(plan=plan, parent__isnull=False).exclude(level=Level.THEME)
    return _only("--objectif", words, objectives)


def partner_named(territory: Territory, words: str) -> int:
    names = list(Partner.objects.of(territory).order_by("name").values_list("pk", "name", "acronym"))
    found = [pk for pk, *called in names if fold(words) in map(fold, called)]
    if not found:
        raise misused(f"--partenaire « {words} » n’existe pas. {_known(name for _, name, _ in names)}")
    return int(found[0])


def fiches_named(plan: Plan, words: str) -> tuple[int, ...]:
    """The keys of the fiches of these numbers or codes, in every theme: « 3, 5-9, 12 bis »."""
    by_reference: dict[str, list[int]] = {}
    for pk, number, suffix, code in Action.objects.filter(plan=plan).values_list(
        "pk", "number", "number_suffix", "code"
    ):
        reference = f"{number} {suffix}".strip() if number is not None else code
        by_reference.setdefault(fold(reference), []).append(pk)
    asked = [one for word in words.split(",") if word.strip() for one in _run(word.strip())]
    missing = [one for one in asked if fold(one) not in by_reference]
    if missing or not asked:
        raise misused(f"--fiches : « {', '.join(missing) or words} » n’est le numéro d’aucune fiche de ce plan.")
    return tuple(sorted({pk for one in asked for pk in by_reference[fold(one)]}))


def _run(word: str) -> Iterator[str]:
    run = RUN.fullmatch(word)
    if run is None:
        yield word
        return
    first, last = int(run[1]), int(run[2])
    if not first <= last < first + LONGEST_RUN:
        raise misused(f"--fiches : « {word} » se lit du plus petit au plus grand.")
    yield from (str(number) for number in range(first, last + 1))


def _only(option: str, words: str, objectives: Iterable[Objective]) -> int:
    """The only objective of that code, label or title."""
    several = list(objectives)
    for called in (lambda one: one.code, lambda one: f"{one.code} : {one.title}", lambda one: one.title):
        found = [one.pk for one in several if called(one) and fold(called(one)) == fold(words)]
        if len(found) == 1:
            return int(found[0])
        if found:
            raise misused(
                f"{option} « {words} » en désigne {len(found)} : donner l’intitulé, ou le code et l’intitulé."
            )
    raise misused(f"{option} « {words} » n’existe pas dans ce plan. {_known(str(one.title) for one in several)}")


def _known(names: Iterable[str]) -> str:
    some = list(names)
    return f"Connus : {' ; '.join(some[:MOST_KNOWN])}{' ; …' if len(some) > MOST_KNOWN else ''}." if some else ""
