"""What a territory publishes: the signed versions of its plans, without the people in them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import Territory
from annexes.documents.request import Form
from annexes.exchange.csvdata import write_data_csv
from annexes.jsonform import public_json
from annexes.models import Version, VersionFile, VersionReason
from annexes.sharing.files import ShownFile, shown_files
from annexes.sharing.scrubbing import without_people
from annexes.versions.frozen import Frozen, read_frozen
from partners.models import Contact
from plans.enums import SIGNED_STATUSES
from plans.models import Plan

PUBLISHED = (VersionReason.SIGNED, VersionReason.AMENDED)
LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
EDITION = 1  # of what is written here: a change of form makes other files


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """A signed plan with its signed versions, the last one first, each with its documents."""

    plan: Plan
    versions: Sequence[tuple[Version, Sequence[ShownFile]]]

    @property
    def last(self) -> Version:
        return self.versions[0][0]


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """The last signed version of a plan, read back without the people in it; `key` changes when it does."""

    plan: Plan
    version: Version
    frozen: Frozen
    key: str

    def csv(self) -> bytes:
        edition = self.frozen.edition
        return write_data_csv(
            self.frozen.outline,
            levels=edition.level_labels.keys(),
            vocabulary=self.frozen.vocabulary,
            whole=False,
        )

    def json(self) -> bytes:
        return json.dumps(public_json(self.frozen.outline, contacts=False), ensure_ascii=False, indent=1).encode()


def public_territory(slug: str) -> Territory | None:
    """The territory of that short name, if it wants a public page. One query."""
    return Territory.objects.filter(slug=slug, has_public_page=True).first()


def published_plans(territory: Territory, slug: str = "") -> list[PublishedPlan]:
    """Its signed plans, the last begun first, or the one of that short name. Two queries."""
    versions = Version.objects.filter(
        plan__territory=territory, plan__status__in=SIGNED_STATUSES, reason__in=PUBLISHED
    ).defer("content", "edition")
    if slug:
        versions = versions.filter(plan__slug=slug)
    files = Prefetch("files", VersionFile.objects.order_by("position", "pk"))
    versions = versions.select_related("plan__kind", "plan__territory", "amendment").prefetch_related(files)
    by_plan: dict[int, list[Version]] = {}
    for version in versions.order_by("-plan__starts_on", "plan__title", "-number"):
        by_plan.setdefault(version.plan_id, []).append(version)
    return [
        PublishedPlan(several[0].plan, [(one, shown_files(one, Form.PDF)) for one in several])
        for several in by_plan.values()
    ]


def published_file(territory: Territory, slug: str, number: int, position: int) -> VersionFile | None:
    """A PDF of a signed version of a signed plan, or None. One query."""
    found = VersionFile.objects.filter(
        version__plan__territory=territory,
        version__plan__slug=slug,
        version__plan__status__in=SIGNED_STATUSES,
        version__reason__in=PUBLISHED,
        version__number=number,
        position=position,
        name__iendswith=".pdf",
    )
    return found.first()


def last_version(territory: Territory, slug: str) -> Version | None:
    """The last signed version of a signed plan, without what is long in it. One query."""
    found = Version.objects.filter(
        plan__territory=territory, plan__slug=slug, plan__status__in=SIGNED_STATUSES, reason__in=PUBLISHED
    ).defer("content", "edition")
    return found.select_related("plan__territory", "plan__kind", "amendment").order_by("-number").first()


def contact_names(territory: Territory) -> tuple[str, ...]:
    """The contacts of today, who are taken out of the texts too. One query."""
    contacts = Contact.objects.filter(partner__territory=territory)
    return tuple(sorted(set(contacts.values_list("full_name", flat=True))))


def key_of(version: Version, names: tuple[str, ...]) -> str:
    """Another one as soon as what is published of the version would be different."""
    held = (EDITION, version.pk, version.sha256, version.frozen_at.isoformat(), str(version), names)
    return hashlib.sha256(repr(held).encode()).hexdigest()


def open_plan(version: Version, names: tuple[str, ...]) -> OpenPlan:
    """Read it back without the people in it. One query, none when it was read a moment ago."""
    key = key_of(version, names)
    return OpenPlan(version.plan, version, _read(version.pk, names, key), key)


@lru_cache(maxsize=2)
def _read(pk: int, names: tuple[str, ...], key: str) -> Frozen:
    """Fiche after fiche, a reader asks for the same version."""
    frozen = read_frozen(Version.objects.get(pk=pk))
    return replace(frozen, outline=without_people(frozen.outline, names))


def described(plan: OpenPlan, addresses: dict[str, str]) -> dict[str, Any]:
    """The data of a plan as a catalogue describes them (DCAT, JSON-LD).

    `addresses` are those of its « page », and of its files by their form: « csv », « json », « schema ».
    """
    territory, version = plan.plan.territory, plan.version
    publisher = {"@type": "foaf:Organization", "foaf:name": territory.name}
    if territory.siren:
        publisher["dct:identifier"] = territory.siren
    period = {
        name: day.isoformat()
        for name, day in (("dcat:startDate", plan.plan.starts_on), ("dcat:endDate", plan.plan.ends_on))
        if day
    }
    json_form = {"dct:conformsTo": addresses["schema"]}
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
        },
        "@type": "dcat:Dataset",
        "@id": addresses["page"],
        "dct:title": f"{plan.plan.title} – {territory.name}",
        "dct:description": f"Objectifs et fiches action, tels que signés ({version}). Les contacts ont été retirés.",
        "dct:publisher": publisher,
        "dct:issued": timezone.localdate(version.frozen_at).isoformat(),
        "dct:language": "fr",
        "dct:license": LICENCE_URL,
        **({"dct:temporal": {"@type": "dct:PeriodOfTime", **period}} if period else {}),
        "dcat:landingPage": addresses["page"],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": form.label,
                "dcat:downloadURL": addresses[form.value],
                "dcat:mediaType": form.content_type.partition(";")[0],
                "dct:license": LICENCE_URL,
                **(json_form if form is Form.JSON else {}),
            }
            for form in (Form.CSV, Form.JSON)
        ],
    }
