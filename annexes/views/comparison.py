"""What changed between two versions of a plan, or between a version and today: on a page, then as a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from actions.models import Action
from annexes.applying.directory import load_vocabulary
from annexes.contents.changes import count_words
from annexes.documents import Document, DocumentRequest, Form
from annexes.documents.request import OF_A_COMPARISON
from annexes.edition import Edition
from annexes.editions import edition_of
from annexes.exporting.starting import start_document
from annexes.outline import ActionOutline
from annexes.versions.comparison import Comparison, Difference, DifferenceKind
from annexes.versions.sides import NOW, TODAY, Side, compared, sides_of
from annexes.versions.telling import Chapter, Told, chapters_of, told
from annexes.views.exports import ONLY_MEMBERS, given
from annexes.vocabulary import Vocabulary
from plans.access import plan_or_404
from plans.models import Plan

A_PAGE = 60  # differences


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference of the page; `url` is the page of what it is about, when it still is."""

    told: Told
    url: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `sides` are all that may be chosen."""

    sides: list[Side]
    before: Side | None
    after: Side
    substance: bool
    kinds: tuple[DifferenceKind, ...]

    @classmethod
    def of(cls, plan: Plan, query: QueryDict) -> "Asked":
        """One query. From the last version to today, unless the address says otherwise."""
        sides = sides_of(plan)
        by_key = {side.key: side for side in sides}
        before = by_key.get(query.get("de", "")) or (sides[1] if len(sides) > 1 else None)
        known = {kind.value: kind for kind in DifferenceKind}
        kinds = tuple(known[one] for one in query.getlist("nature") if one in known)
        return cls(sides, before, by_key.get(query.get("a", TODAY), NOW), "substance" in query, kinds)

    def request(self, form: Form) -> DocumentRequest:
        before = self.before.number if self.before else None
        return DocumentRequest(Document.CHANGES, form, before=before, after=self.after.number, substance=self.substance)


def compare(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Both sides chosen, the counts, then each difference word by word, theme by theme."""
    found, _ = plan_or_404(request, territory, plan)
    asked = Asked.of(found, request.GET)
    context: dict[str, Any] = {"plan": found, "territory": found.territory, "asked": asked}
    if asked.before is not None:
        comparison = compared(found, asked.before, asked.after, substance=asked.substance)
        context |= comparison_context(found, comparison, request.GET.get("page"), asked.kinds)
        context["is_same_side"] = asked.before == asked.after
        context["forms"] = OF_A_COMPARISON[Document.CHANGES]
    return render(request, "versions/compare.html", context)


@require_POST
def document(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The tableau des modifications of the same comparison; every member may."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    asked = Asked.of(found, request.POST)
    form = Form(request.POST["form"]) if request.POST.get("form") in list(Form) else Form.PDF
    if asked.before is None or form not in OF_A_COMPARISON[Document.CHANGES]:
        return redirect("versions:compare", territory, plan)
    site = request.build_absolute_uri("/").rstrip("/")
    part = f"{asked.before.name} → {asked.after.name}"
    wanted = asked.request(form)
    return given(start_document(plan=found, user=signed_in(request), request=wanted, part=part, site=site))


def comparison_context(
    plan: Plan, comparison: Comparison, page: str | None, kinds: tuple[DifferenceKind, ...] = ()
) -> dict[str, Any]:
    """What `versions/_differences.html` shows. Four queries."""
    edition, vocabulary = edition_of(plan, today=timezone.localdate()), load_vocabulary(plan.territory)
    kept = comparison.only(kinds)
    shown = Paginator(kept.differences, A_PAGE).get_page(page)
    chapters = chapters_of(Comparison(tuple(shown.object_list)))
    urls = _urls(plan, list(shown.object_list))
    return {
        "comparison": comparison,
        "counted": count_words(comparison),
        "page": shown,
        "chapters": [(one, _shown(one, edition, vocabulary, urls)) for one in chapters],
        "kinds": [
            (kind, sum(one.is_a(kind) for one in comparison.differences), kind in kinds) for kind in DifferenceKind
        ],
        "is_filtered": bool(kinds),
    }


def _shown(chapter: Chapter, edition: Edition, vocabulary: Vocabulary, urls: dict[int, str]) -> list[Shown]:
    return [
        Shown(told(one, edition, vocabulary), urls.get(one.pk or 0, "") if one.of is ActionOutline else "")
        for one in chapter.differences
    ]


def _urls(plan: Plan, differences: Iterable[Difference]) -> dict[int, str]:
    """The pages of the fiches that are still in the plan. One query."""
    keys = [one.pk for one in differences if one.of is ActionOutline and one.pk is not None]
    where = [plan.territory.slug, plan.slug]
    there = Action.objects.filter(plan=plan, pk__in=keys).values_list("pk", flat=True)
    return {pk: reverse("actions:action", args=[*where, pk]) for pk in there}
