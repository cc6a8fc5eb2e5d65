"""A long list on a page: its filters and its order in the address, its rows by pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

PAGE = 100


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a column: `query` sorts by it (empty when it cannot), `sorted` is « ascending », « descending »."""

    label: str
    query: str = ""
    sorted: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `order` are the fields that it is sorted by, none when it is not."""

    label: str
    order: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    page: Page[Any]
    total: int
    headers: list[Header]


def listing(request: HttpRequest, rows: QuerySet[Any], columns: Mapping[str, Column], default: str) -> Listing:
    """The page that the address asks for: `?tri=nom` or `?tri=-nom`, `?page=2`. Two queries."""
    asked = request.GET.get("tri", default)
    name, backwards = asked.removeprefix("-"), asked.startswith("-")
    if not (name in columns and columns[name].order):
        name, backwards = default.removeprefix("-"), default.startswith("-")
    order = [_turned(field) if backwards else field for field in columns[name].order]
    page = Paginator(rows.order_by(*order, "pk"), PAGE).get_page(request.GET.get("page"))
    headers = [_header(request.GET, key, column, name, backwards) for key, column in columns.items()]
    return Listing(page, page.paginator.count, headers)


def _header(get: QueryDict, key: str, column: Column, current: str, backwards: bool) -> Header:
    if not column.order:
        return Header(column.label, is_number=column.is_number)
    here = key == current
    way = ("descending" if backwards else "ascending") if here else ""
    downwards = not backwards if here else column.is_number
    query = _query(get, without=("page", "tri")) + f"tri={'-' if downwards else ''}{key}"
    return Header(column.label, query, way, column.is_number)


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _query(get: QueryDict, without: Sequence[str]) -> str:
    kept = get.copy()
    for name in without:
        kept.pop(name, None)
    for name in [name for name in kept if not any(kept.getlist(name))]:
        kept.pop(name)
    said = kept.urlencode()
    return f"{said}&" if said else ""
