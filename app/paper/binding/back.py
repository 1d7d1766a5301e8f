"""Sets what stands behind a letter: the list of its attachments, their covers, and sheets for each of their pages."""

from collections.abc import Sequence

from app.paper.binding.leaves import Part, Sheet
from app.paper.binding.resampling import RESOLUTION
from app.paper.manuscript import Manuscript, PaperSize
from app.paper.typesetting import typeset
from app.paper.words import direction_of, templates


def set_back(
    letter: Manuscript,
    parts: Sequence[Part],
    sheets: Sequence[Sequence[Sheet]],
    *,
    paper: PaperSize,
    first: int,
    saved: int,
) -> bytes:
    """The back as tagged PDF, its pages counted from `first`; the sheets are empty but for their feet and captions."""
    direction = direction_of(letter.language)
    bound = {part.exhibit.number for part in parts}
    html = (
        templates(letter.language)
        .get_template("print/attachments.html")
        .render(
            letter=letter,
            parts=[(part.exhibit, laid) for part, laid in zip(parts, sheets, strict=True)],
            unbound=[exhibit for exhibit in letter.exhibits if exhibit.number not in bound],
            saved=saved,
            resolution=RESOLUTION,
            paper=paper,
            first=first,
            direction=direction,
            start="right" if direction == "rtl" else "left",
            end="left" if direction == "rtl" else "right",
        )
    )
    return typeset(html, {}, identifier=b"attachments", tagged=True)
