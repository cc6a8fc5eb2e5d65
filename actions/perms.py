"""Who may report on a fiche: the coordination on any, a contributor on those that she leads."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q

from accounts.enums import MemberRole
from accounts.models import Territory, User
from accounts.perms import can_contribute, can_edit_plans
from actions.enums import Role
from actions.models import Action, ActionQuerySet, Participation
from partners.models import Contact

ONLY_LEADS = (
    "Seules les personnes qui pilotent cette fiche, et la coordination, la tiennent à jour. "
    "Si vous la pilotez, demandez à la personne qui administre le territoire de rattacher votre compte à son pilote."
)


def led_by(user: User) -> ActionQuerySet:
    """The fiches whose pilote is a partner that `user` speaks for, or names her as its contact."""
    lead = Participation.objects.filter(action=OuterRef("pk"), role=Role.LEAD).filter(
        Q(contact__user=user.pk, contact__is_active=True)
        | Q(partner__contacts__user=user.pk, partner__contacts__is_active=True)
    )
    return Action.objects.filter(Exists(lead))


def leads(user: User, action: Action) -> bool:
    """Whether she leads that fiche. One query."""
    return led_by(user).filter(pk=action.pk).exists()


def can_report(user: User, role: MemberRole | None, action: Action) -> bool:
    """Whether she may update status, progress, notes and steps of that fiche. One query for a contributor."""
    return can_edit_plans(role) or (can_contribute(role) and leads(user, action))


def led_counts(territory: Territory) -> dict[int, int]:
    """How many fiches each person of a territory leads, by her key. Two queries."""
    users, speakers = defaultdict(set), {}
    speaking = Contact.objects.filter(partner__territory=territory, is_active=True, user__isnull=False)
    for pk, partner, user in speaking.order_by().values_list("pk", "partner", "user"):
        users[partner].add(user)
        speakers[pk] = user
    led: dict[int, set[int]] = defaultdict(set)
    held = Participation.objects.filter(role=Role.LEAD, action__plan__territory=territory)
    for action, partner, contact in held.order_by().values_list("action", "partner", "contact"):
        for user in users.get(partner, set()) | {speakers[contact] for contact in [contact] if contact in speakers}:
            led[user].add(action)
    return {user: len(actions) for user, actions in led.items()}
