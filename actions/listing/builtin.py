"""The filters that fiches have by themselves."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.text import search_tokens
from actions import filters
from actions.enums import CLOSED_STATUSES, Priority, Role, ScheduleKind, Status
from actions.filters import NOTHING, Choice, Filter, Lack, Shape
from actions.listing.scope import Place, Scope
from actions.models import Action, Funding, Participation
from actions.wording import ages_wording
from partners.models import PartnerAlias
from plans.enums import Level
from plans.models import Objective

LEVEL_NAMES = {"theme": Level.THEME, "axe": Level.AXIS, "oi": Level.INTERMEDIATE, "oo": Level.OPERATIONAL}
NO_NEED_OF_A_DATE = (ScheduleKind.CONTINUOUS, ScheduleKind.YEARLY)
LAST_DAY_OF_SCHOOL_YEAR = (8, 31)
LONGEST_SEARCH = 200
YEARS = range(1900, 2200)
IN_WORDS = ":"  # before a funder that is no partner: « :familles »


def register_all() -> None:
    filters.register(
        Filter("q", "Texte", _text, Shape.TEXT, words=lambda text: f"«\u00a0{text}\u00a0»"),
        Filter("plan", "Plan", _plan, Shape.CHECKS, _plans),
        *(_level(name, level) for name, level in LEVEL_NAMES.items()),
        Filter("statut", "Statut", _status, choices=lambda scope: [Choice(s.value, str(s.label)) for s in Status]),
        Filter("priorite", "Priorité", _priority, choices=lambda scope: PRIORITIES),
        Filter("sans", "Sans", _lack, choices=_lacks, every=True),
        Filter("etat", "À revoir", _state, choices=_states, every=True),
        Filter("inchangee", "Non mise à jour depuis", _unchanged, Shape.SINCE, _since_choices, True, _since_words),
        Filter("du", "Échéance à partir du", _due_from, Shape.DATE, words=_day_words, every=True),
        Filter("au", "Échéance jusqu’au", _due_until, Shape.DATE, words=_day_words, every=True),
        Filter("pilote", "Pilote", _takes_part(Role.LEAD), Shape.SELECT, lambda scope: _partners(scope, 2)),
        Filter("partenaire", "Partenaire", _takes_part(), Shape.SELECT, lambda scope: _partners(scope, 3)),
        Filter("financeur", "Financeur", _funds, Shape.SELECT, _funders),
        Filter("dispositif", "Dispositif", _scheme, Shape.SELECT, lambda scope: scope.schemes),
        Filter("public", "Public", _term("audiences"), Shape.SELECT, lambda scope: scope.audiences),
        Filter("age", "Âge", _age, Shape.AGE, lambda scope: scope.ages, words=_age_words),
        Filter("temps", "Temps de l’enfant", _term("child_times"), Shape.SELECT, lambda scope: scope.child_times),
        Filter("echelle", "Échelle", _term("scales"), Shape.SELECT, lambda scope: scope.scales),
    )
    filters.register_lack(
        Lack("pilote", "pilote", lambda: Q(~Exists(_held(Role.LEAD)))),
        Lack("echeance", "échéance", without_a_date),
        Lack("objectif", "objectif", lambda: Q(objective=None)),
        Lack("partenaire", "partenaire", lambda: Q(~Exists(_held().exclude(role=Role.LEAD)))),
    )
    filters.register_state(
        Lack("retard", "en retard", _late),
        Lack("verifier", "rattachement à vérifier", lambda: Q(is_doubtful=True)),
    )


SINCE = [Choice("30", "30 jours"), Choice("90", "90 jours"), Choice("180", "6 mois"), Choice("365", "un an")]
PRIORITIES = [Choice(str(p.value), str(p.label)) for p in (Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.NONE)]


def without_a_date() -> Q:
    """No date nor school year, and neither continuous nor yearly: those need none."""
    return Q(due_on=None, school_year=None) & ~Q(schedule_kind__in=NO_NEED_OF_A_DATE)


def parse_day(value: str) -> date:
    """Raise ValueError unless it is a day from 1900 to 2199, « 2026-09-01 » or « 01/09/2026 »."""
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value):
        day = date(int(match[3]), int(match[2]), int(match[1]))
    else:
        day = date.fromisoformat(value)
    if day.year not in YEARS:
        raise ValueError(value)
    return day


def _key(value: str) -> int:
    if not re.fullmatch(r"\d{1,15}", value):
        raise ValueError(value)
    return int(value)


def _text(scope: Scope, value: str) -> Q:
    """Every word: in the fiche itself, or in the name of one of its partners."""
    tokens = search_tokens(value[:LONGEST_SEARCH])
    if not tokens:
        return NOTHING
    where = Q()
    for token in tokens:
        alias = PartnerAlias.objects.filter(partner=OuterRef("partner"), search_text__contains=token)
        named = Participation.objects.filter(
            Q(partner__search_text__contains=token) | Exists(alias), partner__territory=scope.territory
        )
        where &= Q(search_text__contains=token) | Q(pk__in=named.order_by().values("action"))
    return where


def _plan(scope: Scope, value: str) -> Q:
    return Q(plan_id__in=[plan.pk for plan in scope.plans if plan.slug == value])


def _plans(scope: Scope) -> list[Choice]:
    return [] if scope.plan else [Choice(plan.slug, plan.title) for plan in scope.plans]


def _level(name: str, level: Level) -> Filter:
    def where(scope: Scope, value: str) -> Q:
        place = scope.objectives.get(_key(value))
        return NOTHING if place is None or place.level != level else _under(place)

    return Filter(
        name,
        lambda scope: scope.level_names.get(level, str(level.label)),
        where,
        Shape.SELECT,
        lambda scope: scope.places(level),
    )


def _under(place: Place) -> Q:
    """Attached to it or below it, serving it too, or waiting in the theme to be attached."""
    below = Objective.objects.filter(plan_id=place.plan_id, lft__gte=place.lft, rght__lte=place.rght).order_by()
    served = Action.also_serves.through.objects.filter(objective__in=below).values("action")
    return Q(objective__in=below) | Q(pk__in=served) | Q(theme_id=place.pk)


def _status(scope: Scope, value: str) -> Q:
    return Q(status=Status(value))


def _priority(scope: Scope, value: str) -> Q:
    return Q(priority=Priority(_key(value)))


def _partners(scope: Scope, column: int) -> list[Choice]:
    return [Choice(row[0], row[1]) for row in scope.partners if row[column]]


def _funders(scope: Scope) -> list[Choice]:
    """The partners that give money, then the sources that are none, as they are written."""
    sources = [Choice(f"{IN_WORDS}{source}", source, "Autres sources") for source in scope.sources]
    return [*_partners(scope, 4), *sources]


def _held(*roles: Role) -> "models.QuerySet[Participation]":
    held = Participation.objects.filter(action=OuterRef("pk"))
    return held.filter(role__in=roles) if roles else held


def _takes_part(*roles: Role) -> Callable[[Scope, str], Q]:
    def where(scope: Scope, value: str) -> Q:
        held = Participation.objects.filter(partner_id=_key(value))
        return Q(pk__in=(held.filter(role__in=roles) if roles else held).order_by().values("action"))

    return where


def _funds(scope: Scope, value: str) -> Q:
    """Holds the role, or gives a line of the funding plan; « :familles » is a source that is no partner."""
    if value.startswith(IN_WORDS):
        named = Funding.objects.filter(funder_label=value.removeprefix(IN_WORDS))
        return Q(pk__in=named.order_by().values("action"))
    lines = Funding.objects.filter(partner_id=_key(value)).order_by().values("action")
    return _takes_part(Role.FUNDER)(scope, value) | Q(pk__in=lines)


def _scheme(scope: Scope, value: str) -> Q:
    key = _key(value)
    used = Action.schemes.through.objects.filter(scheme_id=key).order_by().values("action")  # type: ignore[attr-defined]
    lines = Funding.objects.filter(scheme_id=key).order_by().values("action")
    return Q(pk__in=used) | Q(pk__in=lines)


def _term(name: str) -> Callable[[Scope, str], Q]:
    def where(scope: Scope, value: str) -> Q:
        through = getattr(Action, name).through
        term = Action._meta.get_field(name).related_model._meta.model_name  # type: ignore[union-attr]
        return Q(pk__in=through.objects.filter(**{f"{term}__code": value}).values("action"))

    return where


def _ages(value: str) -> tuple[int, int | None]:
    """« 8 », « 3-5 », « 60- ». Raise ValueError for anything else."""
    match = re.fullmatch(r"(\d{1,3})(?:\s*(-)\s*(\d{0,3}))?", value)
    if match is None:
        raise ValueError(value)
    low = int(match[1])
    high = (int(match[3]) if match[3] else None) if match[2] else low
    if high is not None and high < low:
        raise ValueError(value)
    return low, high


def _age(scope: Scope, value: str) -> Q:
    """Whose ages meet these; a fiche that says no age meets none."""
    low, high = _ages(value)
    where = (Q(age_max=None) | Q(age_max__gte=low)) & ~Q(age_min=None, age_max=None)
    return where if high is None else where & (Q(age_min=None) | Q(age_min__lte=high))


def _age_words(value: str) -> str:
    low, high = _ages(value)
    return f"{low} ans" if low == high else ages_wording(low, high)


def _due_from(scope: Scope, value: str) -> Q:
    """A school year is due on its last day."""
    day = parse_day(value)
    year = day.year - 1 if (day.month, day.day) <= LAST_DAY_OF_SCHOOL_YEAR else day.year
    return Q(due_on__gte=day) | Q(due_on=None, school_year__gte=year)


def _due_until(scope: Scope, value: str) -> Q:
    day = parse_day(value)
    year = day.year - 1 if (day.month, day.day) >= LAST_DAY_OF_SCHOOL_YEAR else day.year - 2
    return Q(due_on__lte=day) | Q(due_on=None, school_year__lte=year)


def _day_words(value: str) -> str:
    return f"{parse_day(value):%d/%m/%Y}"


def _lack(scope: Scope, value: str) -> Q:
    return filters.lacks()[value].where() if value in filters.lacks() else NOTHING


def _lacks(scope: Scope) -> list[Choice]:
    return [Choice(lack.name, lack.label) for lack in filters.lacks().values()]


def _state(scope: Scope, value: str) -> Q:
    return filters.states()[value].where() if value in filters.states() else NOTHING


def _states(scope: Scope) -> list[Choice]:
    return [Choice(state.name, state.label) for state in filters.states().values()]


def _late() -> Q:
    """Past their date and not closed (rule V14)."""
    return Q(due_on__lt=timezone.localdate()) & ~Q(status__in=CLOSED_STATUSES)


def _since(value: str) -> date:
    """The day that « 90 » (days) or « 2026-01-01 » means. Raise ValueError for anything else."""
    if re.fullmatch(r"\d{1,4}", value):
        return timezone.localdate() - timedelta(days=int(value))
    return parse_day(value)


def _unchanged(scope: Scope, value: str) -> Q:
    """Not written since that day began."""
    return Q(updated_at__lt=timezone.make_aware(datetime.combine(_since(value), time.min)))


def _since_choices(scope: Scope) -> list[Choice]:
    return SINCE


def _since_words(value: str) -> str:
    return f"{int(value)} jours" if value.isdecimal() else f"le {_since(value):%d/%m/%Y}"
