"""What a print says of itself to machines: its title, maker and days, and the standards that it keeps.

XMP as ISO 16684-1 and ISO 19005-2, 6.6 ask; PDF/UA's own property is foreign to PDF/A and is therefore described.
"""

from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from pikepdf import Pdf
from weasyprint.pdf import pydyf

_PRINTED = 4  # the third flag of an annotation (ISO 32000-1, table 165)
_PACKET = """\
<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"\
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{authors}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{tool}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{modified}</xmp:ModifyDate>
</rdf:Description>
{claims}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_CLAIMS = """\
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"\
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def claim(document: Any, pdf: Any) -> None:  # noqa: ANN401 — WeasyPrint's document and pydyf's file have no types
    """Write what the file says of itself; it claims the standards only where nothing in it stands against them."""
    for drawn in _of_subtype(pdf, "/Image"):
        drawn["Interpolate"] = "false"  # PDF/A forbids to smooth
    for link in _of_subtype(pdf, "/Link"):
        link["F"] = _PRINTED
    profile = _added(pdf, pydyf.Stream([_srgb()], {"N": 3}, compress=True))
    intent = {"Type": "/OutputIntent", "S": "/GTS_PDFA1", "DestOutputProfile": profile}
    intent["OutputConditionIdentifier"] = intent["Info"] = pydyf.String("sRGB IEC61966-2.1")
    pdf.catalog["OutputIntents"] = pydyf.Array([_added(pdf, pydyf.Dictionary(intent))])
    packet = _packet(document.metadata, pdf.info["Producer"].string, sound=not _stands_against(document, pdf))
    extra = {"Type": "/Metadata", "Subtype": "/XML"}
    pdf.catalog["Metadata"] = _added(pdf, pydyf.Stream([packet], extra))


def _packet(said: Any, producer: str, *, sound: bool) -> bytes:  # noqa: ANN401 — WeasyPrint's metadata have no types
    authors = "".join(f"<rdf:li>{escape(author)}</rdf:li>" for author in said.authors)
    return _PACKET.format(
        title=escape(said.title or ""),
        authors=authors and f"<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>",
        language=escape(said.lang or ""),
        producer=escape(producer),
        tool=escape(said.generator or ""),
        created=escape(said.created or ""),
        modified=escape(said.modified or ""),
        claims=_CLAIMS if sound else "",
    ).encode()


def withdraw(pdf: Pdf) -> None:
    """Promise nothing any more: for a file with pages of others in it."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        for claimed in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"):
            said.pop(claimed, None)


def allow_files(pdf: Pdf) -> None:
    """Claim PDF/A-3, which lets a file carry files of any kind, where PDF/A-2 was claimed."""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        if "pdfaid:part" in said:
            said["pdfaid:part"] = "3"


def _stands_against(document: Any, pdf: Any) -> bool:  # noqa: ANN401 — as above
    """A character that no font has, fonts of pixels, or a picture in the colours of a printing machine."""
    fonts = document.fonts.values()
    return any(font.missing or font.bitmap for font in fonts) or any(
        drawn.get("ColorSpace") == "/DeviceCMYK" for drawn in _of_subtype(pdf, "/Image")
    )


def _of_subtype(pdf: Any, subtype: str) -> list[Any]:  # noqa: ANN401 — as above
    entries = (each.extra if isinstance(each, pydyf.Stream) else each for each in pdf.objects)
    return [entry for entry in entries if isinstance(entry, dict) and entry.get("Subtype") == subtype]


def _added(pdf: Any, new: Any) -> Any:  # noqa: ANN401 — as above
    pdf.add_object(new)
    return new.reference


@cache
def _srgb() -> bytes:
    """The profile of the International Color Consortium, which comes with the typesetter."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
