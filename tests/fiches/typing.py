"""A fiche typed by hand: the form is read as a browser reads it, filled, and sent as a browser sends it."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Form(HTMLParser):
    """What a browser would send of the form whose class is `fiche-form`, nothing touched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.given: list[tuple[str, str]] = []
        self.model: list[tuple[str, str]] = []  # what the blank rows of the templates would add
        self._inside = False
        self._depth = 0
        self._select: dict[str, Any] | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = "fiche-form" in str(given.get("class"))
        if tag == "template":
            self._depth += 1
        name = str(given.get("name") or "")
        if not self._inside or self._depth > 1:
            return
        if tag == "input" and name and given.get("type") not in ("submit", "checkbox", "radio"):
            self.values.append((name, given.get("value") or ""))
        elif tag == "input" and name and "checked" in given:
            self.values.append((name, given.get("value") or "on"))
        elif tag == "select":
            self._select = {"name": name, "many": "multiple" in given, "first": None, "chosen": []}
        elif tag == "option" and self._select is not None:
            value = given.get("value") or ""
            if self._select["first"] is None:
                self._select["first"] = value
            if "selected" in given:
                self._select["chosen"].append(value)
        elif tag == "textarea":
            self._area, self._text = name, ""

    @property
    def values(self) -> list[tuple[str, str]]:
        return self.model if self._depth else self.given

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "template":
            self._depth -= 1
        elif tag == "textarea" and self._area is not None:
            self.values.append((self._area, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = self._select["chosen"]
            if not chosen and not self._select["many"] and self._select["first"] is not None:
                chosen = [self._select["first"]]
            self.values.extend((self._select["name"], value) for value in chosen)
            self._select = None


def untouched(html: str) -> dict[str, Any]:
    """What the form of a page would send as it stands: lists for what has several values."""
    form = _Form()
    form.feed(html)
    assert form.given, "no form in the page"
    data: dict[str, Any] = {}
    for name, value in form.given:
        data.setdefault(name, []).append(value)
    return data


def blank_rows(html: str) -> dict[str, str]:
    """What the templates of the rows hold, by name with `__prefix__`."""
    form = _Form()
    form.feed(html)
    return dict(form.model)


def add_rows(data: dict[str, Any], prefix: str, rows: list[dict[str, str]], blank: dict[str, str]) -> None:
    """Fill the blank rows of a list, and as many more as are needed, as the button « Ajouter » does."""
    total = int(data[f"{prefix}-TOTAL_FORMS"][0])
    filled = [n for n in range(total) if any(data.get(f"{prefix}-{n}-{key}", [""])[0] for key in ("key", "pk"))]
    start = len(filled)
    for n, row in enumerate(rows, start):
        for name, value in blank.items():
            if name.startswith(f"{prefix}-__prefix__-"):
                data.setdefault(name.replace("__prefix__", str(n), 1), [value])
        for name, value in row.items():
            data[f"{prefix}-{n}-{name}"] = [value]
        data[f"{prefix}-{n}-ORDER"] = [str(n + 1)]
    data[f"{prefix}-TOTAL_FORMS"] = [str(max(total, start + len(rows)))]


def refusals(response: Any) -> list[str]:
    """The errors that a page sums up: « Intitulé : Ce champ est obligatoire. »."""
    if response.status_code == 302:
        return []
    summary = response.content.decode().partition("Rien n’est enregistré")[2].partition("</ul>")[0]
    items = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", item)).split()) for item in items] or [str(response.status_code)]


def fill(client: Client, url: str, **values: Any) -> dict[str, Any]:
    """The form of that address, filled: `values` by name, rows as lists of dicts."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    html = page.content.decode()
    data, blank = untouched(html), blank_rows(html)
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            add_rows(data, name, value, blank)
        else:
            assert name in data or name.endswith("-new") or isinstance(value, list), f"no field {name} in the form"
            data[name] = value if isinstance(value, list) else [value]
    return data
