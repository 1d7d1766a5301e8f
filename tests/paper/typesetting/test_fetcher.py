import pytest
from weasyprint.urls import FatalURLFetchingError

from app.paper.typesetting.fetcher import STATIC, AssetFetcher, Picture


def test_our_styles_and_fonts_are_open() -> None:
    fetcher = AssetFetcher({})

    assert fetcher.fetch(f"{STATIC.as_uri()}/css/print/page.css").content_type == "text/css"
    assert fetcher.fetch(f"{STATIC.as_uri()}/fonts/print/SourceSerif4-It.ttf").content_type == "font/ttf"


def test_a_picture_of_the_manuscript_is_open() -> None:
    fetcher = AssetFetcher({"logo": Picture(b"drawn", "image/png")})

    assert fetcher.fetch("memory:logo").read() == b"drawn"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "memory:other",
        "http://127.0.0.1:5000/desk",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "data:text/css,body{color:red}",
        f"{STATIC.as_uri()}/css/print/../../../.env",
        f"{STATIC.as_uri()}/css/print/%2e%2e/%2e%2e/%2e%2e/.env",
        f"file://elsewhere{STATIC}/css/print/page.css",
        "//example.org/x.css",
        "",
    ],
)
def test_everything_else_stops_the_rendering(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        AssetFetcher({"logo": Picture(b"", "image/png")}).fetch(address)
