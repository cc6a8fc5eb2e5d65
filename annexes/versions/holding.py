"""What is kept of the plan on the day of a meeting: the next dossier de séance tells what changed since."""

from accounts.models import User
from annexes.models import Version, VersionReason
from annexes.versions.freezing import freeze
from plans.models import Meeting


def keep_version(meeting: Meeting, by: User) -> Version:
    """The data alone: no document is made of it unless somebody asks."""
    plan = meeting.committee.plan
    return freeze(plan, reason=VersionReason.MEETING, by=by, label=str(meeting)[:150], meeting=meeting, documents=())
