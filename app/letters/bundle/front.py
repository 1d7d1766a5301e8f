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
    """A value of the front matter: a text, a list or a mapping of entries; `line` counts from 1 in the file."""

    value: str | list[Entry] | dict[str, Entry]
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown file: its front matter by key, and the text below it, which begins on line `first` of the file."""

    file: str
    front: dict[str, Entry]
    body: str
    first: int = 1


class _Loader(yaml.BaseLoader):
    """Takes no aliases: nobody needs them here, and a few lines of them unfold into a gigabyte."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call] # PyYAML's own
            raise yaml.composer.ComposerError(None, None, "a value that begins with * needs quotes", mark)
        return super().compose_node(parent, index)


def read_text(path: Path, faults: Faults) -> str:
    """Return a file's text (UTF-8, with or without BOM) with LF line ends, empty when it cannot be read as such."""
    try:
        content = path.read_bytes()
        return text.line_ends(content.decode().lstrip("\ufeff"))
    except OSError as error:
        faults.add(path.name, 0, "", f"The file cannot be read: {error.strerror}.")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.add(path.name, line, "", "The file is not UTF-8: save it as UTF-8.")
    return ""


def read_prose(path: Path, faults: Faults) -> str:
    """Return a file of Markdown without front matter."""
    return _prose(read_text(path, faults), path.name, faults)


def read_page(path: Path, faults: Faults) -> Page:
    """Read front matter and body; what is wrong goes to `faults`."""
    head, body, fenced = _split(read_text(path, faults))
    if not fenced:
        faults.add(path.name, 1, "", "The file must begin with front matter between two lines of three hyphens (---).")
    first = len(body) - len(body.lstrip("\n")) + 1
    return Page(path.name, _front(head, path.name, faults), _prose(body, path.name, faults), first)


def _prose(content: str, file: str, faults: Faults) -> str:
    for number, line in enumerate(content.split("\n"), 1):
        if text.unprintable(line) or text.overloaded(line):
            faults.add(file, number, "", "The line holds characters that cannot be printed.")
    return text.paragraphs(content)


def _split(content: str) -> tuple[str, str, bool]:
    """Return head and body, each on the lines where it stands in the file: what comes before is left blank."""
    lines = content.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == FENCE][:2]
    if len(ends) < 2 or any(map(str.strip, lines[: ends[0]])):  # noqa: PLR2004 - the opening and the closing fence
        return "", content, False
    head, body = lines[ends[0] + 1 : ends[1]], lines[ends[1] + 1 :]
    return "\n".join([*[""] * (ends[0] + 1), *head]), "\n".join([*[""] * (ends[1] + 1), *body]), True


def _front(head: str, file: str, faults: Faults) -> dict[str, Entry]:
    """Compose, not load: `no` stays Norwegian, a date stays as typed, and every value has its line."""
    try:
        node = yaml.compose(head, _Loader)
        entry = _entry(node, "", file, faults) if node else Entry("", 1)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.add(file, line, "", f"The front matter is not YAML: {error.problem or error.context}.")
        return {}
    except yaml.reader.ReaderError as error:
        line = head[: error.position].count("\n") + 1
        faults.add(file, line, "", "The front matter holds a character that cannot be printed.")
        return {}
    except RecursionError:
        faults.add(file, 1, "", "The front matter is nested too deeply.")
        return {}
    if not isinstance(entry.value, dict):
        faults.add(file, entry.line, "", "The front matter must hold lines such as title: …")
        return {}
    return entry.value


def _entry(node: yaml.Node, name: str, file: str, faults: Faults) -> Entry:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Entry(_mapping(node, name, file, faults), line)
    if isinstance(node, yaml.SequenceNode):
        return Entry([_entry(item, name, file, faults) for item in node.value], line)
    value = str(node.value)
    if text.unprintable(value) or text.overloaded(value):
        faults.add(file, line, name, "The value holds characters that cannot be printed.")
    return Entry(value, line)


def _mapping(node: yaml.MappingNode, within: str, file: str, faults: Faults) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        path = f"{within}.{name}".removeprefix(".")
        if name in entries:
            faults.add(file, key.start_mark.line + 1, path, f"{name} stands here twice.")
        entries[name] = Entry(_entry(value, path, file, faults).value, key.start_mark.line + 1)
    return entries
