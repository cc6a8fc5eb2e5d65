"""Places and the words of the reference lists as resources."""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts.aggregates import Content
from actions.enums import PlaceKind
from actions.models import AgeBand, Audience, ChildTime, Place, Scale
from partners.cells import ChoiceCell, Column, NumberCell, TextCell
from partners.enums import DirectoryList
from partners.listplan import Refusal
from partners.listresource import ListResource, register
from partners.models import name_key
from partners.resources import TermResource


class PlaceResource(ListResource):
    what = DirectoryList.PLACES
    model = Place
    title_field = "name"

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column("Nom", "name", TextCell(), also=("lieu", "commune", "école", "établissement"), kept=True),
            Column("Type", "kind", ChoiceCell(PlaceKind, "type"), also=("type de lieu",), kept=True),
            Column("Code", "code", TextCell(change=_code), also=("code insee", "uai", "code qpv", "insee")),
        ]

    def keys_of(self, held: Content) -> Iterable[Any]:
        kind = held.get("kind") or PlaceKind.COMMUNE
        yield (kind, name_key(held["name"])[:150])
        if held.get("code"):
            yield ("code", kind, held["code"])


class AudienceResource(TermResource):
    what = DirectoryList.AUDIENCES
    model = Audience


class ScaleResource(TermResource):
    what = DirectoryList.SCALES
    model = Scale


class ChildTimeResource(TermResource):
    what = DirectoryList.CHILD_TIMES
    model = ChildTime


class AgeBandResource(TermResource):
    what = DirectoryList.AGE_BANDS
    model = AgeBand

    @staticmethod
    def columns() -> list[Column]:
        return [
            *TermResource.columns(),
            Column("Âge minimum", "age_min", NumberCell(), also=("de",)),
            Column("Âge maximum", "age_max", NumberCell(), also=("à",)),
        ]

    def judge(self, values: Content) -> Iterator[Refusal]:
        low, high = values.get("age_min"), values.get("age_max")
        if any(age is not None and age > 120 for age in (low, high)):
            yield Refusal("Un âge va de 0 à 120 ans.")
        elif low is not None and high is not None and low > high:
            yield Refusal("L’âge maximum est inférieur à l’âge minimum.")


def register_resources() -> None:
    for resource in (PlaceResource, AudienceResource, ScaleResource, ChildTimeResource, AgeBandResource):
        register(resource)


def _code(text: str) -> str:
    return text.upper().replace(" ", "")
