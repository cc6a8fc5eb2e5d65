"""The rules of the house on every page that a test asks for: no inline script or style, one title, labelled fields…"""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

INLINE_HANDLER = re.compile(r"on[a-z]+")
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class PageReader(HTMLParser):
    """Collects what is wrong in a page: `faults` holds one sentence for each."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.titles = 0
        self.targets: set[str] = set()
        self._post_form_has_token: bool | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._refuse_inline(tag, given)
        if identifier := given.get("id"):
            self.ids[identifier] += 1
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag == "a" and str(given.get("href", "")).startswith("#"):
            self.targets.add(str(given["href"])[1:])
        if tag in {"input", "select", "textarea"} and given.get("type") not in UNLABELLED:
            self.fields.append(given)
        self.titles += tag == "h1"
        if tag == "form":
            self._post_form_has_token = False if str(given.get("method")).lower() == "post" else None
        if given.get("name") == "csrfmiddlewaretoken":
            self._post_form_has_token = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._post_form_has_token is False:
            self.faults.append("a form is posted without its CSRF token")

    def _refuse_inline(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "style" or "style" in given:
            self.faults.append(f"inline style in <{tag}>")
        if tag == "script" and "src" not in given:
            self.faults.append("inline script")
        self.faults.extend(f"{name} in <{tag}>" for name in given if INLINE_HANDLER.fullmatch(name))

    def conclude(self) -> list[str]:
        self.faults += [f"id {name} stands {count} times" for name, count in self.ids.items() if count > 1]
        self.faults += [f"the link #{name} leads nowhere" for name in self.targets - self.ids.keys() - {""}]
        for given in self.fields:
            if given.get("id") not in self.labelled and not given.keys() & {"aria-label", "aria-labelledby"}:
                self.faults.append(f"the field {given.get('name')} has no label")
        if self.titles != 1:
            self.faults.append(f"{self.titles} <h1>")
        return self.faults


def faults(html: str) -> list[str]:
    """What is wrong in a whole page; nothing for a fragment."""
    if not html.lstrip().lower().startswith("<!doctype html>"):
        return []
    reader = PageReader()
    reader.feed(html)
    return reader.conclude()


def check_page(response: Any, path: str) -> None:
    """Fail the test that asked for a page which breaks the rules of the house."""
    if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
        found = faults(response.content.decode())
        assert not found, f"{path}: {'; '.join(found)}"
