"""What is proposed to who types the number or the title of a fiche, a place, a public."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from accounts.access import territory_or_404
from accounts.suggestions import READ, Suggestion, answer, asked
from actions.enums import PlaceKind
from actions.models import Action, Audience, Place
from actions.references import ThemeNumbers, number_asked


def actions(request: HttpRequest, territory: str) -> JsonResponse:
    """The fiches of a territory, or of `?plan=<short name>`, without the fiche `?sauf=<key>`. Three queries.

    « 14 », « fiche 14 », « 2.14 » (the fiche 14 of the second theme) and « 1.2.4 » are numbers; they come first.
    """
    found, _ = territory_or_404(request, territory)
    plan, without = request.GET.get("plan", ""), request.GET.get("sauf", "")
    rows = Action.objects.of(found).order_by("-plan__starts_on", "plan_id", "theme__lft", "number", "position", "pk")
    if plan:
        rows = rows.filter(plan__slug=plan)
    if without.isdecimal() and len(without) < 19:
        rows = rows.exclude(pk=int(without))
    themes = ThemeNumbers.of(found)
    bases: dict[str, str] = {}
    candidates = []
    fields = rows.values_list(
        "pk", "number", "number_suffix", "code", "title", "theme_id", "theme__title", "plan__slug", "plan__title"
    )
    for pk, number, suffix, code, title, theme, theme_title, slug, of_plan in fields[:READ]:
        if slug not in bases:
            bases[slug] = reverse("actions:plan", args=[territory, slug])
        reference = f"{number} {suffix}".strip() if number is not None else code
        candidates.append(
            Suggestion(
                pk,
                f"{reference} – {title}" if reference else title,
                hint=" · ".join(filter(None, (theme_title, "" if plan else of_plan))),
                also=theme_title or "",
                names=tuple(themes.calls(theme, reference)),
                url=f"{bases[slug]}fiches/{pk}/",
            )
        )
    query = asked(request)
    return answer([number_asked(query) or query], candidates)


def places(request: HttpRequest, territory: str) -> JsonResponse:
    """The communes, quartiers and schools of a territory. Two queries."""
    found, _ = territory_or_404(request, territory)
    fields = Place.objects.of(found).order_by("name", "pk").values_list("pk", "name", "kind", "code")[:READ]
    return answer(
        [asked(request)],
        (
            Suggestion(
                pk, name, hint=" · ".join(filter(None, (str(PlaceKind(kind).label), code))), also=code, names=(code,)
            )
            for pk, name, kind, code in fields
        ),
    )


def audiences(request: HttpRequest, territory: str) -> JsonResponse:
    """The national publics and those that the territory added. Two queries."""
    found, _ = territory_or_404(request, territory)
    terms = Audience.objects.available_to(found).order_by("position", "label")
    return answer([asked(request)], (Suggestion(pk, label) for pk, label in terms.values_list("pk", "label")[:READ]))
