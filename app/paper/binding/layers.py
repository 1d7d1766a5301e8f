"""Layers of attachments (optional content, ISO 32000-2, 8.11): what its author switched off stays unseen."""

from collections.abc import Iterable
from typing import NamedTuple

from pikepdf import Array, Dictionary, Name, Object, Pdf

_Number = tuple[int, int]


class Layer(NamedTuple):
    """A layer that belongs to the book, and whether it is switched off."""

    group: Object
    is_off: bool


def switched_off(document: Pdf) -> frozenset[_Number]:
    """The layers that a reader does not show when it opens the document, by the numbers of their objects."""
    properties = document.Root.get("/OCProperties")
    if not isinstance(properties, Dictionary):
        return frozenset()
    chosen = properties.get("/D", Dictionary())
    off = set(_numbers(chosen.get("/OFF")))
    if chosen.get("/BaseState") == Name.OFF:
        off |= set(_numbers(properties.get("/OCGs"))) - set(_numbers(chosen.get("/ON")))
    return frozenset(off)


def is_of(annotation: Object, layers: frozenset[_Number]) -> bool:
    layer = annotation.get("/OC") if isinstance(annotation, Dictionary) else None
    return isinstance(layer, Dictionary) and layer.objgen in layers


def layers_of(document: Pdf, book: Pdf) -> tuple[Layer, ...]:
    """Call it once the drawings have been copied: the layers that they name are then the book's own."""
    properties = document.Root.get("/OCProperties")
    groups = properties.get("/OCGs") if isinstance(properties, Dictionary) else None
    off = switched_off(document)
    return tuple(
        Layer(book.copy_foreign(_plain(group)), group.objgen in off)
        for group in (groups if isinstance(groups, Array) else ())
        if isinstance(group, Dictionary) and group.is_indirect
    )


def settle(book: Pdf, layers: Iterable[Layer]) -> None:
    """Tell readers which layers the book has. None is offered for switching, so that all see the same print."""
    known = list(layers)
    if known:
        shown = Dictionary(Name="Print", Order=Array(), OFF=Array([layer.group for layer in known if layer.is_off]))
        book.Root.OCProperties = Dictionary(OCGs=Array([layer.group for layer in known]), D=shown)


def _plain(group: Object) -> Object:
    for key in set(group.keys()) - {"/Type", "/Name"}:
        del group[key]
    return group


def _numbers(groups: object) -> Iterable[_Number]:
    return [group.objgen for group in groups if isinstance(group, Dictionary)] if isinstance(groups, Array) else ()
