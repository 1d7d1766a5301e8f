"""Markdown becomes safe HTML, for the page and for print, with its notes and citations."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import count
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from mdit_py_plugins.footnote import footnote_plugin

from app.letters.citations import citations_rule
from app.letters.footnotes import Env, PageNotes, PrintNotes, call_rule
from app.paper.manuscript import Heading, Passage
from app.paper.words import unbroken

# Deeper lists and quotations than anyone writes only serve to keep a machine busy.
DEEPEST_NESTING = 20
_SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)
_TAG_OR_TEXT = re.compile(r"(<h[1-6].*?</h[1-6]>|<[^>]*>)|([^<]+)", re.DOTALL)
_TAGS = frozenset(
    [
        *("a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li"),
        *("ol", "p", "pre", "section", "span", "strong", "sup", "ul"),
        *("table", "tbody", "td", "th", "thead", "tr"),
    ]
)
_ATTRIBUTES = {
    "a": {"aria-label", "class", "dir", "href", "id", "rel", "role", "title"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class", "role"},
    "span": {"class", "data-number", "id"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}


@dataclass(frozen=True, slots=True)
class Prose:
    """A text made readable: its HTML, and what it contains."""

    html: Markup
    headings: tuple[Heading, ...]
    footnotes: int
    attachments: frozenset[int]

    @property
    def passage(self) -> Passage:
        """The same as the print wants it."""
        return Passage(html=self.html, headings=self.headings)


class Fault(NamedTuple):
    """Something in a text that its author will want to know, and the line it stands on."""

    line: int
    sentence: str


def for_page(
    source: str, *, prefix: str, language: str = "", top: int = 2, notes_title: str = "", table_title: str = ""
) -> Prose:
    """The text for the screen: headings from level `top`, notes gathered at the end, tables in boxes that scroll."""
    written = _prose(source, PageNotes(prefix, notes_title, top), language=language, top=top)
    return replace(written, html=_boxed(written.html, table_title))


def for_print(source: str, *, prefix: str, language: str = "", top: int = 2) -> Prose:
    """The text for paper: each note stands where it is called, for the foot of that page."""
    written = _prose(source, PrintNotes(prefix), language=language, top=top)
    return replace(written, html=_unbroken(written.html))


def inline(source: str) -> Markup:
    """A few words with emphasis and links, without paragraphs, notes or headings."""
    return _safe(_parser().renderInline(" ".join(source.split())))


def faults(source: str, attachments: Collection[int]) -> list[Fault]:
    """Notes without a text, texts without a call, and attachments that do not exist."""
    called: dict[str, int] = {}
    written: dict[str, int] = {}
    found: list[Fault] = []
    for line, token in _lines(_parser(audit=True).parse(source)):
        label = token.meta.get("label", "")
        if token.type == "footnote_ref":
            called.setdefault(label, line)
        elif token.type == "footnote_reference_open":
            if label in written:
                found.append(Fault(line, f"The note [^{label}] is written twice."))
            written[label] = line
        elif token.type == "citation_open":
            missing = sorted(token.meta["attachments"] - set(attachments))
            found += [Fault(line, f"There is no attachment {number}.") for number in missing]
    found += [
        Fault(line, f"The note [^{label}] is called here but written nowhere.")
        for label, line in called.items()
        if label not in written
    ]
    found += [
        Fault(line, f"The note [^{label}] is never called.") for label, line in written.items() if label not in called
    ]
    return sorted(found)


def _parser(*, audit: bool = False) -> MarkdownIt:
    """A parser for one text only: linkify keeps its state on itself, and threads share nothing."""
    options = {"html": False, "linkify": True, "maxNesting": DEEPEST_NESTING}
    md = MarkdownIt("commonmark", options).enable(["table", "linkify"])
    md.use(footnote_plugin, inline=False, move_to_end=not audit)
    md.inline.ruler.at("footnote_ref", partial(call_rule, always_match=audit))
    md.use(citations_rule)
    # A word after a full stop without its space ("court.In") must not become an address.
    linkify: Any = md.linkify  # is there since the options ask for it
    linkify.set({"fuzzy_link": False})
    linkify.add("www.", {"validate": _WWW, "normalize": _with_scheme})
    # Addresses are judged where links are written, so that an image is known for one even then.
    md.validateLink = bool  # type: ignore[method-assign,assignment]
    md.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    md.add_render_rule("image", _alternative_text)
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("th_open", _cell_open)
    md.add_render_rule("td_open", _cell_open)
    md.add_render_rule("citation_open", _nothing)
    md.add_render_rule("citation_close", _nothing)
    return md


_WWW = re.compile(r"\A(?:[\w-]+\.)+[\w-]{2,}(?::\d+)?(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]»”’])?/?")


def _with_scheme(_: object, match: Any) -> None:  # noqa: ANN401 — linkify has no types
    match.url = "http://" + match.url


def _prose(source: str, notes: PageNotes | PrintNotes, *, language: str, top: int) -> Prose:
    md = _parser()
    notes.teach(md)
    env: dict[str, Any] = {"language": language}
    tokens = md.parse(source, env)
    headings = _number_headings(tokens, notes.prefix, top)
    everything = list(_flat(tokens))
    return Prose(
        html=_safe(md.renderer.render(notes.taken_up(tokens), md.options, env)),
        headings=headings,
        footnotes=sum(token.type == "footnote_open" for token in everything),
        attachments=frozenset[int]().union(
            *(token.meta["attachments"] for token in everything if token.type == "citation_open")
        ),
    )


def _unbroken(html: Markup) -> Markup:
    """Hyphens in the text, not in its tags; headings are left alone, since the bookmarks repeat them."""
    return Markup(_TAG_OR_TEXT.sub(lambda found: found[1] or unbroken(found[2]), html))  # noqa: S704 - safe before


def _boxed(html: Markup, title: str) -> Markup:
    """Each table in a box: where the window is narrower than the table, the box scrolls, by the keyboard too.

    No text can hold this tag: what people write as HTML is shown as such.
    """
    numbers = count(1)
    boxed = re.sub(
        "<table>",
        lambda _: f'<div class="table" role="group" tabindex="0" aria-label="{escape(title)} {next(numbers)}"><table>',
        html,
    )
    return Markup(boxed.replace("</table>", "</table></div>"))  # noqa: S704 - made safe before, by _safe


def _alternative_text(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """An image says what it shows; its file would have to be fetched from somewhere."""
    return escape(self.renderInlineAsText(tokens[idx].children, options, env))


def _link_open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """A link to elsewhere tells that place nothing of its reader; one to nowhere is but its words."""
    token = tokens[idx]
    address = str(token.attrGet("href"))
    if not _SAFE_ADDRESS.match(address):
        token.attrs.pop("href")
    elif not address.startswith("#"):
        token.attrSet("rel", "noopener noreferrer")
    if token.info == "auto":  # an address reads from left to right in any language
        token.attrSet("dir", "ltr")
    return self.renderToken(tokens, idx, options, env)


def _cell_open(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """A column's alignment as a class: our pages allow no styles inside the text."""
    token = tokens[idx]
    if alignment := token.attrs.pop("style", None):
        token.attrSet("class", str(alignment).replace("text-align:", "align-"))
    return self.renderToken(tokens, idx, options, env)


