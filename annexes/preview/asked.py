"""What a person asked to see of a preview: the filters of its address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from accounts.suggestions import QUERY_LENGTH
from accounts.text import one_line

ISSUES, NAMES, ABSENT, CELLS = "signalements", "partenaires", "absents", "cellules"  # the lists that may be cut


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing asked: the whole preview, what is long of it folded or cut.

    `line` is the line that a link leads to: the branches above it are shown and open. `all_of` names the lists that are
    wanted whole.
    """

    state: str = ""  # « creer », « modifier »… (annexes.preview.looks)
    words: str = ""  # searched in titles, codes and addresses
    severity: str = ""  # « erreur », « alerte », « information »
    kind: str = ""  # of issues
    part: str = ""  # of the file, for issues
    fate: str = ""  # « texte », « ignore »
    line: str = ""
    correcting: str = ""  # the line whose correction is open
    all_of: frozenset[str] = frozenset()

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Asked":
        """Any mapping of parameters; what is unknown or too long is left aside."""

        def word(name: str) -> str:
            return one_line(query.get(name, ""))[:QUERY_LENGTH]

        return cls(
            state=word("etat"),
            words=word("q"),
            severity=word("gravite"),
            kind=word("sorte"),
            part=word("partie"),
            fate=word("sort"),
            line=word("ligne"),
            correcting=word("corriger"),
            all_of=frozenset(filter(None, word("tout").split(","))),
        )

    def whole(self, name: str) -> bool:
        return name in self.all_of

    def query(self, **changes: str) -> str:
        """The address of the same view with some parameters changed: « ?gravite=alerte », or « ? » for nothing."""
        values = {
            "etat": self.state,
            "q": self.words,
            "gravite": self.severity,
            "sorte": self.kind,
            "partie": self.part,
            "sort": self.fate,
            "tout": ",".join(sorted(self.all_of)),
            **changes,
        }
        return f"?{urlencode({name: value for name, value in values.items() if value})}"

    def everything_of(self, name: str) -> str:
        """The address of the same view with one list whole."""
        return replace(self, all_of=self.all_of | {name}).query()

    @property
    def all_issues(self) -> str:
        return self.everything_of(ISSUES)

    @property
    def all_names(self) -> str:
        return self.everything_of(NAMES)

    @property
    def all_absent(self) -> str:
        return self.everything_of(ABSENT)

    @property
    def all_cells(self) -> str:
        return self.everything_of(CELLS)
