"""The history of a plan, of a territory, of one object; one change in full, and an older value put back."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in, territory_or_404
from accounts.chronicle import Entry, Wanted, actors, entry, heads, kind_of, kinds, sizes
from accounts.forms import BootstrapMixin
from accounts.history import object_of
from accounts.models import Revision, RevisionQuerySet, Territory, User
from plans.access import plan_or_404, remember_plan
from plans.forms import DateInput
from plans.models import Plan
from plans.places import addresses, import_addresses, in_territory, known_model
from plans.restoring import CannotBringBack, resumable, resume

PER_PAGE = 50
PERSONAL = {"partners.contact"}  # what a person is and how she is reached: for those who keep the directory
ONLY_COORDINATORS = "Reprendre une ancienne version est réservé à la coordination et à l’administration du territoire."
ONLY_KEEPERS = "L’historique d’un contact est réservé à la coordination et à l’administration du territoire."


class WantedForm(BootstrapMixin, forms.Form):
    """What a person looks for; what she typed wrongly is left out of the search and said."""

    objet = forms.CharField(label="Objet", required=False, max_length=100)
    personne = forms.TypedChoiceField(label="Par qui", required=False, coerce=int, empty_value=None)
    sorte = forms.ChoiceField(label="Sorte d’objet", required=False)
    depuis = forms.DateField(label="Depuis le", required=False, widget=DateInput())
    jusque = forms.DateField(label="Jusqu’au", required=False, widget=DateInput())

    def __init__(self, *args: object, people: list[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personne"].choices = [("", "Tout le monde"), *((one.pk, str(one)) for one in people)]  # type: ignore[attr-defined]
        self.fields["sorte"].choices = [("", "Toutes"), *kinds()]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        got = self.cleaned_data
        return Wanted(
            got.get("personne"), got.get("sorte", ""), got.get("depuis"), got.get("jusque"), got.get("objet", "")
        )


def plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What changed in a plan, the last first; one line for each batch."""
    found, _ = plan_or_404(request, territory, plan)
    lines = Revision.objects.filter(plan_key=found.pk)
    return _chronicle(request, found.territory, lines, {"plan": found, "title": "Historique du plan"})


def territory(request: HttpRequest, territory: str) -> HttpResponse:
    """What changed in all plans and in the directory of a territory."""
    found, _ = territory_or_404(request, territory)
    return _chronicle(request, found, found.revisions.all(), {"title": "Historique du territoire"})


def batch(request: HttpRequest, territory: str, batch: str) -> HttpResponse:
    """The changes that were made together."""
    found, _ = territory_or_404(request, territory)
    lines = _readable(request, found.revisions.filter(batch=batch)).select_related("actor")
    if not lines.exists():
        raise Http404
    context = {"title": "Changements faits ensemble", "plan": None, "filters": None}
    return _render(request, found, lines.order_by("pk"), context, together=False)


def one(request: HttpRequest, territory: str, model: str, pk: int) -> HttpResponse:
    """The history of one object, deleted or not."""
    found, _ = territory_or_404(request, territory)
    known = known_model(model)
    if known is None:
        raise Http404
    require(request.can.edit_plans or model not in PERSONAL, ONLY_KEEPERS)  # type: ignore[attr-defined]
    lines = found.revisions.filter(model=model, object_key=pk).select_related("actor")
    last = lines.first()
    existing = in_territory(known, found).filter(pk=pk).first()
    if last is None and existing is None:
        raise Http404
    plan = _plan_of(last)
    remember_plan(request, plan)
    context = {
        "title": str(existing or (last and last.object_label)),
        "kicker": f"Historique : {kind_of(model).lower()}",
        "plan": plan,
        "filters": None,
        "named": False,
        "batches": True,
        "gone": last if existing is None else None,
    }
    return _render(request, found, lines, context, together=False)


