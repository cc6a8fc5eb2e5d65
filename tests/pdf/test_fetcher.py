import pytest
from weasyprint.urls import URLFetchingError

from annexes.pdf.fetcher import OnlyOurs


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "data:text/plain,x",
        "font:../inter/LICENSE.txt",
        "font:absent.ttf",
        "asset:absent.png",
        "asset:../logo.png",
    ],
)
def test_fetcher_serves_nothing_but_fonts_and_files_that_came_with_the_chunk(url: str) -> None:
    with pytest.raises((ValueError, URLFetchingError)):
        OnlyOurs({"logo.png": b"x"}).fetch(url)


def test_fetcher_serves_ours() -> None:
    fetcher = OnlyOurs({"logo.png": b"picture"})
    assert fetcher.fetch("asset:logo.png").read() == b"picture"
    assert fetcher.fetch("font:Inter-Regular.ttf").read()[:4] == b"\x00\x01\x00\x00"
