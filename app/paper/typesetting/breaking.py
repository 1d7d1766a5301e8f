"""Breaks lines where the typesetter would break too early: a last space needs no room at the end of a line.

WeasyPrint 70 measures the text before a note or an emphasis with the space that ends it. Where all but that space fits,
it takes the first word alone for the line, and the rest of the text for the next.
"""

from math import inf
from typing import Any, TypeAlias

from weasyprint.layout import inline

_Foreign: TypeAlias = Any  # WeasyPrint's own, which have no types
_split = inline.split_first_line
_COLLAPSING = ("normal", "pre-line")


def first_line(  # noqa: PLR0917 — takes what WeasyPrint's own does
    text: str,
    style: _Foreign,
    context: _Foreign,
    max_width: _Foreign,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002 — as above
    minimum: bool = False,  # noqa: FBT001, FBT002 — as above
) -> _Foreign:
    """Fit as much as possible into a width; takes and gives what WeasyPrint's `split_first_line` does."""
    rest = (style, context, max_width, justification_spacing, is_line_start, minimum)
    split = _split(text, *rest)
    shown = text.rstrip(" ")
    ends_early = split[2] is not None and max_width not in (None, inf)
    if not ends_early or shown in ("", text) or style["white_space"] not in _COLLAPSING:
        return split
    _, _, resumes, width, *_ = _split(shown, *rest)
    if resumes is None and width <= max_width:
        return _split(text, style, context, None, justification_spacing, is_line_start, minimum)
    return split


# There is no hook for another way to break; the typesetter looks up its own here for each text.
inline.split_first_line = first_line
