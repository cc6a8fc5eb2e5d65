"""An avenant as it is signed: what it stands on, why, its articles, its signatures, then what it changes."""

from dataclasses import dataclass

from annexes.contents.changes import Changes
from annexes.contents.model import Line

ANNEXE = "Annexe : tableau des modifications"


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs; `said` is when it was done, or why it is not."""

    authority: str
    signer: str
    said: str


@dataclass(frozen=True, slots=True)
class AmendmentSheet:
    name: str  # « Avenant n° 2 »
    title: str
    plan_title: str
    is_project: bool
    grounds: tuple[str, ...]  # « Vu la convention… »
    purpose: tuple[Line, ...]
    articles: tuple[Article, ...]
    signatures: tuple[Signature, ...]
    changes: Changes
