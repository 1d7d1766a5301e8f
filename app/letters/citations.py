"""A Markdown rule that sees references to attachments: [Attachment 4], [Annexes 1, 2–4]."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_WORDS = (
    r"attachments?|annexes?|pi[eè]ces?\s+jointes?"
    r"|додат(?:ок|ка|ку|ком|ки|ків|кам|ками|ках)"
    r"|المرفق(?:ات|ان|ين)?"
)
_JOINTS = r"(?:\s*[,،;–—-]\s*(?:(?:and|et|і|й|та)\s+|و\s*)?|\s+(?:and|et|і|й|та)\s+|\s+و\s*)"
_NUMBER = r"\d{1,3}"
_CITATION = re.compile(
    rf"\[(?P<words>(?:{_WORDS})\s+)(?P<numbers>{_NUMBER}(?:{_JOINTS}{_NUMBER})*)\](?![(:]|\[(?!\^))",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"({_NUMBER})\s*[-–—]\s*({_NUMBER})")


# Texts may keep the contract's English word in any language; readers get that of theirs, for one and for several.
_OWN_WORDS = {
    "ar": ("المرفق", "المرفقات"),
    "fr": ("Annexe", "Annexes"),
    "uk": ("Додаток", "Додатки"),
}


class Part(NamedTuple):
    """A stretch of a citation: plain wording, or the number of an attachment."""

    text: str
    number: int | None


def attachment_address(number: int) -> str:
    return f"#attachment-{number}"


def cited(numbers: str) -> frozenset[int]:
    """Every attachment that "1, 3–5" speaks of."""
    named = {int(number) for number in re.findall(_NUMBER, numbers)}
    for first, last in _RANGE.findall(numbers):
        named.update(range(int(first), int(last)))
    return frozenset(named)


def citations_rule(md: MarkdownIt) -> None:
    """Teach the parser that numbers of attachments are links."""
    md.inline.ruler.before("link", "attachment_citation", _citation)


def _parts(numbers: str) -> Iterator[Part]:
    for piece in re.split(f"({_NUMBER})", numbers):
        if piece:
            yield Part(piece, int(piece) if piece.isdecimal() else None)


def _citation(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — markdown-it's signature
    match = _CITATION.match(state.src, state.pos, state.posMax)
    if not match or state.linkLevel > 0:
        return False
    if not silent:
        _write(state, _in_language(match["words"], state.env.get("language", "")), match["numbers"])
    state.pos = match.end()
    return True


def _in_language(words: str, language: str) -> str:
    """The English word as the language of the text has it; any other stays as it was typed."""
    one, several = _OWN_WORDS.get(language.partition("-")[0], ("", ""))
    if not one or not words.lower().startswith("attachment"):
        return words
    return f"{several if words.strip().lower().endswith('s') else one}\u00a0"


def _write(state: StateInline, words: str, numbers: str) -> None:
    """One number takes its word into the link; of several, each is a link of its own."""
    opening = state.push("citation_open", "", 1)
    opening.meta = {"attachments": cited(numbers)}
    parts = list(_parts(numbers))
    _text(state, "[")
    if len(parts) == 1:
        parts = [Part(words + numbers, parts[0].number)]
    else:
        _text(state, words)
    for part in parts:
        _link(state, part.text, part.number) if part.number is not None else _text(state, part.text)
    _text(state, "]")
    state.push("citation_close", "", -1)


def _text(state: StateInline, content: str) -> None:
    token = state.push("text", "", 0)
    token.content = content


def _link(state: StateInline, content: str, number: int) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": attachment_address(number), "class": "citation"}
    _text(state, content)
    state.push("link_close", "a", -1)
