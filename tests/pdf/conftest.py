"""What the tests of documents share: one warm child for all of them, and short ways to a chunk and to its pages."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from annexes.pdf.cache import Cache
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.engine import Engine
from annexes.pdf.style import Style

BASE = Style(("base",))

LayOut = Callable[..., Rendered]
Accessible = Callable[..., pikepdf.Pdf]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    one = Engine(1, Cache(None))
    yield one
    one.close()


@pytest.fixture
def lay_out(engine: Engine) -> LayOut:
    """`lay_out(body)`: a chunk of that body, in the base style, with some rules more."""

    def render(body: str, rules: str = "", **files: bytes) -> Rendered:
        return engine.render([Chunk(document(body), Style(("base",), rules=rules), files)])[0]

    return render


@pytest.fixture
def accessible(tmp_path: Path) -> Accessible:
    """`accessible(content)` is the document, once it is known to be valid PDF/UA-1 and to be well written."""

    def check(content: bytes, *profiles: str) -> pikepdf.Pdf:
        path = tmp_path / "document.pdf"
        path.write_bytes(content)
        for profile in profiles or ("ua1",):
            result = page_validation.validate_pdf(str(path), profile=profile)
            assert result.is_compliant, [(failure.rule_id, failure.message) for failure in result.failures][:5]
        pdf = pikepdf.open(io.BytesIO(content))
        assert pdf.check_pdf_syntax() == []
        return pdf

    return check


def document(body: str) -> str:
    return f'<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body>{body}</body></html>'
