"""The opinions and signatures on a plan, or on one of its avenants: prepared from its type, noted, with their page."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from accounts.aggregates import content
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.enums import Change
from accounts.history import record
from actions.forms.life import VisaForm
from plans.access import plan_or_404
from plans.enums import VisaOutcome, VisaStage
from plans.models import Amendment, Plan, Visa
from plans.visas import prepare_visas, visas_of

ONLY_COORDINATORS = "Les avis et les signatures sont réservés à la coordination et à l’administration du territoire."
STAGES = {"avis": VisaStage.OPINION, "signature": VisaStage.SIGNATURE}
MOST = 60


@require_POST
def prepare(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Add those that the type of the plan expects and that are not there yet."""
    found = _plan(request, territory, plan)
    amendment = _amendment(found, request.POST.get("avenant", ""))
    made = prepare_visas(found, by=signed_in(request), amendment=amendment)
    if made:
        messages.success(request, f"Ajouté, à compléter : {', '.join(visa.label for visa in made)}.")
    else:
        messages.info(request, "Les avis et les signatures attendus sont déjà là.")
    return redirect(_back(found, amendment, "avis"))


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Add an opinion (`?etape=avis`) or a signature, of the plan or of an avenant (`?avenant=3`)."""
    found = _plan(request, territory, plan)
    amendment = _amendment(found, request.GET.get("avenant", ""))
    stage = STAGES.get(request.GET.get("etape", ""), VisaStage.SIGNATURE)
    visa = Visa(plan=found, amendment=amendment, stage=stage, outcome=VisaOutcome.AWAITED)
    form = VisaForm(*_given(request), instance=visa, plan=found)
    if request.method == "POST" and form.is_valid():
        if visas_of(found, amendment).count() >= MOST:
            form.add_error(None, f"Un plan porte {MOST} avis et signatures au plus : retirez ce qui ne sert plus.")
        else:
            with transaction.atomic():
                added = form.save()
                record(
                    Change.CREATED, added, by=signed_in(request), territory=found.territory, plan_key=found.pk,
                    after=content(added),
                )  # fmt: skip
            messages.success(request, f"« {added.label} » est ajouté.")
            return redirect(_back(found, amendment, f"visa-{added.pk}"))
    return _page(request, found, visa, form)


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Note what was answered, on what day, and keep the scanned page."""
    found = _plan(request, territory, plan)
    visa = _visa(found, pk)
    seen = request.POST.get("seen") or seen_token(visa)
    form = VisaForm(*_given(request), instance=visa, plan=found)
    back_url = _back(found, visa.amendment, f"visa-{visa.pk}")
    if request.method == "POST" and form.is_valid():
        result = save_edit(visa, request=request, territory=found.territory, plan_key=found.pk, apply=form.save)
        if isinstance(result, Conflict):
            if request.FILES:
                messages.warning(
                    request, "Le fichier choisi n’est pas gardé : ajoutez-le une fois les textes accordés."
                )
            return conflict_page(request, result, action_url=request.path, back_url=back_url)
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=back_url)
        if result.sentence:
            messages.warning(request, result.sentence)
        messages.success(request, f"« {visa.label} » est enregistré.")
        return redirect(back_url)
    return _page(request, found, visa, form, seen)


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Take an opinion or a signature off; the corbeille brings it back."""
    found = _plan(request, territory, plan)
    visa = _visa(found, pk)
    back_url = _back(found, visa.amendment, "avis")
    if request.method == "POST":
        with transaction.atomic():
            gone = Visa.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if gone is not None:
                before = content(gone)
                gone.delete()
                record(
                    Change.DELETED, gone, by=signed_in(request), territory=found.territory, plan_key=found.pk,
                    before=before, key=pk,
                )  # fmt: skip
        messages.success(request, f"« {visa.label} » est retiré. La corbeille du plan peut le ramener.")
        return redirect(back_url)
    context = {"plan": found, "territory": found.territory, "visa": visa, "back_url": back_url}
    return render(request, "life/visa_delete.html", context)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse | FileResponse:
    """The scanned page, as it was given; always saved, never opened in the page."""
    found, _ = plan_or_404(request, territory, plan)
    visa = _visa(found, pk)
    if not visa.file:
        raise Http404
    try:
        opened = visa.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(opened, as_attachment=True, filename=PurePosixPath(str(visa.file.name)).name)


def _given(request: HttpRequest) -> tuple[object, object]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def _visa(plan: Plan, pk: int) -> Visa:
    return get_object_or_404(Visa.objects.select_related("amendment", "partner"), pk=pk, plan=plan)


def _amendment(plan: Plan, key: str) -> Amendment | None:
    if not key:
        return None
    return get_object_or_404(Amendment, pk=int(key) if key.isdecimal() and len(key) < 16 else 0, plan=plan)


def _back(plan: Plan, amendment: Amendment | None, anchor: str) -> str:
    """The page that lists it, at its place: the life of the plan, or the avenant."""
    where = [plan.territory.slug, plan.slug]
    if amendment is not None:
        return f"{reverse('life:amendment', args=[*where, amendment.pk])}#{anchor}"
    return f"{reverse('life:plan', args=where)}#{anchor}"


def _page(request: HttpRequest, plan: Plan, visa: Visa, form: VisaForm, seen: str = "") -> HttpResponse:
    context = {
        "plan": plan,
        "territory": plan.territory,
        "visa": visa,
        "is_signature": visa.stage == VisaStage.SIGNATURE,
        "form": form,
        "seen": seen,
        "back_url": _back(plan, visa.amendment, "avis"),
    }
    return render(request, "life/visa.html", context, status=422 if form.errors else 200)
