"""What was laid out is kept as files, by the hash of all that it depends on, within a limit.

An entry begins with the hash of its content: a damaged file is as good as none. Several processes may use one folder.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

KEPT_SHARE = 0.8  # of the limit, once it is passed: the least recently used entries go


class Cache:
    """Entries under `folder`, `limit` bytes in all. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None, limit: int = 0) -> None:
        self.folder = folder
        self.limit = limit

    def get(self, key: str) -> bytes | None:
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        content = entry[32:]
        if hashlib.sha256(content).digest() != entry[:32]:
            path.unlink(missing_ok=True)
            return None
        with suppress(OSError):  # taken away meanwhile
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep an entry. A folder that cannot be written keeps nothing."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".", delete=False) as file:
                file.write(hashlib.sha256(content).digest() + content)
            os.replace(file.name, self.folder / key)
        except OSError:
            return

    def prune(self) -> None:
        """Take away the least recently used entries when all weigh more than the limit."""
        if self.folder is None or not self.folder.is_dir():
            return
        with os.scandir(self.folder) as entries:
            facts = [(stat.st_mtime, stat.st_size, entry.path) for entry in entries if (stat := _stat(entry))]
        total = sum(size for _, size, _ in facts)
        if total <= self.limit:
            return
        for _, size, path in sorted(facts):
            if total <= self.limit * KEPT_SHARE:
                return
            Path(path).unlink(missing_ok=True)
            total -= size


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:
        return None
