"""What names a fiche, in links, mergers, renewals and decisions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FicheAddress:
    """What names a fiche: its theme, then its number or code, or its title when it has neither.

    `plan` is the short name of another plan of the territory; `twin` tells apart fiches of one name, from 1, in the
    order of print.
    """

    name: str
    theme: str = ""
    plan: str = ""
    twin: int = 1
