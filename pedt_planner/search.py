"""One box for everything that a territory holds: a fiche by its number, all the rest by its words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import territory_or_404
from accounts.models import Territory
from accounts.suggestions import asked
from accounts.text import search_text, search_tokens
from actions.enums import Status
from actions.models import Action
from actions.models.action import SEARCHED_FIELDS
from actions.prose import marked, spaced
from actions.references import ThemeNumbers, number_asked
from actions.wording import status_wording
from indicators.models import Indicator
from partners.ageing import AgeingNames
from partners.models import Partner, Scheme
from plans.models import Objective, Plan, PlanKindLevel

SHOWN, ALL = 10, 200  # of each sort together, of one sort alone
AROUND = 70  # characters of an extract on each side of the first word found
Pieces = list[tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its page, its call (« 14 », « OO 2 »), its name and an extract with the words found marked."""

    url: str
    call: str
    title: Pieces
    hint: str = ""
    extract: Pieces = field(default_factory=list)
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one sort; `more` when there is more than `hits`."""

    key: str
    name: str
    hits: list[Hit]
    more: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a territory, read once for all the sorts; each gives at most one hit more than `limit`.

    `wordings` are the query and the same with the names that have replaced, or were replaced by, those it says.
    """

    territory: Territory
    query: str
    number: str
    wordings: list[str]
    limit: int

    @property
    def alternatives(self) -> list[list[str]]:
        """What every word must match, for each wording that has words."""
        return [tokens for wording in self.wordings if (tokens := search_tokens(wording))]

    @property
    def tokens(self) -> list[str]:
        return [token for tokens in self.alternatives for token in tokens]

    @property
    def in_search_text(self) -> Q:
        """Every word of a wording stands in the searchable text."""
        where = Q(pk=None)
        for tokens in self.alternatives:
            where |= reduce(and_, [Q(search_text__contains=token) for token in tokens])
        return where

    def marked(self, text: str) -> Pieces:
        return marked(spaced(text), self.tokens)

    def extract(self, title: Pieces, *texts: str) -> Pieces:
        """Where the words stand in the texts, unless the title holds one."""
        if any(hit for hit, _ in title):
            return []
        cuts = (_around([*self.marked(" ".join(text.split()))]) for text in texts)
        return next(filter(None, cuts), [])


def search(request: HttpRequest, territory: str) -> HttpResponse:
    """What a territory holds of `?q=`; `?dans=<sort>` shows one sort alone. Twelve queries at most."""
    found, _ = territory_or_404(request, territory)
    query, only = asked(request), request.GET.get("dans", "")
    only = only if only in SORTS else ""
    groups = search_in(found, query, only) if query else []
    context = {"territory": found, "query": query, "groups": groups, "only": only and SORTS[only][0]}
    template = "_results" if request.headers.get("HX-Request") == "true" else "search"
    return render(request, f"pedt_planner/{template}.html", context)


def search_in(territory: Territory, query: str, only: str = "") -> list[Group]:
    """The sorts in which something was found, the fiches first; the cost does not depend on how much there is."""
    wordings = [query, *AgeingNames.load().otherwise(query)]
    question = Asked(territory, query, number_asked(query), wordings, ALL if only else SHOWN)
    groups = []
    for key, (name, find) in SORTS.items():
        hits = list(find(question)) if only in ("", key) else []
        if hits:
            groups.append(Group(key, name, hits[: question.limit], len(hits) > question.limit))
    return groups


def _fiches(question: Asked) -> Iterator[Hit]:
    """Those of that number or code, then those that hold the words: first where they come early, in the title."""
    themes = ThemeNumbers.of(question.territory)
    rows = Action.objects.of(question.territory).select_related("plan__territory", "theme")
    called = list(rows.filter(_called(question, themes)).order_by("-plan__starts_on", "plan_id", "theme__lft", "pk"))
    worded = rows.filter(question.in_search_text).exclude(pk__in=[action.pk for action in called])
    early = StrIndex("search_text", Value(question.tokens[0] if question.tokens else ""))
    worded = worded.order_by(early, "-plan__starts_on", "number", "pk")
    for rank, action in enumerate([*called, *worded[: question.limit + 1]]):
        title, exact = question.marked(action.title), rank < len(called)
        texts = () if exact else (getattr(action, name) for name in SEARCHED_FIELDS[1:])
        where = (action.theme.title if action.theme else "", action.plan.title, status_wording(Status(action.status)))
        hint = " · ".join(filter(None, where))
        yield Hit(action.get_absolute_url(), action.reference, title, hint, question.extract(title, *texts), exact)


def _called(question: Asked, themes: ThemeNumbers) -> Q:
    """The fiches that answer to what is asked: by their code, their number, or « theme.number »."""
    where = Q(code__iexact=question.query)
    if not question.number:
        return where
    where |= Q(code__iexact=question.number)
    head, _, suffix = question.number.partition(" ")
    first, dot, second = head.partition(".")
    if not dot and head.isdecimal():
        where |= Q(number=int(head), number_suffix__iexact=suffix)
    elif first.isdecimal() and second.isdecimal():
        numbered = Q(number=int(second), number_suffix__iexact=suffix)
        where |= numbered & Q(theme__in=themes.themes_numbered(int(first)))
    return where


