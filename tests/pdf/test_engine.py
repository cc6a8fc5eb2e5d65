import hashlib
import sys
import time
from pathlib import Path

import pytest

from annexes.pdf import engine as engines
from annexes.pdf.cache import Cache
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import Engine
from annexes.pdf.errors import PdfError
from annexes.pdf.pool import Pool
from annexes.pdf.style import Style
from tests.pdf.conftest import BASE, document


@pytest.fixture
def kept(tmp_path: Path, engine: Engine) -> Engine:
    """An engine with a cache of its own, and the warm child of the others."""
    one = Engine(1, Cache(tmp_path / "cache", 10_000_000))
    one.pool.close()
    one.pool = engine.pool
    return one


def calls(one: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What children are asked from now on."""
    asked: list[str] = []
    run = Pool.run

    def spy(pool: Pool, wanted: list[tuple[str, tuple[object, ...]]]) -> object:
        asked.extend(method for method, _ in wanted)
        return run(pool, wanted)

    monkeypatch.setattr(Pool, "run", spy)
    assert one.salt
    asked.clear()
    return asked


def test_chunk_is_laid_out_once(kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = calls(kept, monkeypatch)
    chunks = [Chunk(document(f"<h1>{n}</h1>"), BASE) for n in (1, 2, 1)]
    steps: list[tuple[int, int]] = []
    first = kept.render(chunks, lambda done, total: steps.append((done, total)))
    assert asked == ["render", "render"]
    assert (steps[0], steps[-1]) == ((0, 3), (3, 3))
    assert first[0] == first[2] != first[1]
    assert kept.render(chunks) == first
    assert asked == ["render", "render"]


def test_work_that_is_cancelled_leaves_the_engine_ready(engine: Engine) -> None:
    def cancel(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    chunks = [Chunk(document(f"<h1>Annulé {n}</h1>"), BASE) for n in range(5)]
    with pytest.raises(KeyboardInterrupt) as stopped:
        engine.render(chunks, cancel)
    assert not engine.pool.lock.locked()
    assert engine.render(chunks)[4].pages == 1
    assert stopped.traceback


@pytest.mark.parametrize(
    "changed",
    [
        Chunk(document("<h1>B</h1>"), BASE, {"logo.svg": b"<svg/>"}),
        Chunk(
            document("<h1>A</h1>"), Style(("base",), ink="#7a1f3d", rules="p { color: red }"), {"logo.svg": b"<svg/>"}
        ),
        Chunk(document("<h1>A</h1>"), BASE, {"logo.svg": b"<svg></svg>"}),
    ],
    ids=["text", "style", "logo"],
)
def test_changed_chunk_is_laid_out_again(changed: Chunk, kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.render([Chunk(document("<h1>A</h1>"), BASE, {"logo.svg": b"<svg/>"})])
    asked = calls(kept, monkeypatch)
    kept.render([changed])
    assert asked == ["render"]


@pytest.mark.parametrize("what", ["library", "font", "code"])
def test_changed_library_font_or_code_empties_the_cache(
    what: str, kept: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = kept.salt
    if what == "library":
        monkeypatch.setattr(engines, "version", lambda name: "99")
    elif what == "font":
        (tmp_path / "Inter-Regular.ttf").write_bytes(b"another")
        monkeypatch.setattr(engines, "FONTS", tmp_path)
    else:
        monkeypatch.setattr(engines, "OURS", engines.OURS[:-1])
    kept.__dict__.pop("salt")
    assert kept.salt != before


def test_damaged_entry_is_laid_out_again(kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = Chunk(document("<h1>A</h1>"), BASE)
    good = kept.render([chunk])
    assert kept.cache.folder is not None
    (entry,) = kept.cache.folder.iterdir()
    entry.write_bytes(entry.read_bytes()[:-10] + b"0123456789")
    asked = calls(kept, monkeypatch)
    assert kept.render([chunk]) == good
    assert asked == ["render"]
    (entry,) = kept.cache.folder.iterdir()
    assert hashlib.sha256(entry.read_bytes()[32:]).digest() == entry.read_bytes()[:32]


def test_heights_are_measured_once(kept: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [("<p>Une ligne</p>", 80.0), ("<p>Deux<br>lignes</p>", 80.0), ("<p>Une ligne</p>", 80.0)]
    asked = calls(kept, monkeypatch)
    one, two, again = kept.measure(BASE, texts)
    assert one == again == pytest.approx(two / 2)
    assert one == pytest.approx(10 * 1.4 * 96 / 72)
    kept.measure(BASE, texts)
    assert asked == ["measure"]
    assert kept.measure(Style(("base",), rules="p { font-size: 20pt }"), texts[:1])[0] == pytest.approx(2 * one)


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "mot " * 200_000 + "</p>",
        "<p>x</p>" * 50_000,
        "<div>" * 100 + "x" + "</div>" * 100,
    ],
    ids=["long", "many", "deep"],
)
def test_chunk_beyond_limits_is_refused_by_name_and_quickly(body: str, engine: Engine) -> None:
    started = time.monotonic()
    with pytest.raises(PdfError, match="« Fiche 12 »"):
        engine.render([Chunk(document(body), BASE, label="Fiche 12")])
    assert time.monotonic() - started < 20
    assert engine.render([Chunk(document("<h1>A</h1>"), BASE)])[0].pages == 1


@pytest.mark.parametrize("text", ["x" * 30_000, "fête 🎉 中文 \u0600", "a\u202eb"], ids=["token", "glyphs", "bidi"])
def test_any_text_is_made_printable(text: str, engine: Engine) -> None:
    started = time.monotonic()
    assert engine.render([Chunk(document(f"<h1>A</h1><p>{text}</p>"), BASE)])[0].pages >= 1
    assert time.monotonic() - started < 20


def test_fault_of_the_program_is_no_fault_of_the_text(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="ValueError"):
        engine.render([Chunk(document("<h1>A</h1>"), Style(("base",), rules="h1::after { content: '中' }"))])


def test_machine_without_pango_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cffi.py").write_text("raise OSError('cannot load library pango')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])  # what children are given
    one = Engine(1, Cache(None))
    with pytest.raises(PdfError, match="libpango"):
        one.render([Chunk(document("<h1>A</h1>"), BASE)])
    one.close()


def test_colours_of_a_sheet_are_those_of_the_territory() -> None:
    assert "#17506b" in Style(("base", "tableau")).css()
    assert "#7a1f3d" in Style(("base", "tableau"), ink="#7a1f3d").css()
    assert "var(" not in Style(("base", "tableau")).css()
    with pytest.raises(ValueError, match="not the name"):
        Style(("../settings",)).css()
