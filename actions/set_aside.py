"""The words of the reference lists that a territory proposes: all but those that it set aside."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Territory
from actions.models import Action, AgeBand, Audience, ChildTime, Scale
from partners.enums import DirectoryList
from partners.models import Domain, SetAsideTerm

LISTS: dict[type[Any], DirectoryList] = {
    Audience: DirectoryList.AUDIENCES,
    ChildTime: DirectoryList.CHILD_TIMES,
    Scale: DirectoryList.SCALES,
    AgeBand: DirectoryList.AGE_BANDS,
    Domain: DirectoryList.DOMAINS,
}


def offered(model: type[Any], territory: Territory, action: Action | None = None) -> "QuerySet[Any]":
    """The words that a form proposes; those that the fiche holds already stay. No query of its own."""
    words: QuerySet[Any] = model.objects.available_to(territory)
    if model not in LISTS:
        return words
    aside = Q(pk__in=SetAsideTerm.objects.filter(territory=territory, what=LISTS[model]).values("key"))
    if action is not None and action.pk and hasattr(model, "actions"):
        aside &= ~Q(pk__in=model.objects.filter(actions=action).values("pk"))
    return words.exclude(aside)


def set_aside(territory: Territory, name: str) -> set[int]:
    """The keys of the words of a list that a territory set aside. One query."""
    return set(SetAsideTerm.objects.filter(territory=territory, what=name).values_list("key", flat=True))
