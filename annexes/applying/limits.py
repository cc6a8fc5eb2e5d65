"""What the columns of the database can hold, field by field of the outline."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model

from actions.enums import Horizon, Nature, Priority, Weather
from actions.models import PROGRESS_STEPS, Action, ActionLink, ActionNote, Document, Funding, Place, Step
from annexes.load import ACTION_COLUMNS
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    MeasurementOutline,
    NoteOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlaceOutline,
    PlanOutline,
    StepOutline,
    ThemeOutline,
)
from annexes.reading import Issue, Severity
from indicators.enums import Frequency
from indicators.models import FIRST_YEAR, LAST_YEAR, Indicator, Measurement
from indicators.models import TEXT_LENGTH as TARGET_LENGTH
from partners.models import Contact, Partner, Scheme
from plans.models import EffectGroup, Objective

MAX_AGE = 120
YEARS = range(1900, 2201)
MAX_NUMBER = 2**31 - 1
MAX_AMOUNT = Decimal(10) ** 10
MAX_FIGURE = Decimal(10) ** 12
NOTE_YEARS = range(2000, 2101)


def _length(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


ACTION_LENGTHS = {name: length for name, column in ACTION_COLUMNS.items() if (length := _length(Action, column))}
OBJECTIVE_LENGTHS = {name: _length(Objective, name) for name in ("code", "title", "description", "note")}
THEME_LENGTHS = {
    name: _length(Objective, name)
    for name in ("code", "title", "description", "note", "version_label", "annexe_number")
}

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
    IndicatorOutline: (
        "un indicateur",
        {name: _length(Indicator, name) for name in ("label", "unit", "source", "breakdown", "baseline_text")},
    ),
    PlaceOutline: ("un lieu", {"name": _length(Place, "name")}),
    NoteOutline: ("un bilan", {"text": _length(ActionNote, "text")}),
    DocumentOutline: ("un document", {name: _length(Document, name) for name in ("title", "url", "file")}),
    LinkOutline: ("un lien", {"text": _length(ActionLink, "text"), "group": _length(ActionLink, "group")}),
}
_MEASUREMENT = {name: _length(Measurement, name) for name in ("breakdown", "text", "source")}
_CHOICES = {"nature": Nature, "horizon": Horizon, "weather": Weather}


def text_issues(
    owner: ThemeOutline | ObjectiveOutline | ActionOutline, limits: dict[str, int], name: str
) -> Iterator[Issue]:
    """Errors for the texts of `owner` that are too long or hold what no database keeps."""
    for field, limit in limits.items():
        text = getattr(owner, field)
        if text and (len(text) > limit or not is_storable(text)):
            yield _text_issue(text, limit, owner.source, f"{name} : un texte")


def child_issues(children: Sequence[Any], where: str, name: str) -> Iterator[Issue]:
    """Errors for the rows that hang on a fiche or an objective; a bare text is the name of a dispositif."""
    for child in children:
        what, lengths = CHILD_LENGTHS.get(type(child), ("un nom de dispositif", {"": _length(Scheme, "name")}))
        for field, limit in lengths.items():
            text = getattr(child, field) if field else child
            if text and (len(text) > limit or not is_storable(text)):
                yield _text_issue(text, limit, where, f"{name} : {what}")
        if isinstance(child, FundingOutline):
            yield from _funding_issues(child, where, name)
        elif (check := _CHECKS.get(type(child))) is not None:
            for code, message, proposal in check(child):
                yield Issue(where, Severity.ERROR, code, f"{name} : {message}", proposal)


Fault = tuple[str, str, str]  # code, message, proposal


def _participation_faults(participation: ParticipationOutline) -> Iterator[Fault]:
    if not participation.partner.strip():
        yield "no-partner", "un partenaire n’a pas de nom", "nommez-le"


def _place_faults(place: PlaceOutline) -> Iterator[Fault]:
    if not place.name.strip():
        yield "no-place", "un lieu n’a pas de nom", "nommez-le"


def _note_faults(note: NoteOutline) -> Iterator[Fault]:
    if note.year not in NOTE_YEARS:
        yield "note-year", f"l’année {note.year} d’un bilan n’est pas entre 2000 et 2100", "corrigez l’année"


def _document_faults(document: DocumentOutline) -> Iterator[Fault]:
    if not document.title.strip():
        yield "no-document-title", "un document n’a pas d’intitulé", "nommez-le"
    if bool(document.url) == bool(document.file):
        yield "file-or-link", "un document est un fichier ou un lien, l’un des deux", "donnez l’adresse du document"
    if document.url:
        try:
            _check_url(document.url)
        except ValidationError:
            yield "bad-url", f"« {document.url[:60]} » n’est pas une adresse", "écrivez-la depuis https://"


def _indicator_faults(indicator: IndicatorOutline) -> Iterator[Fault]:
    label = indicator.label[:60]
    if indicator.frequency and indicator.frequency not in Frequency.values:
        yield "frequency-unknown", f"« {label} » : cette fréquence n’existe pas", "choisissez-en une de la liste"
    figures = [indicator.baseline, *(target.value for target in indicator.targets)]
    if not all(figure is None or _is_figure(figure) for figure in figures):
        yield "figure-out-of-bounds", f"« {label} » : une valeur est trop grande ou trop précise", "corrigez-la"
    if any(target.value is None and not target.text for target in indicator.targets):
        yield "empty-target", f"« {label} » : une cible n’a ni valeur ni texte", "remplissez-la ou retirez-la"
    if any(len(target.text) > TARGET_LENGTH or not is_storable(target.text) for target in indicator.targets):
        yield "too-long", f"« {label} » : le texte d’une cible est trop long", "raccourcissez-le"
    dates = [target.due_on for target in indicator.targets]
    if len(set(dates)) != len(dates):
        yield "target-twice", f"« {label} » : deux cibles ont la même échéance", "gardez-en une, ou changez sa date"
    yield from _measurement_faults(label, indicator.measurements)


def _measurement_faults(label: str, measurements: Sequence[MeasurementOutline]) -> Iterator[Fault]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    seen: set[tuple[int, str]] = set()
    for one in measurements:
        what = f"« {label} », relevé {' '.join(filter(None, (str(one.year), one.breakdown[:60])))}"
        if one.year not in years:
            yield "measurement-year", f"{what} : l’année n’est pas entre {years[0]} et {years[-1]}", "corrigez l’année"
        if one.value is None and not one.text:
            yield "empty-measurement", f"{what} : il n’a ni valeur ni texte", "remplissez-le ou retirez-le"
        if one.value is not None and not _is_figure(one.value):
            yield "figure-out-of-bounds", f"{what} : la valeur est trop grande ou trop précise", "corrigez-la"
        if any(len(getattr(one, n)) > size or not is_storable(getattr(one, n)) for n, size in _MEASUREMENT.items()):
            yield "too-long", f"{what} : un texte est trop long", "raccourcissez-le"
        if (key := (one.year, one.breakdown.lower())) in seen:
            yield "measurement-twice", f"{what} : il figure deux fois", "gardez-en un, ou dites sa ventilation"
        seen.add(key)


_CHECKS: dict[type, Callable[[Any], Iterator[Fault]]] = {
    ParticipationOutline: _participation_faults,
    PlaceOutline: _place_faults,
    NoteOutline: _note_faults,
    DocumentOutline: _document_faults,
    IndicatorOutline: _indicator_faults,
}
_check_url = URLValidator(schemes=["http", "https"])


def _is_figure(figure: Decimal) -> bool:
    return figure.is_finite() and abs(figure) < MAX_FIGURE and figure == figure.quantize(Decimal("0.01"))


def plan_issues(plan: PlanOutline) -> Iterator[Issue]:
    start, end = plan.starts_on, plan.ends_on
    if start and end and end <= start:
        message = f"la fin du plan ({_day(end)}) précède son début ({_day(start)})"
        yield Issue("Document", Severity.ERROR, "dates-reversed", message, "corrigez l’une des deux dates")


def effects_issues(objective: ObjectiveOutline, name: str) -> Iterator[Issue]:
    text, limit = objective.effects.text if objective.effects else "", _length(EffectGroup, "text")
    if text and (len(text) > limit or not is_storable(text)):
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


def is_storable(text: str) -> bool:
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