def revision(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """One change in full: each field old and new, and the way to put an older value back."""
    found, line = _line(request, territory, pk)
    may = request.can.edit_plans  # type: ignore[attr-defined]
    existing = object_of(line) if may and known_model(line.model) else None
    plan = _plan_of(line)
    remember_plan(request, plan)
    told = entry(line, whole=True, without=_unnamed_to(request))
    context = {
        "territory": found,
        "plan": plan,
        "entry": _linked(found, [told])[0],
        "sides": resumable(line, existing) if existing else {},
    }
    return render(request, "history/revision.html", context)


@require_POST
def put_back(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Put an older value of one field back, whatever it is today: the history keeps that one too."""
    found, line = _line(request, territory, pk)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    try:
        side = "before" if request.POST.get("side") == "before" else "after"
        written, lost = resume(line, request.POST.get("field", ""), side, by=signed_in(request))
    except CannotBringBack as refusal:
        messages.error(request, str(refusal))
        return redirect("history:revision", found.slug, line.pk)
    for sentence in lost:
        messages.warning(request, sentence)
    messages.success(
        request, f"Version du {line.at.astimezone():%d/%m/%Y} reprise. La précédente reste dans l’historique."
    )
    return redirect("history:revision", found.slug, written.pk if written else line.pk)


def _line(request: HttpRequest, slug: str, pk: int) -> tuple[Territory, Revision]:
    found, _ = territory_or_404(request, slug)
    line = get_object_or_404(found.revisions.select_related("actor"), pk=pk)
    require(request.can.edit_plans or line.model not in PERSONAL, ONLY_KEEPERS)  # type: ignore[attr-defined]
    return found, line


def _plan_of(line: Revision | None) -> Plan | None:
    """The plan of the object of a line, when it still exists."""
    if line is None or line.plan_key is None:
        return None
    return Plan.objects.filter(pk=line.plan_key).select_related("territory").first()


def _readable(request: HttpRequest, lines: RevisionQuerySet) -> RevisionQuerySet:
    return lines if request.can.edit_plans else lines.exclude(model__in=PERSONAL)  # type: ignore[attr-defined]


def _unnamed_to(request: HttpRequest) -> set[str]:
    """The objects that the lines of others do not name to this person: readers read functions, never contacts."""
    return set() if request.can.contribute else PERSONAL  # type: ignore[attr-defined]


def _chronicle(
    request: HttpRequest, territory: Territory, lines: RevisionQuerySet, context: Mapping[str, object]
) -> HttpResponse:
    lines = _readable(request, lines)
    form = WantedForm(request.GET or None, people=actors(lines))
    wanted = form.wanted if form.is_bound else Wanted()
    return _render(request, territory, wanted.among(lines), {"plan": None, **context, "filters": form}, together=True)


def _render(
    request: HttpRequest,
    territory: Territory,
    lines: RevisionQuerySet,
    context: Mapping[str, object],
    *,
    together: bool,
) -> HttpResponse:
    page = Paginator(heads(lines) if together else lines, PER_PAGE).get_page(request.GET.get("page"))
    found = sizes(lines, page) if together else {}
    hidden = _unnamed_to(request)
    shown = {
        "kicker": territory.name,
        "gone": None,
        "named": True,
        "batches": False,
        **context,
        "territory": territory,
        "entries": _linked(territory, [entry(line, found.get(line.batch, 1), without=hidden) for line in page]),
        "page": page,
    }
    return render(request, "history/chronicle.html", shown)


def _linked(territory: Territory, entries: list[Entry]) -> list[Entry]:
    """The same entries with the pages that they lead to."""
    lines = [told.line for told in entries]
    urls, imports = addresses(territory, lines), import_addresses(territory, lines)
    for told in entries:
        told.url = urls.get((told.line.model, told.line.object_key), "")
        told.import_url = imports.get(told.line.pk, "")
        told.history_url = reverse("history:object", args=[territory.slug, told.line.model, told.line.object_key])
    return entries
