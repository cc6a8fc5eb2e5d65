"""Adding objectives: one at a time, quickly, or many pasted at once."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from accounts.access import signed_in
from plans.levels import Ladder, Rung, in_sentence
from plans.models import Objective, Plan
from plans.numbering import proposed
from plans.pasting import Pasted, read_lines
from plans.structure import Draft, Stale, add_objectives
from plans.tree import CannotPlace
from plans.tree_forms import ObjectiveForm, PasteForm
from plans.views.answers import address, done, editable_plan, label, panel, place_in, refused


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is added: under a parent (the hidden root for the first level), after one of its children."""

    plan: Plan
    ladder: Ladder
    rung: Rung
    parent: Objective
    after: int | None

    @property
    def siblings(self) -> list[str]:
        """The codes of the objectives of that level that stand there. One query."""
        rows = Objective.objects.filter(parent=self.parent.pk, level=self.rung.level).order_by("lft")
        return list(rows.values_list("code", flat=True))

    @property
    def where(self) -> str:
        return f"sous « {label(self.ladder, self.parent)} »" if self.parent.parent_id else "au premier niveau du plan"

    @property
    def focus(self) -> int | None:
        return self.after or (self.parent.pk if self.parent.parent_id else None)

    def url(self, name: str, *, parent: int | None = None, after: int | None = None, rung: Rung | None = None) -> str:
        """The address of an adding form at this spot, or at another."""
        query = QueryDict(mutable=True)
        query["sous"] = str(parent or self.parent.pk)
        if after:
            query["apres"] = str(after)
        query["niveau"] = (rung or self.rung).level.value
        return f"{address(self.plan, name)}?{query.urlencode()}"


def add(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Add an objective: `sous` its parent, `apres` a sibling, of level `niveau`; then another, one below, or stop."""
    found = editable_plan(request, territory, plan)
    spot = _spot(request, found)
    if spot is None:
        return refused(request, found, "L’objectif sous lequel vous ajoutez a été supprimé : rien n’est ajouté.")
    blank = Objective(plan=found, parent_id=spot.parent.pk, level=spot.rung.level)
    code = proposed(spot.rung, spot.siblings, spot.parent.code)
    form = ObjectiveForm(request.POST or None, instance=blank, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name not in ("code", "title")}
        draft = Draft(spot.rung.level, form.cleaned_data["title"], form.cleaned_data["code"], fields=fields)
        try:
            result = add_objectives(
                plan=found, parent_id=spot.parent.pk, after_id=spot.after, drafts=[draft], by=signed_in(request)
            )
        except (CannotPlace, Stale) as error:
            form.add_error(None, str(error))
        else:
            return done(request, found, result.sentence, result.focus, follow=_follow(request, spot, result.focus))
    below = spot.ladder.under(spot.rung.level)
    return panel(
        request, found, "plans/_add.html", f"Ajouter : {in_sentence(spot.rung.singular)}",
        form=form, spot=spot, action=spot.url("objective-add", after=spot.after), status=422 if form.errors else 200,
        below=below[0] if below else None,
        upper=spot.ladder.rung(spot.parent.level) if spot.parent.parent_id else None,
        paste_url=spot.url("objective-paste", after=spot.after),
        back_url=place_in(found, spot.focus),
    )  # fmt: skip


def paste(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Many objectives at once: paste the lines, see what they become, confirm."""
    found = editable_plan(request, territory, plan)
    spot = _spot(request, found)
    if spot is None:
        return refused(request, found, "L’objectif sous lequel vous ajoutez a été supprimé : rien n’est ajouté.")
    rungs = spot.ladder.under(spot.parent.level)
    form = PasteForm(request.POST or None, rungs=rungs, initial={"level": spot.rung.level.value})
    pasted: Pasted | None = None
    if request.method == "POST" and form.is_valid():
        spot = replace(spot, rung=spot.ladder.rung(form.cleaned_data["level"]))
        pasted = read_lines(form.cleaned_data["lines"], spot.ladder, spot.rung, spot.siblings, spot.parent.code)
        if "confirmer" in request.POST and pasted.drafts:
            try:
                result = add_objectives(
                    plan=found, parent_id=spot.parent.pk, after_id=spot.after, drafts=pasted.drafts,
                    by=signed_in(request),
                )  # fmt: skip
            except (CannotPlace, Stale) as error:
                form.add_error(None, str(error))
            else:
                return done(request, found, result.sentence, result.keys[0])
    return panel(
        request, found, "plans/_paste.html", "Coller plusieurs lignes",
        form=form, spot=spot, pasted=pasted, action=spot.url("objective-paste", after=spot.after),
        back_url=place_in(found, spot.focus), status=422 if form.errors else 200,
    )  # fmt: skip


def _spot(request: HttpRequest, plan: Plan) -> Spot | None:
    """The place that the address asks for; None when its parent was deleted. Raise Http404 for an impossible level."""
    ladder = Ladder.of(plan.kind)
    rows = Objective.objects.filter(plan=plan)
    beside = _key(request.GET.get("apres"))
    sibling = rows.filter(pk=beside, parent__isnull=False).first() if beside else None
    parent_key = _key(request.GET.get("sous"))
    if sibling and (parent_key is None or sibling.parent_id == parent_key):
        parent: Objective | None = rows.filter(pk=sibling.parent_id).first()
    else:
        sibling = None
        parent = rows.filter(pk=parent_key).first() if parent_key else rows.filter(parent=None).first()
    if parent is None:
        return None
    allowed = ladder.under(parent.level)
    wanted = request.GET.get("niveau") or (sibling.level if sibling else "")
    rung = next((one for one in allowed if one.level == wanted), None if wanted else next(iter(allowed), None))
    if rung is None:
        raise Http404
    return Spot(plan, ladder, rung, parent, sibling.pk if sibling else None)


def _follow(request: HttpRequest, spot: Spot, new: int | None) -> str:
    """The address of the form that goes on after an addition, as its button says."""
    assert new is not None
    then = request.POST.get("puis", "")
    if then == "autre":
        return spot.url("objective-add", after=new)
    if then == "dessous" and (below := spot.ladder.under(spot.rung.level)):
        return spot.url("objective-add", parent=new, rung=below[0])
    if then == "remonter" and spot.parent.parent_id:
        rung = spot.ladder.rung(spot.parent.level)
        return spot.url("objective-add", parent=spot.parent.parent_id, after=spot.parent.pk, rung=rung)
    if then == "effets" and spot.parent.parent_id:
        return f"{address(spot.plan, 'effects-add')}?sous={spot.parent.pk}"
    return ""


def _key(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None
