"""Who may follow, stop and take away the long work of annexes."""

from accounts import perms
from accounts.enums import MemberRole
from accounts.models import User
from annexes.models import Job, JobKind


def can_follow(job: Job, role: MemberRole | None) -> bool:
    """Documents are for every member, those with contacts for who edits plans; imports, for those who import."""
    if job.kind == JobKind.FREEZE:
        return perms.can_export(role)
    if job.kind == JobKind.ARCHIVE:
        return perms.can_edit_plans(role)
    if job.kind != JobKind.EXPORT:
        return perms.can_import(role)
    return perms.can_edit_plans(role) if job.options.get("contacts") else perms.can_export(role)


def can_steer(job: Job, user: User, role: MemberRole | None) -> bool:
    """Stop and relaunch: the person who asked, and the administrators."""
    return can_follow(job, role) and (job.user_id == user.pk or role == MemberRole.ADMIN)
