"""What is pasted into the page, made a file that is kept and read like any other."""

PAGE_NAME = "tableau-colle.html"
TEXT_NAME = "tableau-colle.tsv"

_PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{}</body></html>'
_SIGNS = ("<table", "<p", "<li", "<h1", "<h2", "<h3", "<div", "<td")


def as_file(html: str, text: str) -> tuple[str, bytes]:
    """The name and the bytes of a file for what the clipboard holds.

    `html` is what Word, Excel, LibreOffice and browsers give, with its merged cells; it is kept when it holds a table
    or a paragraph. `text` is the same without its form: tabs between cells. Empty bytes when there is nothing.
    """
    if html.strip() and _has_content(html):
        return PAGE_NAME, _PAGE.format(html.strip()).encode("utf-8", "ignore")
    return TEXT_NAME, text.encode("utf-8", "ignore") if text.strip() else b""


def is_pasted(name: str) -> bool:
    return name in {PAGE_NAME, TEXT_NAME}


def _has_content(html: str) -> bool:
    """Whether the page holds blocks: a bare `<span>` says nothing more than the text beside it."""
    lower = html.lower()
    return any(sign in lower for sign in _SIGNS)
