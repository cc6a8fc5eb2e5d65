import os
from pathlib import Path

from annexes.pdf.cache import Cache


def test_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new" / "folder", 1000)
    assert cache.get("a") is None
    cache.put("a", b"content")
    assert cache.get("a") == b"content"
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["a"]


def test_damaged_entry_is_none_and_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1000)
    for damage in (b"", b"short", b"0" * 32 + b"content"):
        (tmp_path / "a").write_bytes(damage)
        assert cache.get("a") is None
        assert not (tmp_path / "a").exists()


def test_least_recently_used_entries_go(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 10 * (32 + 68))
    for rank in range(12):
        cache.put(str(rank), b"x" * 68)
        os.utime(tmp_path / str(rank), (rank, rank))
    assert cache.get("0") is not None  # used now
    cache.prune()
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"0", "5", "6", "7", "8", "9", "10", "11"}


def test_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file", 1000)
    cache.put("a", b"content")
    cache.prune()
    assert cache.get("a") is None


def test_without_folder_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.put("a", b"content")
    cache.prune()
    assert cache.get("a") is None
