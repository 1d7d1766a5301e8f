"""Attachments as people send them: pictures and documents of every kind, made here."""

import hashlib
import os
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageCms

from app.paper.manuscript import Exhibit

WORDS = b"BT /F1 24 Tf 72 700 Td (Minutes of the sitting) Tj ET"
FONT = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exhibit(content: bytes, media_type: str = "application/pdf", number: int = 4, title: str = "Minutes") -> Exhibit:
    return Exhibit(number, title, media_type, len(content), hashlib.sha256(content).hexdigest(), content=content)


def a_document(pages: int = 1, size: tuple[float, float] = (595, 842), content: bytes = WORDS) -> Pdf:
    """A document with these words on each of its pages, to be made worse."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=FONT))
        page.obj.Contents = document.make_stream(content)
    return document


def saved(document: Pdf, **options: object) -> bytes:
    written = BytesIO()
    document.save(written, static_id=True, **options)
    return written.getvalue()


def picture(image: Image.Image, kind: str, **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def photograph(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Many colours with some noise in them, as a camera gives."""
    small = Image.frombytes("RGB", (width // 4, height // 4), os.urandom(width // 4 * (height // 4) * 3))
    return small.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def drawn_on(document: Pdf, content: bytes, wide: int, high: int, place: str, **entries: object) -> pikepdf.Object:
    """Put a picture on the first page of a document."""
    stream = document.make_stream(content)
    stream.stream_dict.update(
        Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8)
    )
    for key, value in entries.items():
        stream[f"/{key}"] = value
    page = document.pages[0]
    page.obj.Resources = Dictionary(XObject=Dictionary(Picture=stream))
    page.obj.Contents = document.make_stream(f"q {place} cm /Picture Do Q".encode())
    return stream


def with_everything_that_acts() -> bytes:
    """Scripts, actions, files, a form, metadata, tags and links: one page of a hostile author."""
    document = a_document(2)
    script = document.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert('read me')"))
    page = document.pages[0].obj
    look = document.make_stream(b"BT /F1 12 Tf 2 5 Td (Filled in by hand) Tj ET")
    look.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20], Resources=Dictionary(Font=Dictionary(F1=FONT))
        )
    )
    field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V="Filled in by hand", F=4)
    field.Rect = Array([72, 500, 272, 520])
    field.AP = Dictionary(N=look)
    field.AA = Dictionary(K=script)
    field.A = Dictionary(S=Name.Launch, F="calc.exe")
    field = document.make_indirect(field)
    links = [
        Dictionary(S=Name.URI, URI="https://archive.example.org/minutes"),
        Dictionary(S=Name.URI, URI="file:///etc/passwd"),
        Dictionary(S=Name.URI, URI="javascript:alert(1)"),
        Dictionary(S=Name.Launch, F="calc.exe"),
        Dictionary(S=Name.GoToR, F="\\\\example.org\\share\\x.pdf", D=[0, Name.Fit]),
        Dictionary(S=Name.GoTo, D="letter"),
    ]
    boxes = [[72, 600 - 20 * at, 5_000, 615 - 20 * at] for at in range(len(links))]
    notes = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=action)
        for box, action in zip(boxes, links, strict=True)
    ]
    page.Annots = Array([field, *(document.make_indirect(note) for note in notes)])
    page.AA = Dictionary(O=script)
    page.StructParents = 0
    page.Resources.Properties = Dictionary(P0=Dictionary(Type=Name.Leak, Page=page, Script=script))
    page.Metadata = document.make_stream(b"<x>whose machine</x>", {"/Type": Name.Metadata, "/Subtype": Name.XML})
    root = document.Root
    root.OpenAction = script
    root.AcroForm = Dictionary(Fields=Array([field]), XFA=document.make_stream(b"<xdp/>"))
    names = Dictionary(Names=Array(["letter", Array([document.pages[1].obj, Name.Fit])]))
    root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["first", script])), Dests=names)
    root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))
    root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array())
    document.attachments["payload.exe"] = b"MZ of another"
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Second page", 1))
    return saved(document)


def with_layers() -> bytes:
    """One layer that is seen and one that its author switched off."""
    document = a_document()
    shown, hidden = (
        document.make_indirect(Dictionary(Type=Name.OCG, Name=name, Usage=Dictionary(CreatorInfo="me")))
        for name in ("Shown", "Hidden")
    )
    document.Root.OCProperties = Dictionary(OCGs=Array([shown, hidden]), D=Dictionary(OFF=Array([hidden])))
    page = document.pages[0].obj
    page.Resources.Properties = Dictionary(A=shown, B=hidden)
    page.Contents = document.make_stream(
        b"/OC /A BDC 1 0 0 rg 100 500 200 200 re f EMC /OC /B BDC 0 0 1 rg 100 100 200 200 re f EMC"
    )
    return saved(document)
