"""What a document may reach: our own fonts, and the files that came with it. Nothing else."""

import mimetypes
from collections.abc import Mapping
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from annexes.pdf.typography import FONTS

FONT, ASSET = "font:", "asset:"


class OnlyOurs(URLFetcher):
    """Serves the vendored fonts under `font:` and `files` under `asset:`; every other address is refused."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=set())  # type: ignore[no-untyped-call]
        self.files = files or {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        name = url.removeprefix(ASSET)
        if url.startswith(ASSET) and name in self.files:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, self.files[name], {"Content-Type": kind})
        name = url.removeprefix(FONT)
        path = FONTS / name
        if not url.startswith(FONT) or path.parent != FONTS or path.suffix != ".ttf" or not path.is_file():
            raise ValueError(f"adresse refusée : {url[:100]}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})
