"""What a person decided in the preview of an import: rows left out, proposals accepted, corrections, deletions.

Decisions name the nodes of the reading by their `ref` (`annexes.refs`) and those of the plan by their key; they are
kept with the batch as JSON and are forgotten when its files are read again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Decisions:
    """Nothing decided: everything that was read is taken as it was read, no proposal applied, nothing deleted.

    `moved` gives the new place of a fiche or objective: the `ref` of an objective of the file (« 0/2/1 »), the key of
    one of the plan (« pk:412 »), or a theme of either to hang on nothing (« 0 », « pk:7 »).
    `partners` gives, by a name as the file writes it, the key of the partner of the directory that it is.
    `deleted` holds what is missing from the file and is to be deleted: « objective:412 », « action:77 ».
    """

    left_out: frozenset[str] = frozenset()  # refs; what hangs below is left out with it
    accepted: frozenset[str] = frozenset()  # keys of proposals
    renamed: Mapping[str, str] = field(default_factory=dict)  # ref → title
    moved: Mapping[str, str] = field(default_factory=dict)  # ref → place
    partners: Mapping[str, int] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """What is decided, and that alone."""
        values = {
            "left_out": sorted(self.left_out),
            "accepted": sorted(self.accepted),
            "renamed": dict(self.renamed),
            "moved": dict(self.moved),
            "partners": dict(self.partners),
            "deleted": sorted(self.deleted),
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Decisions":
        """What `to_json` gave; anything unknown is left aside."""
        return cls(
            left_out=frozenset(data.get("left_out", ())),
            accepted=frozenset(data.get("accepted", ())),
            renamed=dict(data.get("renamed", {})),
            moved=dict(data.get("moved", {})),
            partners=dict(data.get("partners", {})),
            deleted=frozenset(data.get("deleted", ())),
        )

    def digest(self) -> str:
        """The SHA-256 of what is decided: what a person confirms is what is written."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def __bool__(self) -> bool:
        return bool(self.to_json())


UNDECIDED = Decisions()
