"""What the columns of the database can hold, field by field of the outline."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from actions.enums import Horizon, Nature, Priority, Weather
from actions.models import PROGRESS_STEPS, Action, ActionLink, Funding, Step
from annexes.load import ACTION_COLUMNS
from annexes.outline import (
    ActionOutline,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    ObjectiveOutline,
    ParticipationOutline,
    StepOutline,
    ThemeOutline,
)
from annexes.reading import Issue, Severity
from indicators.models import Indicator
from partners.models import Contact, Partner, Scheme
from plans.models import EffectGroup, Objective

MAX_AGE = 120
YEARS = range(1900, 2201)
MAX_NUMBER = 2**31 - 1
MAX_AMOUNT = Decimal(10) ** 10


def _length(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


ACTION_LENGTHS = {name: length for name, column in ACTION_COLUMNS.items() if (length := _length(Action, column))}
OBJECTIVE_LENGTHS = {name: _length(Objective, name) for name in ("code", "title", "description", "note")}
THEME_LENGTHS = {name: _length(Objective, name) for name in ("code", "title", "note", "version_label", "annexe_number")}

# What hangs on a fiche: how a person calls it, and the length of its texts.
CHILD_LENGTHS: dict[type, tuple[str, dict[str, int]]] = {
    ParticipationOutline: (
        "un partenaire",
        {"partner": _length(Partner, "name"), "contact": _length(Contact, "full_name")},
    ),
    FundingOutline: (
        "une ligne de financement",
        {"funder": _length(Funding, "funder_label"), "scheme": _length(Scheme, "name")},
    ),
    StepOutline: ("une étape", {"title": _length(Step, "title"), "who": _length(Step, "who")}),
    IndicatorOutline: ("un indicateur", {name: _length(Indicator, name) for name in ("label", "unit", "source")}),
    LinkOutline: ("un lien", {"text": _length(ActionLink, "text"), "group": _length(ActionLink, "group")}),
}
_CHOICES = {"nature": Nature, "horizon": Horizon, "weather": Weather}


def text_issues(
    owner: ThemeOutline | ObjectiveOutline | ActionOutline, limits: dict[str, int], name: str
) -> Iterator[Issue]:
    """Errors for the texts of `owner` that are too long or hold what no database keeps."""
    for field, limit in limits.items():
        text = getattr(owner, field)
        if text and (len(text) > limit or not _storable(text)):
            yield _text_issue(text, limit, owner.source, f"{name} : un texte")


def child_issues(children: Sequence[Any], where: str, name: str) -> Iterator[Issue]:
    """Errors for the rows that hang on a fiche or an objective; a bare text is the name of a dispositif."""
    for child in children:
        what, lengths = CHILD_LENGTHS.get(type(child), ("un nom de dispositif", {"": _length(Scheme, "name")}))
        for field, limit in lengths.items():
            text = getattr(child, field) if field else child
            if text and (len(text) > limit or not _storable(text)):
                yield _text_issue(text, limit, where, f"{name} : {what}")
        if isinstance(child, FundingOutline):
            yield from _funding_issues(child, where, name)
        elif isinstance(child, ParticipationOutline) and not child.partner.strip():
            yield Issue(where, Severity.ERROR, "no-partner", f"{name} : un partenaire n’a pas de nom", "nommez-le")


def effects_issues(objective: ObjectiveOutline, name: str) -> Iterator[Issue]:
    text, limit = objective.effects.text if objective.effects else "", _length(EffectGroup, "text")
    if text and (len(text) > limit or not _storable(text)):
        yield _text_issue(text, limit, objective.source, f"{name} : le texte des effets attendus")


def value_issues(owner: ThemeOutline | ActionOutline, name: str) -> Iterator[Issue]:
    """Errors for ages, dates and numbers that are out of order or out of bounds."""
    low, high = owner.age_min, owner.age_max
    if low is not None and high is not None and low > high:
        yield _error(owner, "ages-reversed", f"{name} : l’âge minimum ({low}) dépasse l’âge maximum ({high})")
    if not all(age is None or 0 <= age <= MAX_AGE for age in (low, high)):
        yield _error(owner, "age-out-of-bounds", f"{name} : un âge n’est pas compris entre 0 et {MAX_AGE} ans")
    if isinstance(owner, ActionOutline):
        yield from _action_value_issues(owner, name)


def _action_value_issues(action: ActionOutline, name: str) -> Iterator[Issue]:
    start, due = action.starts_on, action.due_on
    if start and due and due < start:
        yield _error(action, "dates-reversed", f"{name} : l’échéance ({_day(due)}) précède le début ({_day(start)})")
    if action.number is not None and not 0 <= action.number <= MAX_NUMBER:
        yield _error(action, "number-out-of-bounds", f"{name} : ce numéro est trop grand")
    if action.school_year is not None and action.school_year not in YEARS:
        yield _error(action, "year-out-of-bounds", f"{name} : l’année scolaire {action.school_year} n’existe pas")
    if action.progress is not None and action.progress not in PROGRESS_STEPS:
        yield _error(action, "progress-unknown", f"{name} : l’avancement vaut 0, 25, 50, 75 ou 100 %")
    if action.priority not in Priority.values:
        yield _error(action, "priority-unknown", f"{name} : la priorité « {action.priority} » n’existe pas")
    for field, choices in _CHOICES.items():
        value = getattr(action, field)
        if value and value not in choices.values:
            yield _error(action, f"{field}-unknown", f"{name} : la valeur « {value[:60]} » n’existe pas")


def _funding_issues(funding: FundingOutline, where: str, name: str) -> Iterator[Issue]:
    amounts = [funding.planned, funding.requested, funding.granted, funding.spent]
    if not all(amount is None or (amount.is_finite() and 0 <= amount < MAX_AMOUNT) for amount in amounts):
        message = f"{name} : un montant est négatif ou trop grand"
        yield Issue(where, Severity.ERROR, "amount-out-of-bounds", message, "corrigez le montant", funding.funder[:120])
    if funding.year is not None and funding.year not in YEARS:
        message = f"{name} : l’année {funding.year} d’un financement n’existe pas"
        yield Issue(where, Severity.ERROR, "year-out-of-bounds", message, "corrigez l’année", funding.funder[:120])


def _storable(text: str) -> bool:
    """No null character nor lone surrogate: databases refuse them."""
    try:
        return "\0" not in text and (text.isascii() or bool(text.encode()))
    except UnicodeEncodeError:
        return False


def _text_issue(text: str, limit: int, where: str, what: str) -> Issue:
    if len(text) > limit:
        message = f"{what} compte {len(text)} caractères, la limite est de {limit}"
        proposal = "raccourcissez-le, ou mettez-en une partie dans un autre champ"
        return Issue(where, Severity.ERROR, "too-long", message, proposal, text[:120])
    return Issue(
        where, Severity.ERROR, "not-text", f"{what} contient des caractères illisibles", "saisissez-le de nouveau"
    )


def _error(owner: ThemeOutline | ActionOutline, code: str, message: str) -> Issue:
    return Issue(owner.source, Severity.ERROR, code, message, "corrigez la valeur", owner.title[:120])


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
