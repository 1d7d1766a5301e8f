"""Puts a letter's attachments into its print as files of their own, as PDF/A-3 allows (ISO 19005-3, 6.8)."""

import hashlib
from io import BytesIO
from pathlib import PurePath

from pikepdf import Array, Dictionary, Name, Object, Pdf, StreamDecodeLevel, String

from app.paper.manuscript import Exhibit, Manuscript
from app.paper.typesetting.claims import allow_files

_SUFFIXES = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


def enclose(printed: bytes, letter: Manuscript) -> bytes:
    """The letter with its attachments inside, each under a plain name such as `attachment-04.pdf`; same in, same out.

    Exhibits that come without their content stay outside; a letter that has none of them is given back as it is.
    """
    exhibits = [exhibit for exhibit in letter.exhibits if exhibit.content is not None]
    if not exhibits:
        return printed
    with Pdf.open(BytesIO(printed)) as carrier:
        files = {file_name(exhibit, letter): _file(carrier, exhibit, letter) for exhibit in exhibits}
        names = Array([part for name, file in sorted(files.items()) for part in (String(name), file)])
        carrier.Root.Names = carrier.Root.get("/Names", Dictionary())
        carrier.Root.Names.EmbeddedFiles = carrier.make_indirect(Dictionary(Names=names))
        carrier.Root.AF = carrier.make_indirect(Array(files.values()))
        carrier.Root.PageMode = Name.UseAttachments
        allow_files(carrier)
        enclosed = BytesIO()
        # What is packed already, as nearly all attachments are, is not packed again.
        carrier.save(
            enclosed, deterministic_id=True, compress_streams=False, stream_decode_level=StreamDecodeLevel.none
        )
    return enclosed.getvalue()


def file_name(exhibit: Exhibit, letter: Manuscript) -> str:
    """A name that any system takes, and that sorts as the attachments are numbered."""
    width = max(2, *(len(str(each.number)) for each in letter.exhibits))
    return PurePath(f"attachment-{exhibit.number:0{width}}").with_suffix(_SUFFIXES.get(exhibit.media_type, ".bin")).name


def _file(carrier: Pdf, exhibit: Exhibit, letter: Manuscript) -> Object:
    """What the file is called and shows, how it belongs to the letter, and its bytes (ISO 32000-1, 7.11)."""
    content = exhibit.content or b""
    embedded = carrier.make_stream(content)
    embedded.Type = Name.EmbeddedFile
    embedded.Subtype = Name(f"/{exhibit.media_type}")
    embedded.Params = Dictionary(
        Size=len(content),
        CheckSum=String(hashlib.md5(content, usedforsecurity=False).digest()),
        ModDate=String(f"D:{letter.colophon.edition_date.replace('-', '')}000000Z"),
    )
    name = String(file_name(exhibit, letter))
    return carrier.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=name,
            UF=name,
            Desc=String(f"{exhibit.number}. {exhibit.title}"),
            AFRelationship=Name.Supplement,
            EF=Dictionary(F=embedded),
        )
    )