def _objectives(question: Asked) -> Iterator[Hit]:
    """Those whose code is asked, then in the order of print."""
    levels = PlanKindLevel.objects.filter(kind__plans__territory=question.territory).order_by()
    names = {(kind, level): name for kind, level, name in levels.values_list("kind_id", "level", "singular")}
    first = Case(When(code__iexact=question.query, then=0), default=1, output_field=IntegerField())
    rows = Objective.objects.visible().filter(question.in_search_text, plan__territory=question.territory)
    rows = rows.select_related("plan__territory").order_by(first, "tree_id", "lft")
    for objective in rows[: question.limit + 1]:
        plan = objective.plan
        title = question.marked(objective.title) or [(False, "(sans intitulé)")]
        level = names.get((plan.kind_id, objective.level), objective.get_level_display())
        yield Hit(
            f"{plan.get_absolute_url()}#o-{objective.pk}",
            objective.code,
            title,
            f"{level} · {plan.title}",
            question.extract(title, objective.description, objective.note),
        )


def _partners(question: Asked) -> Iterator[Hit]:
    mine = Partner.objects.of(question.territory)
    rows = Partner.objects.none()
    for wording in question.wordings:
        rows = rows | mine.search(wording) if search_tokens(wording) else rows
    for partner in rows.order_by("-is_active", "name", "pk")[: question.limit + 1]:
        url = reverse("directory:partner", args=[question.territory.slug, partner.pk])
        hint = partner.get_kind_display() if partner.is_active else "n’est plus actif"
        yield Hit(url, partner.acronym, question.marked(partner.name), hint)


def _schemes(question: Asked) -> Iterator[Hit]:
    for scheme in Scheme.objects.available_to(question.territory).order_by("-is_active", "name", "pk"):
        if _holds(question, scheme.acronym, scheme.name, scheme.organisation):
            url = reverse("directory:scheme", args=[question.territory.slug, scheme.pk])
            hint = scheme.organisation if scheme.is_active else "n’est plus en vigueur"
            yield Hit(url, scheme.acronym, question.marked(scheme.name), hint)


def _indicators(question: Asked) -> Iterator[Hit]:
    """Those of fiches and of objectives, each leading to what it measures. Two queries."""
    here = Q(action__plan__territory=question.territory) | Q(objective__plan__territory=question.territory)
    words = Indicator.objects.filter(here).order_by("label", "pk").values_list("pk", "label", "source")
    wanted = [pk for pk, *texts in words if _holds(question, *texts)][: question.limit + 1]
    rows = Indicator.objects.filter(pk__in=wanted).order_by("label", "pk")
    for indicator in rows.select_related("action__plan__territory", "objective__plan__territory"):
        measured = indicator.action or indicator.objective
        assert measured is not None  # indicator_of_action_or_objective
        route = "indicators:of-action" if indicator.action else "indicators:of-objective"
        url = reverse(route, args=[question.territory.slug, measured.plan.slug, measured.pk])
        yield Hit(url, "", question.marked(indicator.label), str(measured))


def _plans(question: Asked) -> Iterator[Hit]:
    rows = Plan.objects.of(question.territory).select_related("kind", "territory").order_by("-starts_on", "title")
    for plan in rows:
        if _holds(question, plan.title, plan.kind.name, plan.kind.acronym, plan.period):
            hint = " · ".join(filter(None, (plan.kind.name, plan.period, plan.get_status_display())))
            yield Hit(plan.get_absolute_url(), "", question.marked(plan.title), hint)


def _holds(question: Asked, *texts: str) -> bool:
    """Whether these texts, which have no searchable form in the database, hold every word."""
    words = search_text(*texts)
    return any(all(token in words for token in tokens) for tokens in question.alternatives)


def _around(pieces: Pieces) -> Pieces:
    """The first words found with some words on each side; nothing when none is found."""
    first = next((rank for rank, (hit, _) in enumerate(pieces) if hit), None)
    if first is None:
        return []
    before = "".join(piece for _, piece in pieces[:first])
    kept: Pieces = [(False, f"… {before[-AROUND:].partition(' ')[2]}" if len(before) > AROUND else before)]
    shown = 0
    for hit, piece in pieces[first:]:
        if shown > 2 * AROUND:
            return [*kept, (False, "…")]
        kept.append((hit, piece))
        shown += len(piece)
    return kept


SORTS: dict[str, tuple[str, Callable[[Asked], Iterator[Hit]]]] = {
    "fiches": ("Fiches", _fiches),
    "objectifs": ("Objectifs", _objectives),
    "partenaires": ("Partenaires", _partners),
    "dispositifs": ("Dispositifs", _schemes),
    "indicateurs": ("Indicateurs", _indicators),
    "plans": ("Plans", _plans),
}
