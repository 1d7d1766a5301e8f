"""A text made ready for the page. Texts never change, so each is made once and kept."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.kit.languages import gettext_later as _
from app.letters import prose

if TYPE_CHECKING:
    from markupsafe import Markup

    from app.letters.models import Text
    from app.letters.prose import Prose

KEPT = 256  # parts of texts; a letter of three languages has twelve


def parts(text: Text) -> dict[str, Any]:
    """Return the lead as HTML, body and report as prose; notes and tables named in the spoken language.

    The closing belongs to the body: the notes of both come after it.
    """
    titles = str(_("Notes")), str(_("Table"))
    return {
        "lead": _inline(text.lead),
        "body": _passage(f"{text.body}\n\n{text.closing}", "letter", text.language, *titles),
        "report": _passage(text.report, "report", text.language, *titles) if text.report else None,
    }


@lru_cache(KEPT)
def _passage(source: str, prefix: str, language: str, notes_title: str, table_title: str) -> Prose:
    return prose.for_page(source, prefix=prefix, language=language, notes_title=notes_title, table_title=table_title)


@lru_cache(KEPT)
def _inline(source: str) -> Markup:
    return prose.inline(source)
