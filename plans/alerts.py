"""What deserves attention in a plan: each alert names its object, says why and leads to the field that cures it.

The rules and their numbers (V05…) are those of the field's own list; what they forbid outright is a constraint, not an
alert. Each app says in its `alerts.py` what it watches, for it alone knows its objects.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone

from plans.models import Plan


class Severity(models.TextChoices):
    ALERT = "ALERT", "À corriger"
    INFO = "INFO", "À savoir"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is watched: its number, what it is called as a heading, why it matters and what cures it."""

    code: str
    title: str
    why: str
    cure: str
    severity: Severity = Severity.ALERT


@dataclass(frozen=True, slots=True)
class Subject:
    """The object of an alert: `model` is its label (« actions.action »); `holder` is the object that it hangs on."""

    model: str
    pk: int
    name: str
    url: str
    holder: tuple[str, int] | None = None

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Itself and what it hangs on: an alert on an indicator is one on its fiche."""
        return [(self.model, self.pk), *([self.holder] if self.holder else [])]


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to look at; `url` is where it is cured."""

    rule: Rule
    subject: Subject
    sentence: str
    url: str


Check = Callable[[Plan, date], Iterator[Alert]]
_checks: dict[str, Check] = {}
_rules: dict[str, Rule] = {}


def register(app: str, rules: Iterable[Rule], check: Check) -> None:
    """Say what an app watches, in `AppConfig.ready`; `check` asks a number of queries that does not grow."""
    _checks[app] = check
    _rules.update({rule.code: rule for rule in rules})


def rules() -> list[Rule]:
    """Every rule, in the order of their numbers."""
    return [_rules[code] for code in sorted(_rules)]


def alerts_of(plan: Plan, today: date | None = None) -> list[Alert]:
    """Every alert of a plan, in the order of the rules, then of print."""
    today = today or timezone.localdate()
    found = [alert for check in _checks.values() for alert in check(plan, today)]
    return sorted(found, key=lambda alert: alert.rule.code)


def count_by_object(alerts: Iterable[Alert]) -> Counter[tuple[str, int]]:
    """How many things to correct each object has: `(model, pk)` → number. What is only to be known does not count."""
    return Counter(key for alert in alerts if alert.rule.severity is Severity.ALERT for key in alert.subject.keys)


def about(alerts: Iterable[Alert], model: str, pk: int) -> list[Alert]:
    """Those of one object, and of what hangs on it."""
    return [alert for alert in alerts if (model, pk) in alert.subject.keys]


def together(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Those that say the same, of an object or of several that hang on it: a list each, no place to cure it twice."""
    groups: dict[tuple[str, str, bool], dict[str, Alert]] = {}
    for alert in alerts:
        key = (alert.rule.code, alert.sentence, alert.subject.holder is None)
        groups.setdefault(key, {}).setdefault(alert.url, alert)
    return [list(several.values()) for several in groups.values()]
