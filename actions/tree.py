"""The tree of the plan page in memory: light nodes, their counts, what a search leaves of them."""

from dataclasses import dataclass, field
from itertools import groupby

from actions.prose import Passage, passages
from plans.enums import Level


@dataclass(slots=True, eq=False)
class FicheRow:
    pk: int
    url: str
    reference: str
    title: str
    status: str
    lead: str
    schedule: str
    doubtful: bool
    alerts: int = 0  # how many things to correct
    pieces: list[tuple[bool, str]] = field(default_factory=list)  # the title, cut where the search found it

    @property
    def alerts_url(self) -> str:
        """From the page of the plan; short, for there are hundreds."""
        return f"alertes/?objet=actions.action:{self.pk}"


@dataclass(slots=True, eq=False)
class Node:
    """One objective as the page shows it."""

    pk: int
    level: Level
    level_label: str = ""
    kicker: str = ""  # « Axe II »
    title: str = ""
    note: str = ""
    description: list[Passage] = field(default_factory=list)
    version: str = ""
    effect_group: int | None = None
    effects: str = ""
    heading: int = 1  # rank of its title among the page's headings; the hidden root stands for the page
    is_lowest: bool = False
    is_folded: bool = False
    children: list["Node"] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)  # the children again, by effets attendus
    fiches: list[FicheRow] = field(default_factory=list)
    unattached: list[FicheRow] = field(default_factory=list)  # of a theme
    served_by: list[tuple[str, str]] = field(default_factory=list)  # address and name of a fiche printed elsewhere
    pieces: list[tuple[bool, str]] = field(default_factory=list)
    fiche_count: int = 0  # here and below
    lowest_count: int = 0
    alerts: int = 0
    count: str = ""  # « 3 objectifs · 12 fiches »

    @property
    def alerts_url(self) -> str:
        return f"alertes/?objet=plans.objective:{self.pk}"

    @property
    def is_empty(self) -> bool:
        """At the lowest level, with nothing that answers it."""
        return self.is_lowest and not (self.fiches or self.effects or self.note or self.served_by)


@dataclass(slots=True, eq=False)
class Group:
    """Siblings that share their effets attendus, or that have none."""

    nodes: list[Node]
    effects: list[Passage]
    key: int | None = None


def with_themeless(nodes: list[Node], loose: list[FicheRow]) -> list[Node]:
    """The parts of the page: the themes; before them, one part without title for what stands under no theme."""
    themes = [node for node in nodes if node.level is Level.THEME]
    others = [node for node in nodes if node.level is not Level.THEME]
    if not others and not loose:
        return themes
    return [Node(0, Level.THEME, children=others, unattached=loose), *themes]


def total(node: Node, lowest: tuple[str, str]) -> None:
    """Count the fiches and the lowest objectives of a branch, and say it; `lowest` names one and several of these."""
    for child in node.children:
        total(child, lowest)
    node.fiche_count = len(node.fiches) + len(node.unattached) + sum(c.fiche_count for c in node.children)
    node.lowest_count = sum(1 if child.is_lowest else child.lowest_count for child in node.children)
    node.count = count_words((*lowest, node.lowest_count), ("fiche", "fiches", node.fiche_count), joined=" · ")


def count_words(*parts: tuple[str, str, int], joined: str = " et ") -> str:
    """« 3 objectifs et 1 fiche »; what is not there is not said."""
    return joined.join(f"{n} {singular if n == 1 else plural}" for singular, plural, n in parts if n)


def group_by_effects(node: Node) -> None:
    """Cut the children of each node of a branch where the group of effets attendus changes."""
    for _, siblings in groupby(node.children, key=lambda child: child.effect_group):
        nodes = list(siblings)
        node.groups.append(Group(nodes, passages(nodes[0].effects), nodes[0].effect_group))
    for child in node.children:
        group_by_effects(child)


def cut(node: Node, objectives: set[int], fiches: set[int]) -> bool:
    """Keep in a branch what a search found and what leads to it; False when nothing is left.

    An objective that was found keeps all that it holds, folded where nothing else was found.
    """
    hits = {child.pk for child in node.children if _has_hit(child, objectives, fiches)}
    for child in node.children:
        if child.pk in hits:
            cut(child, objectives, fiches)
        else:
            child.is_folded = True
    if node.pk in objectives:
        return True
    node.children = [child for child in node.children if child.pk in hits]
    for group in node.groups:
        group.nodes = [child for child in group.nodes if child.pk in hits]
    node.groups = [group for group in node.groups if group.nodes]
    node.fiches = [row for row in node.fiches if row.pk in fiches]
    node.unattached = [row for row in node.unattached if row.pk in fiches]
    return bool(node.children or node.fiches or node.unattached)


def _has_hit(node: Node, objectives: set[int], fiches: set[int]) -> bool:
    return (
        node.pk in objectives
        or any(row.pk in fiches for row in (*node.fiches, *node.unattached))
        or any(_has_hit(child, objectives, fiches) for child in node.children)
    )
