"""Names of partners that were typed or pasted and that look like a known partner: a person says which it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from accounts.models import Territory
from actions.forms.faults import Fault
from partners.names import spelled
from partners.similarity import look_alikes

NEW = "nouveau"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A new name, the known partner that it resembles and why; `choice` is what the person said, `""` until then."""

    name: str
    known: int
    known_name: str
    why: str
    choice: str

    @property
    def key(self) -> str:
        """The name of its field: the same whatever else is typed."""
        return field_name(self.name)

    @property
    def fault(self) -> Fault:
        said = f"« {self.name} » ressemble à « {self.known_name} » : dites si c’est le même."
        return Fault(f"{self.key}-connu", "", "Partenaire à confirmer", said)


def field_name(name: str) -> str:
    return f"semblable-{sha256(spelled(name).encode()).hexdigest()[:12]}"


def doubts_of(
    territory: Territory, names: Iterable[str], known: Mapping[int, str], given: Mapping[str, str]
) -> list[Doubt]:
    """Those of the names, unknown all, that resemble a partner of `known`; five queries when there is a name."""
    asked = list({spelled(name): name for name in names}.values())
    if not asked:
        return []
    keys = {name: pk for pk, name in known.items()}
    found = look_alikes(territory, ((name, "") for name in asked))
    doubts = []
    for name, alike in zip(asked, found, strict=True):
        if alike and (pk := keys.get(alike[0])):
            choice = str(given.get(field_name(name)) or "")
            doubts.append(Doubt(name, pk, *alike, choice if choice in (NEW, str(pk)) else ""))
    return doubts
