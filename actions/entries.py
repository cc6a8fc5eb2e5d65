"""Places and the words of the reference lists, as the directory edits them; and which lists there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Territory
from accounts.perms import Abilities
from actions.forms.directory import PlaceForm, term_form
from actions.models import AgeBand, Audience, CharterAxis, ChildTime, Place, Scale
from partners.entries import EntryKind
from partners.enums import DirectoryList
from partners.models import Domain

ONLY_ADMINS = "Modifier les listes de référence est réservé à l’administration du territoire."
PLACE = EntryKind(
    form=PlaceForm,
    rows=lambda territory: Place.objects.of(territory),
    noun="le lieu",
    new_title="Nouveau lieu",
    plural="Lieux",
    list_name="directory:places",
    routes="directory:place",
)


def administrators(can: Abilities) -> bool:
    return can.manage_lists


@dataclass(frozen=True, slots=True)
class TermKind(EntryKind):
    """The words that a territory adds to one reference list."""

    name: str = ""

    def list_url(self, territory: Territory) -> str:
        return reverse("directory:list", args=[territory.slug, self.name])

    def url(self, action: str, territory: Territory, *keys: int) -> str:
        return reverse(f"directory:term-{action}", args=[territory.slug, self.name, *keys])


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list of words: shared terms, and where `kind` is given, those that a territory adds."""

    name: str
    title: str
    model: type[Any]
    explained: str
    kind: TermKind | None = None


def _term_kind(name: DirectoryList, model: type[Any]) -> TermKind:
    rows: Callable[[Territory], QuerySet[Any]] = lambda territory: model.objects.filter(territory=territory)  # noqa: E731
    return TermKind(
        form=term_form(model),
        rows=rows,
        noun="le terme",
        new_title=f"Nouveau terme : {name.label.lower()}",
        plural=str(name.label),
        list_name="directory:lists",
        routes="directory:term",
        may=administrators,
        refusal=ONLY_ADMINS,
        choices=lambda territory: model.objects.available_to(territory),
        name=name.value,
    )


def _list(name: DirectoryList, model: type[Any], explained: str) -> ReferenceList:
    return ReferenceList(name.value, str(name.label), model, explained, _term_kind(name, model))


LISTS = {
    one.name: one
    for one in (
        _list(DirectoryList.AUDIENCES, Audience, "À qui une fiche s’adresse."),
        _list(DirectoryList.CHILD_TIMES, ChildTime, "Les moments de la journée et de l’année d’un enfant."),
        _list(DirectoryList.SCALES, Scale, "À quelle échelle une fiche agit."),
        _list(
            DirectoryList.AGE_BANDS, AgeBand, "Des tranches toutes prêtes, qui remplissent les deux âges d’une fiche."
        ),
        _list(DirectoryList.DOMAINS, Domain, "Les champs de la politique éducative."),
        ReferenceList(
            "charte",
            "Axes de la charte Plan mercredi",
            CharterAxis,
            "Les quatre axes de la charte qualité Plan mercredi (instruction 2018-139) : ils ne changent pas.",
        ),
    )
}
