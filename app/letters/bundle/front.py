"""Front matter: YAML whose values are taken as they are typed, each remembered with its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from app.kit import text
from app.letters.bundle.faults import Faults

FENCE = "---"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the front matter: a text, a list of texts, or mappings of them; `line` counts from 1 in the file."""

    value: str | list[object] | dict[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: its front matter by key, and the text below it."""

    file: str
    front: dict[str, Entry]
    body: str


def read_text(path: Path, faults: Faults) -> str:
    """Return a file's text (UTF-8, with or without BOM), empty when it cannot be read as such."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.add(path.name, line, "", "The file is not UTF-8: save it as UTF-8.")
        return ""
    return text.paragraphs(content)


def read_page(path: Path, faults: Faults) -> Page:
    """Read front matter and body; what is wrong goes to `faults`."""
    content = read_text(path, faults)
    head, body, fenced = _split(content)
    if not fenced:
        faults.add(path.name, 1, "", "The file must begin with front matter between two lines of three hyphens (---).")
    for number, line in enumerate(content.split("\n"), 1):
        if text.unprintable(line) or text.overloaded(line):
            faults.add(path.name, number, "", "The line holds characters that cannot be printed.")
    return Page(path.name, _entries(head, path.name, faults), text.paragraphs(body))


def _split(content: str) -> tuple[str, str, bool]:
    lines = content.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == FENCE][:2]
    if len(ends) < 2 or ends[0] != 0:  # noqa: PLR2004 - the opening and the closing fence
        return "", content, False
    return "\n".join(lines[1 : ends[1]]), "\n".join(lines[ends[1] + 1 :]), True


def _entries(head: str, file: str, faults: Faults) -> dict[str, Entry]:
    """Compose, not load: `no` stays Norwegian, a date stays as typed, and every key has its line."""
    try:
        node = yaml.compose(head, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        faults.add(file, line, "", f"The front matter is not YAML: {error.problem or error.context}.")
        return {}
    except yaml.YAMLError:
        faults.add(file, 1, "", "The front matter holds a character that YAML does not allow.")
        return {}
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        faults.add(file, 2, "", "The front matter must hold lines such as title: …")
        return {}
    return _mapping(node, file, faults)


def _mapping(node: yaml.MappingNode, file: str, faults: Faults) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 2
        if name in entries:
            faults.add(file, line, name, f"{name} stands here twice.")
        entries[name] = Entry(_plain(value), line)
    return entries


def _plain(node: yaml.Node) -> str | list[object] | dict[str, object]:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return str(node.value)
