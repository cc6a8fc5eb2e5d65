"""What was read or written, counted in a sentence: « 4 axes stratégiques, 10 objectifs intermédiaires… »."""

from collections.abc import Mapping

from annexes.comparing.changes import ACTION, PLAN, ChangeKind
from annexes.outline import PlanOutline
from partners.enums import DirectoryList
from plans.enums import Level
from plans.models import Plan

LevelNames = Mapping[str, tuple[str, str]]  # level or ACTION → singular, plural, in the order of the tree
LIST_NAMES = {
    DirectoryList.PARTNERS.value: ("Partenaire", "Partenaires"),
    DirectoryList.CONTACTS.value: ("Contact", "Contacts"),
    DirectoryList.SCHEMES.value: ("Dispositif", "Dispositifs"),
    DirectoryList.PLACES.value: ("Lieu", "Lieux"),
    DirectoryList.DOMAINS.value: ("Domaine", "Domaines"),
    DirectoryList.AUDIENCES.value: ("Public", "Publics"),
    DirectoryList.SCALES.value: ("Échelle territoriale", "Échelles territoriales"),
    DirectoryList.CHILD_TIMES.value: ("Temps de l’enfant", "Temps de l’enfant"),
    DirectoryList.AGE_BANDS.value: ("Tranche d’âge", "Tranches d’âge"),
}
SAID = {
    ChangeKind.CREATED: "Créés",
    ChangeKind.CHANGED: "Modifiés",
    ChangeKind.MOVED: "Déplacés",
    ChangeKind.DELETED: "Supprimés",
}

LISTS = {  # what an import counts of the lists on its way → the list
    "partners": DirectoryList.PARTNERS.value,
    "contacts": DirectoryList.CONTACTS.value,
    "schemes": DirectoryList.SCHEMES.value,
    "places": DirectoryList.PLACES.value,
}


def level_names(plan: Plan) -> LevelNames:
    """The plan's own names of its levels and of its fiches. One query."""
    labels = {level.level: (level.singular, level.plural) for level in plan.kind.levels.all()}
    names = {str(level): labels.get(level, (level.label, level.label)) for level in Level if level is not Level.ROOT}
    own = {PLAN: ("Plan", "Plans"), **names, ACTION: (plan.kind.action_label, plan.kind.action_label_plural)}
    return {**own, **LIST_NAMES}


def read_counts(outline: PlanOutline) -> dict[str, int]:
    """How many objects of each level an outline has."""
    levels = {str(level): outline.count(level) for level in Level if level is not Level.ROOT}
    return {**levels, ACTION: sum(1 for _ in outline.all_actions())}


def in_words(numbers: Mapping[str, int], names: LevelNames) -> str:
    """« 4 axes, 10 objectifs intermédiaires, 23 fiches actions », or nothing."""
    return ", ".join(
        f"{number} {_lower(names[level][number > 1])}" for level in names if (number := numbers.get(level, 0))
    )


def written_sentence(counts: Mapping[str, Mapping[str, int]], names: LevelNames) -> str:
    """What an import wrote: « Créés : 4 axes, 10 objectifs. Modifiés : 2 fiches actions. »"""
    parts = []
    for kind, word in SAID.items():
        if words := in_words({level: number.get(kind.value, 0) for level, number in counts.items()}, names):
            parts.append(f"{word}\u00a0: {words}.")
    return " ".join(parts) or "Rien n’a changé\u00a0: tout était déjà dans le plan."


def created_sentence(counts: Mapping[str, int], names: LevelNames) -> str:
    """What an import added to the lists of the territory on its way: « Ajoutés aux listes : 2 partenaires. »"""
    words = in_words({LISTS[name]: number for name, number in counts.items() if name in LISTS}, names)
    return f"Ajoutés aux listes du territoire\u00a0: {words}." if words else ""


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]
