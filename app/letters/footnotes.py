"""Footnotes, gathered at the end of a page or standing where they are called for print."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from html import escape
from itertools import zip_longest
from typing import Any, TypeAlias, cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.footnote import index

Env: TypeAlias = MutableMapping[str, Any]

_LONGEST_KEPT = 30
DEEPEST_NOTES = 10  # notes within notes; texts that go deeper are refused at load
CALL = re.compile(r"\[\^([^ \n\]]{1,200})\]")


def call_rule(state: StateInline, silent: bool, *, always_match: bool = False) -> bool:  # noqa: FBT001 — markdown-it's
    """The plugin's own rule for [^1], asked only where a call stands: it looks for an end up to the last letter."""
    return bool(CALL.match(state.src, state.pos, state.posMax)) and index.footnote_ref(
        state, silent, always_match=always_match
    )


class PageNotes:
    """Notes in a list after the text; call and note lead to each other."""

    def __init__(self, prefix: str, title: str, top: int) -> None:
        self.prefix = prefix
        self.title = title
        self.top = top

    def teach(self, md: MarkdownIt) -> None:
        _rules(md).update(
            footnote_ref=self._call,
            footnote_block_open=self._open_all,
            footnote_block_close=self._close_all,
            footnote_open=self._open,
            footnote_anchor=self._way_back,
        )

    def taken_up(self, tokens: Sequence[Token]) -> Sequence[Token]:
        return tokens

    def _call(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        number, call = self._addresses(tokens[idx])
        return (
            f'<sup class="note-call"><a href="#{self.prefix}-note-{number}" id="{call}"'
            f' role="doc-noteref">{number}</a></sup>'
        )

    def _open_all(self, *_: object) -> str:
        title = f"<h{self.top}>{escape(self.title)}</h{self.top}>" if self.title else ""
        return f'<section class="notes" role="doc-endnotes">{title}<ol>'

    def _close_all(self, *_: object) -> str:
        return "</ol></section>"

    def _open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f'<li id="{self.prefix}-note-{tokens[idx].meta["id"] + 1}">'

    def _way_back(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        number, call = self._addresses(tokens[idx])
        # The variation selector keeps telephones from drawing the arrow as a coloured picture.
        return (
            f' <a class="note-back" href="#{call}" role="doc-backlink"'
            f' aria-label="↩ {number}">↩\N{VARIATION SELECTOR-15}</a>'
        )

    def _addresses(self, token: Token) -> tuple[int, str]:
        number, turn = token.meta["id"] + 1, token.meta["subId"] + 1
        again = f"-{turn}" if turn > 1 else ""
        return number, f"{self.prefix}-call-{number}{again}"


class PrintNotes:
    """Each note inside the text at its first call, for the typesetter to float to the foot."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._notes: dict[int, list[Token]] = {}
        self._told: set[int] = set()
        self._depth = 0

    def teach(self, md: MarkdownIt) -> None:
        self._renderer: RendererHTML = md.renderer  # type: ignore[assignment]
        _rules(md)["footnote_ref"] = self._call

    def taken_up(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The text without the notes at its end, which are kept until they are called."""
        for token in tokens:
            token.children = token.children and list(_calls_kept_with_words(token.children))
        text: list[Token] = []
        into = text
        for token in tokens:
            if token.type == "footnote_open":
                into = self._notes.setdefault(token.meta["id"], [])
            elif token.type == "footnote_close":
                into = text
            elif not token.type.startswith("footnote_"):
                into.append(token)
        return text

    def _call(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        key = tokens[idx].meta["id"]
        number = key + 1
        if key in self._told or self._depth > DEEPEST_NOTES:
            return f'<a class="note-again" href="#{self.prefix}-note-{number}">{number}</a>'
        self._told.add(key)
        self._depth += 1
        words = self._flattened(key, options, env)
        self._depth -= 1
        address = f'id="{self.prefix}-note-{number}" data-number="{number}"'
        if self._depth:
            return f'<span class="note-within" {address}>({number}: {words})</span>'
        return f'<span class="footnote" {address}>{words}</span>'

    def _flattened(self, key: int, options: OptionsDict, env: Env) -> str:
        """Paragraphs, lists and code of a note as lines: a note is a span, and holds no blocks."""
        lines = [self._line(token, options, env) for token in self._notes.get(key, [])]
        return "<br>".join(line for line in lines if line)

    def _line(self, token: Token, options: OptionsDict, env: Env) -> str:
        if token.type == "inline":
            return self._renderer.renderInline(token.children or [], options, env)
        if token.type in ("fence", "code_block"):
            return f"<code>{escape(token.content.strip())}</code>"
        return ""


def _rules(md: MarkdownIt) -> dict[str, Any]:
    """The renderer's own table: add_render_rule would bind our methods to the renderer."""
    return cast("RendererHTML", md.renderer).rules


def _calls_kept_with_words(tokens: Sequence[Token]) -> Iterator[Token]:
    """Hold each call and the word before it together, so that no line begins with a call."""
    holding = False
    for token, following in zip_longest(tokens, tokens[1:]):
        call_follows = following is not None and following.type == "footnote_ref"
        before, word = _last_word(token) if call_follows else ("", "")
        if word:
            yield token.copy(content=before)
            yield Token("kept_open", "span", 1, attrs={"class": "kept"})
            token = token.copy(content=word)  # noqa: PLW2901
            holding = True
        yield token
        if holding and not call_follows and token.type == "footnote_ref":
            yield Token("kept_close", "span", -1)
            holding = False


def _last_word(token: Token) -> tuple[str, str]:
    """The text before the word at its very end, and that word, unless it would overfill a line."""
    word = "" if token.type != "text" else re.split(r"\s", token.content)[-1]
    if not 0 < len(word) <= _LONGEST_KEPT:
        return token.content, ""
    return token.content[: -len(word)], word
