"""What stands against a PDF's being accessible and lasting, in plain words.

PDF/UA-1 and PDF/A-2a or -3a, as far as a program can see them:
ISO 14289-1 with the conditions of the Matterhorn protocol, ISO 19005-2 and -3, and ISO 32000-1. `faults` is the
whole; `tree` holds the tags, `drawing` what pages show, `archival` fonts, claims and the file itself.

What no program sees is not looked for: whether the order of reading makes sense, an alternative text says what a
picture shows, a heading is one. Oracles that would mislead:

* `pikepdf.open(...).check()` and `qpdf --check` know nothing of tags; `pdffonts` says "yes" of a map that lacks codes.
* `pdfinfo -struct-text` prints a text for a tree that its parent tree does not lead back to.
* `/Marked true` and the claim in XMP stand in any file whose maker wrote them there.
* Two elements for a paragraph that goes on overleaf break no rule; a reader of the screen hears them all the same.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from tests.paper import archival, drawing
from tests.paper.tree import LANGUAGE, names_of, tree_faults


def faults(content: bytes) -> list[str]:
    """Everything that stands against this file's claims."""
    with pikepdf.open(BytesIO(content)) as pdf:
        shown = drawing.shown(pdf)
        return [
            *shown.faults,
            *catalogue_faults(pdf),
            *tree_faults(pdf, shown.numbers),
            *annotation_faults(pdf),
            *archival.font_faults(shown.codes),
            *archival.claim_faults(pdf),
            *archival.object_faults(pdf),
            *archival.file_faults(content, pdf),
        ]


def sealed_faults(content: bytes) -> list[str]:
    """What a seal may have spoilt: all of the above, and the fields of the signature themselves."""
    with pikepdf.open(BytesIO(content)) as pdf:
        form = pdf.Root.get("/AcroForm")
        if form is None:
            return ["The file has no field for a signature."]
        found = (
            [] if int(form.get("/SigFlags", 0)) == 3 else ["SigFlags is not 3: signed, and only ever to be added to."]
        )
        for field in form.Fields:
            found += _field_faults(field)
    return [*found, *faults(content)]


def _field_faults(field: Any) -> Iterator[str]:
    """ISO 14289-1, 7.18.4; ISO 19005-2, 6.3.3 and 6.4.3: a widget that is not seen has no area, or an appearance."""
    if field.get("/FT") != Name.Sig:
        yield f"A field is a {field.get('/FT')}, not a signature."
    if not str(field.get("/TU", "")):
        yield "The field of the signature has no name for its reader (TU)."
    flags = int(field.get("/F", 0))
    if not flags & 4 or flags & 0b100011:
        yield "The widget of the signature is not flagged to be printed, or is hidden."
    left, low, right, high = (float(side) for side in field.Rect)
    if (left, low) != (right, high) and "/AP" not in field:
        yield "The widget of the signature has an area but no appearance."
    signed = field.get("/V")
    if signed is None or not {"/ByteRange", "/Contents"} <= set(signed.keys()):
        yield "The field of the signature holds none."


def catalogue_faults(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "The file does not say that it is tagged (MarkInfo)."
    if root.get("/MarkInfo", {}).get("/Suspects", False):
        yield "The file says that its tags are suspect."
    if not LANGUAGE.fullmatch(str(root.get("/Lang", ""))):
        yield "The file does not say its language."
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "The window would show the file's name, not its title."
    if len(pdf.pages) > 1 and "/Outlines" not in root:
        yield "The file has no bookmarks."
    for page in pdf.pages:
        if "/Annots" in page and page.get("/Tabs") != Name.S:
            yield f"Page {page.index + 1}: the tabulator does not follow the tags."


def annotation_faults(pdf: Pdf) -> Iterator[str]:
    """ISO 14289-1, 7.18; ISO 19005-2, 6.3."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", Array()):
            kind = str(annotation.get("/Subtype", "/"))[1:]
            where = f"Page {page.index + 1}: a {kind}"
            flags = int(annotation.get("/F", 0))
            if kind not in ("Link", "Widget"):
                yield f"{where} is no kind of annotation of ours."
            if not flags & 4 or flags & 0b100011 or flags & 0b1 << 8:
                yield f"{where} is not flagged to be printed, or is hidden."
            if kind == "Link" and not str(annotation.get("/Contents", "")).strip():
                yield f"{where} does not say where it leads."
            if kind == "Link" and annotation.get("/A", {}).get("/S", Name.URI) not in (Name.URI, Name.GoTo):
                yield f"{where} does more than lead somewhere."
            if kind == "Link" and "/Dest" in annotation and not _leads(pdf, annotation.Dest):
                yield f"{where} leads to {annotation.Dest}, which is nowhere."


def _leads(pdf: Pdf, destination: Any) -> bool:
    if isinstance(destination, Array):
        return destination[0].objgen in {page.objgen for page in pdf.pages}
    return str(destination) in dict(names_of(pdf.Root.get("/Names", {}).get("/Dests", Dictionary())))
