"""What is proposed to who types the name of a partner, of a contact or of a dispositif. Three queries each."""

from collections import defaultdict

from django.http import HttpRequest, JsonResponse

from accounts.access import require, territory_or_404
from accounts.suggestions import READ, Suggestion, answer, asked
from partners.ageing import AgeingNames
from partners.enums import PartnerKind
from partners.models import Contact, Partner, Scheme
from partners.names import spelled

ONLY_CONTRIBUTORS = "Les contacts sont montrés à celles et ceux qui remplissent les fiches."


def partners(request: HttpRequest, territory: str) -> JsonResponse:
    """The partners in activity of a territory, also by their acronym, their other names and their former name."""
    found, _ = territory_or_404(request, territory)
    known: dict[int, tuple[str, str, str]] = {}
    others: dict[int, list[str]] = defaultdict(list)
    rows = Partner.objects.of(found).filter(is_active=True).order_by("name", "pk")
    for pk, name, acronym, kind, alias in rows.values_list("pk", "name", "acronym", "kind", "aliases__label")[:READ]:
        known[pk] = (name, acronym, kind)
        others[pk] += [alias or ""]
    return answer(
        _typed(request),
        (
            Suggestion(
                pk,
                name,
                hint=acronym or (str(PartnerKind(kind).label) if kind != PartnerKind.OTHER else ""),
                also=" ".join([acronym, spelled(name), *others[pk]]),
                names=tuple(filter(None, (name, acronym, *others[pk]))),
            )
            for pk, (name, acronym, kind) in known.items()
        ),
    )


def contacts(request: HttpRequest, territory: str) -> JsonResponse:
    """The contacts in post of the partners of a territory, or of one partner: `?partenaire=<key>`. Two queries."""
    found, _ = territory_or_404(request, territory)
    require(request.can.contribute, ONLY_CONTRIBUTORS)  # type: ignore[attr-defined]
    rows = Contact.objects.filter(partner__territory=found, is_active=True).order_by("full_name", "pk")
    partner = request.GET.get("partenaire", "")
    if partner.isdecimal() and len(partner) < 19:
        rows = rows.filter(partner=int(partner))
    fields = rows.values_list("pk", "full_name", "function", "partner__name")[:READ]
    return answer(
        [asked(request)],
        (
            Suggestion(pk, name, hint=" · ".join(filter(None, (function, where))), also=f"{function} {where}")
            for pk, name, function, where in fields
        ),
    )


def schemes(request: HttpRequest, territory: str) -> JsonResponse:
    """The national dispositifs and those of the territory; those out of force say what replaced them."""
    found, _ = territory_or_404(request, territory)
    rows = Scheme.objects.available_to(found).order_by("-is_active", "name", "pk")
    fields = rows.values_list(
        "pk", "name", "acronym", "organisation", "is_active", "replaced_by__name", "replaced_by__acronym"
    )[:READ]
    return answer(
        _typed(request),
        (
            Suggestion(
                pk,
                f"{acronym} – {name}" if acronym and acronym != name else name,
                hint=organisation if in_force else f"remplacé par {now or after}" if after else "n’est plus en vigueur",
                also=f"{name} {organisation}",
                names=tuple(filter(None, (name, acronym))),
            )
            for pk, name, acronym, organisation, in_force, after, now in fields
        ),
    )


def _typed(request: HttpRequest) -> list[str]:
    """What has been typed, also in the words of today and of yesterday (« RAM » finds « RPE »). At most one query."""
    query = asked(request)
    return [query, *AgeingNames.load().otherwise(query)] if query else [query]
