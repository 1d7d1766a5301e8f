"""What setting a letter on paper costs, beside WeasyPrint alone on the same HTML, styles, fonts and pictures."""

from __future__ import annotations

from unittest import mock

from flask import Flask
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from app.delivery.manuscripts import manuscript_of
from app.kit.database import db
from app.letters import queries
from app.paper.letter import letter as paper
from app.paper.manuscript import Manuscript
from app.paper.typesetting.fetcher import AssetFetcher, Picture
from bench.timing import medians, tell


def compare(app: Flask, slug: str) -> None:
    """Print what a letter's own print costs in this process, so without the press around it."""
    with app.app_context():
        found = queries.require(db.session, slug)
        manuscript = manuscript_of(found, text=found.edition.text_in(found.language))
    html, pictures = _typed(manuscript)
    ours, theirs = medians(
        lambda: paper.set_letter(manuscript, paper="A4"), lambda: _weasyprint(html, pictures), rounds=1
    )
    tell("A letter's print, tagged", ours, "WeasyPrint alone, untagged", theirs)


def _typed(manuscript: Manuscript) -> tuple[str, dict[str, Picture]]:
    """Return the HTML and pictures that are set, taken at the moment when they are."""
    with mock.patch.object(paper, "typeset", wraps=paper.typeset) as typeset:
        paper.set_letter(manuscript, paper="A4")
    html, pictures = typeset.call_args.args
    return html, pictures


def _weasyprint(html: str, pictures: dict[str, Picture]) -> bytes:
    source = HTML(string=html, base_url=f"{paper.STATIC.as_uri()}/", url_fetcher=AssetFetcher(pictures))
    return bytes(source.write_pdf(font_config=FontConfiguration()))
