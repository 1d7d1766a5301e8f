"""The only files a print may open: our own styles and fonts, and pictures handed over in memory."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parents[3] / "static"
_OPEN_FOLDERS = (STATIC / "css" / "print", STATIC / "fonts" / "print")
_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


class Picture:
    """An image that is part of the manuscript, such as a logo."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self.content = content
        self.media_type = media_type


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Answers for our assets and stops the rendering at anything else."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        parts = urlsplit(url)
        if parts.scheme == "memory" and parts.path in self._pictures:
            picture = self._pictures[parts.path]
            return _answer(url, picture.content, picture.media_type)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme == "file" and not parts.netloc and path.parent in _OPEN_FOLDERS:
            return _answer(url, path.read_bytes(), _TYPES.get(path.suffix, ""))
        raise FatalURLFetchingError(f"The text asks for {url[:200]}, which a print may not open.")


def _answer(url: str, body: bytes, media_type: str) -> URLFetcherResponse:
    return URLFetcherResponse(url, body=body, headers={"Content-Type": media_type})
