"""What the commands of this room share: refusals in French with their exit code, plans by their short names, files."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Territory
from plans.models import Plan

FILE_HAS_ERRORS = 1
WRONG_USAGE = 2


class AnnexeCommand(BaseCommand):
    """A command whose refusals are one French sentence on stderr. Exit codes: 0 done, 1 the file or the document
    cannot be, 2 wrong usage."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except CommandError as refusal:
            if not getattr(self, "_called_from_command_line", False):
                raise
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)


def misused(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=WRONG_USAGE)


def territory_named(slug: str) -> Territory:
    """Raise the refusal of a wrong usage, with the known short names, when there is no such territory."""
    territory = Territory.objects.filter(slug=slug).first()
    if territory is None:
        raise misused(
            f"Le territoire « {slug} » n’existe pas. {_known(Territory.objects.values_list('slug', flat=True))}"
        )
    return territory


def plan_named(territory: Territory, slug: str) -> Plan | None:
    return Plan.objects.of(territory).filter(slug=slug).select_related("territory", "kind").first()


def plan_or_refusal(territory: Territory, slug: str, hint: str = "") -> Plan:
    plan = plan_named(territory, slug)
    if plan is None:
        known = _known(Plan.objects.of(territory).values_list("slug", flat=True))
        raise misused(f"Le plan « {slug} » n’existe pas dans le territoire « {territory} ». {known} {hint}".strip())
    return plan


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it. Raise OSError."""
    if path.exists() and not path.is_file():  # a pipe or a device
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.resolve().parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _known(slugs: Any) -> str:
    some = list(slugs.order_by("slug")[:10])
    return f"Noms courts connus : {', '.join(some)}." if some else "Il n’y en a encore aucun."