def _nothing(*_: object) -> str:
    return ""


def _safe(html: str) -> Markup:
    """Raw HTML is off already; this holds should the parser ever be mistaken."""
    return Markup(  # noqa: S704 — nh3 has just cleaned it
        nh3.clean(
            html,
            tags=set(_TAGS),
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Every token with the line of the source that it stands on, counted from 1."""
    line = 1
    for token in tokens:
        line = token.map[0] + 1 if token.map else line
        yield line, token
        within = line
        for child in token.children or ():
            yield within, child
            within += child.type in ("softbreak", "hardbreak")


def _number_headings(tokens: Sequence[Token], prefix: str, top: int) -> tuple[Heading, ...]:
    """Give each heading its level below `top` and an address of its own."""
    places = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    if not places:
        return ()
    shift = top - min(int(tokens[place].tag[1]) for place in places)
    taken: dict[str, int] = {}
    return tuple(_heading(tokens[place : place + 3], prefix, shift, taken) for place in places)


def _heading(tokens: Sequence[Token], prefix: str, shift: int, taken: dict[str, int]) -> Heading:
    opening, words, closing = tokens
    level = min(int(opening.tag[1]) + shift, 6)
    text = _plain(words.children or ())
    address = _unique(f"{prefix}-{_slug(text)}", taken)
    opening.tag = closing.tag = f"h{level}"
    opening.attrSet("id", address)
    return Heading(level, address, text)


def _plain(tokens: Sequence[Token]) -> str:
    return " ".join("".join(_words(token) for token in tokens).split())


def _words(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type != "footnote_ref" else ""


def _slug(text: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())
    return "-".join(words)[:80].strip("-") or "section"


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """An address that no heading has yet; `taken` knows the last turn of each, as many may be called the same."""
    turns = count(taken.get(wanted, 0) + 1)
    turn, address = next(
        (turn, address) for turn in turns if (address := wanted if turn == 1 else f"{wanted}-{turn}") not in taken
    )
    taken[wanted] = turn
    taken.setdefault(address, 1)
    return address
