"""Turns HTML of ours into PDF with our styles and fonts, tagged where it is asked for."""

from collections.abc import Mapping
from typing import Any

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from app.paper import glyphs
from app.paper.typesetting import breaking, spelling, tagging  # noqa: F401 — they break, draw and tag in the typesetter's place
from app.paper.typesetting.claims import claim
from app.paper.typesetting.fetcher import STATIC, AssetFetcher, Picture
from app.paper.typesetting.textlayer import FontShelf


def typeset(html: str, pictures: Mapping[str, Picture], *, identifier: bytes, tagged: bool) -> bytes:
    """One HTML text with our styles as PDF bytes."""
    return written(composed(html, pictures), identifier=identifier, tagged=tagged)


def composed(html: str, pictures: Mapping[str, Picture], **options: Any) -> Any:  # noqa: ANN401 — WeasyPrint's, untyped
    """The laid out pages, WeasyPrint's Document; it takes `options` such as style sheets that are parsed already."""
    source = HTML(string=glyphs.named(html), base_url=f"{STATIC.as_uri()}/", url_fetcher=AssetFetcher(pictures))
    options.setdefault("font_config", FontConfiguration())
    document = source.render(**options)
    document.fonts = FontShelf()
    return document


def written(document: Any, *, identifier: bytes, tagged: bool) -> bytes:  # noqa: ANN401 — WeasyPrint's, untyped
    """Laid out pages as PDF bytes."""
    finisher = claim if tagged else None
    return bytes(document.write_pdf(finisher=finisher, pdf_tags=tagged, pdf_identifier=identifier))
