"""What a version keeps, as JSON and back: the outline of the plan, and what its documents say beside it.

The reference lists and the look of the territory are kept with the version: its documents, made again years later, do
not depend on what these have become.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date
from typing import Any

from annexes.applying.directory import load_vocabulary, with_contacts_among
from annexes.contents.wording import day_wording
from annexes.edition import Brand, Edition, LevelLabels
from annexes.editions import edition_of
from annexes.jsonform import outline_from_json, outline_to_json
from annexes.models import Version
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.models import Amendment, Plan


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version read back."""

    outline: PlanOutline
    edition: Edition
    vocabulary: Vocabulary

    @property
    def public(self) -> PlanOutline:
        """What documents are made of: they are signed, sent and published, and name no contact."""
        return with_contacts_among(self.outline, frozenset())


def content_of(outline: PlanOutline) -> str:
    """The outline as the JSON that a version keeps: the same for the same plan."""
    return json.dumps(outline_to_json(outline), sort_keys=True, ensure_ascii=False)


def sha256_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def outline_of(version: Version) -> PlanOutline:
    """All that the version keeps of the plan, private contacts included: see `Frozen.public`.

    Its nodes have no key when the version came from an archive: they would name other objects here.
    """
    data = without_keys(version.content) if version.edition.get("is_from_archive") else json.loads(version.content)
    return outline_from_json(data)


def without_keys(text: str | bytes) -> dict[str, Any]:
    """The JSON of an outline without the keys that its nodes had in the database. Raise ValueError."""
    found = json.loads(text, object_pairs_hook=lambda pairs: {name: one for name, one in pairs if name != "pk"})
    if not isinstance(found, dict):
        raise ValueError("not an outline")
    return found


def read_frozen(version: Version) -> Frozen:
    kept: dict[str, Any] = version.edition
    labels = {Level(code): LevelLabels(*words) for code, words in kept["level_labels"].items()}
    brand = kept["brand"]
    edition = Edition(
        territory=kept["territory"],
        plan_title=kept["plan_title"],
        kind_label=kept["kind_label"],
        edited_on=date.fromisoformat(kept["edited_on"]),
        period=kept["period"],
        draft=kept["draft"],
        level_labels=labels,
        action_label=kept["action_label"],
        action_label_plural=kept["action_label_plural"],
        deliberation=kept["deliberation"],
        version_label=str(version),
        brand=Brand(brand["ink"], b64decode(brand["logo"]), brand["logo_type"], brand["logo_text"]),
    )
    vocabulary = Vocabulary({name: dict(pairs) for name, pairs in kept["vocabulary"]})
    return Frozen(outline_of(version), edition, vocabulary)


def edition_to_keep(plan: Plan, *, today: date) -> dict[str, Any]:
    """What `read_frozen` reads beside the content, as JSON."""
    edition = edition_of(plan, today=today)
    brand, vocabulary = edition.brand, load_vocabulary(plan.territory)
    return {
        "territory": edition.territory,
        "plan_title": edition.plan_title,
        "kind_label": edition.kind_label,
        "edited_on": edition.edited_on.isoformat(),
        "period": edition.period,
        "draft": edition.draft,
        "level_labels": {
            level.value: [labels.singular, labels.plural, labels.prefix]
            for level, labels in edition.level_labels.items()
        },
        "action_label": edition.action_label,
        "action_label_plural": edition.action_label_plural,
        "deliberation": deliberation_words(plan),
        "brand": {
            "ink": brand.ink,
            "logo": b64encode(brand.logo).decode(),
            "logo_type": brand.logo_type,
            "logo_text": brand.logo_text,
        },
        "vocabulary": [[name, [list(pair) for pair in pairs.items()]] for name, pairs in vocabulary.labels.items()],
    }


def deliberation_words(plan: Plan | Amendment) -> str:
    """« Délibération n° 2026-114 du 3 décembre 2026 »."""
    if not plan.deliberation:
        return ""
    begins = "" if plan.deliberation.lower().startswith("délib") else "Délibération "
    day = f" du {day_wording(plan.deliberated_on)}" if plan.deliberated_on else ""
    return f"{begins}{plan.deliberation}{day}"
