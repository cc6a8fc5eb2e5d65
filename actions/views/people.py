"""The people of a territory: who is let in, with which role, and which fiches each leads. For its administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import people
from accounts.access import require, signed_in, territory_or_404
from accounts.enums import MemberRole
from accounts.forms import InviteForm, RoleForm
from accounts.invitations import mail_invitation, mail_new_role, token_of
from accounts.models import Journal, Membership, Territory
from accounts.perms import MAY
from accounts.text import one_line
from actions.forms.people import LinkForm
from actions.perms import led_by, led_counts
from partners import representing

ONLY_ADMINS = "Gérer les personnes est réservé à l’administration du territoire."
ROLES = [(role.label, sentence) for role, sentence in MAY.items()]  # each role and what it allows
PER_PAGE = 100
LAST_LINES = 20
SHOWN_FICHES = 100


def members(request: HttpRequest, territory: str) -> HttpResponse:
    """Everybody who holds a role in the territory; the same queries for one and for five hundred."""
    found = _administered(request, territory)
    rows = Membership.objects.filter(territory=found).select_related("user", "invitation", "territory")
    query = one_line(request.GET.get("q", ""))[:100]
    if query:
        rows = rows.filter(Q(user__full_name__icontains=query) | Q(user__email__icontains=query))
    page = Paginator(rows.order_by("user__full_name", "user__email"), PER_PAGE).get_page(request.GET.get("page"))
    counts = led_counts(found)
    context = {
        "territory": found,
        "query": query,
        "page": page,
        "rows": [(membership, counts.get(membership.user_id, 0)) for membership in page],
        "journal": _journal(found),
    }
    return render(request, "people/members.html", context)


def invite(request: HttpRequest, territory: str) -> HttpResponse:
    """Let a person in by her address; `?courriel=&nom=` fills the form from a contact."""
    found = _administered(request, territory)
    known = {"email": request.GET.get("courriel", "")[:254], "full_name": request.GET.get("nom", "")[:150]}
    if known["email"]:
        known["role"] = MemberRole.CONTRIBUTOR
    form = InviteForm(request.POST or None, initial={name: value for name, value in known.items() if value})
    if request.method == "POST" and form.is_valid():
        by = signed_in(request)
        try:
            membership = people.invite(territory=found, by=by, **form.cleaned_data)
        except people.AlreadyMember as already:
            messages.info(request, f"{already} Voici sa page.")
            return redirect("people:member", found.slug, already.membership.pk)
        _tell(request, membership)
        for contact in representing.link_same_address(membership=membership, by=by):
            messages.info(request, f"Son compte est rattaché au contact « {contact} » de {contact.partner}.")
        return redirect("people:member", found.slug, membership.pk)
    context = {"territory": found, "form": form, "roles": ROLES}
    return render(request, "people/invite.html", context, status=422 if form.errors else 200)


def member(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """One member: her role, for whom she speaks, what she leads, and what was done about her access."""
    found = _administered(request, territory)
    return _member_page(request, found, _membership(found, pk))


@require_POST
def role(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Change a role."""
    membership = _membership(_administered(request, territory), pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            if people.change_role(membership=membership, role=form.cleaned_data["role"], by=signed_in(request)):
                messages.success(request, f"{membership.user} : {membership.get_role_display()}.")
        except people.LastAdmin as refusal:
            messages.error(request, str(refusal))
    return _back(membership)


@require_POST
def access(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Close or open again the access of a member."""
    membership = _membership(_administered(request, territory), pk)
    try:
        if "ouvrir" in request.POST:
            people.open_access(membership=membership, by=signed_in(request))
            messages.success(request, f"{membership.user} a de nouveau accès au territoire.")
        else:
            people.close_access(membership=membership, by=signed_in(request))
            messages.success(request, f"{membership.user} n’a plus accès au territoire. Vous pouvez le rouvrir.")
    except people.LastAdmin as refusal:
        messages.error(request, str(refusal))
    return _back(membership)


@require_POST
def send_again(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Send the invitation of a member again, with a new link."""
    membership = _membership(_administered(request, territory), pk)
    invitation = getattr(membership, "invitation", None)
    if invitation is None:
        raise Http404
    people.send_again(invitation=invitation, by=signed_in(request))
    _tell(request, membership)
    return _back(membership)


@require_POST
def remove(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Take a member out of the territory, or cancel her invitation; her account goes too when she asked for it."""
    membership = _membership(_administered(request, territory), pk)
    person = str(membership.user)
    try:
        representing.take_out(membership=membership, by=signed_in(request))
    except people.LastAdmin as refusal:
        messages.error(request, str(refusal))
        return _back(membership)
    messages.success(request, f"{person} n’est plus membre du territoire.")
    return redirect("people:members", membership.territory.slug)


@require_POST
def link(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Say for whom a member speaks: she leads the fiches of that partner."""
    found = _administered(request, territory)
    membership = _membership(found, pk)
    form = LinkForm(request.POST, membership=membership)
    if not form.is_valid():
        return _member_page(request, found, membership, form)
    by = signed_in(request)
    try:
        contact = form.cleaned_data["contact"]
        if contact:
            representing.link(contact=contact, membership=membership, by=by)
        else:
            contact = representing.link_new(partner=form.cleaned_data["partner"], membership=membership, by=by)
    except representing.Taken as refusal:
        messages.error(request, str(refusal))
        return _back(membership)
    messages.success(request, f"{membership.user} parle pour {contact.partner} : ses fiches sont les siennes.")
    return _back(membership)


@require_POST
def unlink(request: HttpRequest, territory: str, pk: int, contact: int) -> HttpResponse:
    """A member speaks no more for a partner."""
    membership = _membership(_administered(request, territory), pk)
    known = get_object_or_404(representing.contacts_of(membership), pk=contact)
    representing.unlink(contact=known, membership=membership, by=signed_in(request))
    messages.success(request, f"{membership.user} ne parle plus pour {known.partner}.")
    return _back(membership)


def _administered(request: HttpRequest, slug: str) -> Territory:
    territory, _ = territory_or_404(request, slug)
    require(request.can.manage_people, ONLY_ADMINS)  # type: ignore[attr-defined]
    return territory


def _membership(territory: Territory, pk: int) -> Membership:
    rows = Membership.objects.select_related("user", "territory", "invitation__invited_by")
    return get_object_or_404(rows, pk=pk, territory=territory)


def _back(membership: Membership) -> HttpResponse:
    return redirect("people:member", membership.territory.slug, membership.pk)


def _member_page(
    request: HttpRequest, territory: Territory, membership: Membership, form: LinkForm | None = None
) -> HttpResponse:
    led = led_by(membership.user).filter(plan__territory=territory).select_related("plan__territory")
    context = {
        "territory": territory,
        "membership": membership,
        "invitation": getattr(membership, "invitation", None),
        "role_form": RoleForm(initial={"role": membership.role}),
        "roles": ROLES,
        "link_form": form or LinkForm(membership=membership),
        "contacts": representing.contacts_of(membership),
        "led": led.order_by("plan__title", "number", "pk")[:SHOWN_FICHES],
        "led_count": led.count(),
        "elsewhere": membership.user.memberships.exclude(pk=membership.pk).exists(),
        "journal": _journal(territory, membership),
    }
    return render(request, "people/member.html", context, status=422 if form else 200)


def _journal(territory: Territory, membership: Membership | None = None) -> list[tuple[Journal, str]]:
    """The last lines about people, or about one of them, each with its « old → new »."""
    lines = Journal.objects.filter(territory=territory, changes__has_key="personne").select_related("actor")
    if membership:
        lines = lines.filter(changes__personne=membership.user_id)
    return [(line, _old_to_new(line)) for line in lines[:LAST_LINES]]


def _old_to_new(line: Journal) -> str:
    """« Lecteur (élu) → Administrateur »."""
    pairs = [value for value in line.changes.values() if isinstance(value, list)]
    return ", ".join(" → ".join(word for word in pair if word) for pair in pairs)


def _tell(request: HttpRequest, membership: Membership) -> None:
    """Send the message of an invitation or of a new role; when it does not leave, the link is shown to be passed on."""
    invitation = getattr(membership, "invitation", None)
    path = reverse("accounts:invitation", args=[token_of(invitation)]) if invitation else reverse("home")
    address = request.build_absolute_uri(path)
    sent = (
        mail_invitation(invitation, address) if invitation else mail_new_role(membership, address, signed_in(request))
    )
    if sent:
        what = "L’invitation est partie" if invitation else "Un message est parti"
        messages.success(request, f"{what} à {membership.user.email}.")
    else:
        messages.warning(
            request,
            f"Le message n’a pas pu partir à {membership.user.email}. Transmettez-lui vous-même ce lien : {address}",
        )
