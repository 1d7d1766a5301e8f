"""The tags of a PDF in the order of reading, where a test asks which they are and not whether they may be so."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Pdf


def elements(pdf: Pdf) -> Iterator[Any]:
    pending = [pdf.Root.StructTreeRoot]
    while pending:
        element = pending.pop()
        if "/S" in element:
            yield element
        kids = element.get("/K", Array())
        pending.extend(
            kid
            for kid in reversed(list(kids) if isinstance(kids, Array) else [kids])
            if isinstance(kid, Dictionary) and ("/S" in kid)
        )


def roles(pdf: Pdf) -> list[str]:
    return [str(element.S)[1:] for element in elements(pdf)]
