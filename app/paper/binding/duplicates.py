"""Keeps one of several objects that are the same, such as a font that each of nine attachments brings along."""

import hashlib
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Object, Pdf, Stream

_Number = tuple[int, int]
# What may be shared: it says nothing of where it stands.
_SHARED = frozenset({"/Font", "/FontDescriptor", "/Encoding", "/ExtGState", "/Pattern"})
_MOST_ROUNDS = 5


def merge(book: Pdf) -> int:
    """Merge what is the same, from the leaves of the tree upwards; say how many objects are no longer needed."""
    merged = 0
    for _ in range(_MOST_ROUNDS):
        kept = _doubles(book)
        if not kept:
            break
        for thing in book.objects:
            _point(thing, kept)
        merged += len(kept)
    return merged


def _doubles(book: Pdf) -> dict[_Number, Object]:
    """For each object that is there twice, the one that stays."""
    first: dict[bytes, Object] = {}
    doubles: dict[_Number, Object] = {}
    referred = _referred(book)
    for thing in book.objects:
        if thing.objgen in referred and _may_be_shared(thing):
            kept = first.setdefault(_digest(thing), thing)
            if kept.objgen != thing.objgen:
                doubles[thing.objgen] = kept
    return doubles


def _referred(book: Pdf) -> set[_Number]:
    """What another object still points to."""
    found: set[_Number] = set()
    for thing in book.objects:
        found.update(each.objgen for each in _below(thing) if each.is_indirect)
    return found


def _below(thing: Object) -> Iterator[Object]:
    """All that stands in this object, down to references."""
    waiting = [value for _, value in _entries(thing)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Dictionary | Array | Stream):
            yield each
            if not each.is_indirect:
                waiting.extend(value for _, value in _entries(each))


def _entries(thing: Object) -> list[tuple[Any, Object]]:
    if isinstance(thing, Array):
        return list(enumerate(thing))
    return list(thing.items()) if isinstance(thing, Dictionary | Stream) else []


def _may_be_shared(thing: Object) -> bool:
    if isinstance(thing, Stream):
        return str(thing.get("/Type")) not in {"/XRef", "/ObjStm", "/Metadata"}
    return isinstance(thing, Dictionary) and str(thing.get("/Type")) in _SHARED


def _digest(thing: Object) -> bytes:
    if isinstance(thing, Stream):
        said = hashlib.sha256(thing.stream_dict.unparse(resolved=False))
        said.update(b"\0stream\0" + thing.read_raw_bytes())
        return said.digest()
    return hashlib.sha256(thing.unparse(resolved=True)).digest()


def _point(thing: Object, kept: dict[_Number, Object]) -> None:
    """Let every reference in this object lead to what stays."""
    for key, value in _entries(thing):
        if not isinstance(value, Dictionary | Array | Stream):
            continue
        if value.is_indirect:
            if value.objgen in kept:
                thing[key] = kept[value.objgen]
        else:
            _point(value, kept)
