"""Whether a PDF lasts: its fonts, what it says of itself, its objects and its bytes, as ISO 19005-2 and -3 ask for."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_MAPS = re.compile(rb"beginbfchar(.*?)endbfchar|beginbfrange(.*?)endbfrange", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.DOTALL)
_NO_TEXT = frozenset("\0\ufeff\ufffe\uffff\ufffd")
_NEAR = 1  # a thousandth of the size of type (ISO 19005-2, 6.2.11.5)

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_SCHEMA = "{http://www.aiim.org/pdfa/ns/schema#}"
_OF_PDFA = "{http://www.aiim.org/pdfa/ns/"
# Predefined by XMP of 2005, to which ISO 19005-2, 6.6.2.3.1 refers.
_DESCRIBED_ALREADY = (_DC, _XMP, _PDF, _RDF, _OF_PDFA, *(f"{_XMP[:-1]}{kind}/}}" for kind in ("mm", "t/pg")))
_TIME = re.compile(r"(?:D:)?(\d{4})-?(\d\d)?-?(\d\d)?T?(\d\d)?:?(\d\d)?:?(\d\d)?(Z|[+-]\d\d[:']?\d\d'?)?")
_OLD_PACKET = re.compile(rb"<\?xpacket begin=[^>]*(bytes|encoding)=")

_ACTIONS = frozenset(["/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"])
_FILTERS = frozenset(
    ["/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/CCITTFaxDecode"]
)
_RELATIONS = frozenset(["/Supplement", "/Source", "/Data", "/Alternative", "/Unspecified"])
_BLENDS = re.compile(
    "/(Normal|Compatible|Multiply|Screen|Overlay|Darken|Lighten|Color(Dodge|Burn)?|(Hard|Soft)Light|Difference|Exclusion"
    "|Hue|Saturation|Luminosity)"
)


def font_faults(used: dict[tuple[int, int], tuple[Any, set[int]]]) -> list[str]:
    """Every code that is shown has a glyph in an embedded font, of the width it is given, and stands for a text."""
    return [fault for font, codes in used.values() for fault in _font_faults(font, codes)]


def _font_faults(font: Any, codes: set[int]) -> Iterator[str]:
    name = str(font.get("/BaseFont", "/without a name"))[1:]
    yield from _meaning_faults(name, font, codes)
    if font.get("/Subtype") != Name.Type0:
        yield f"{name} is a {font.get('/Subtype')}, of which this suite knows nothing."
        return
    inner = font.DescendantFonts[0]
    of_truetype = inner.get("/Subtype") == Name.CIDFontType2
    program = inner.FontDescriptor.get("/FontFile2", inner.FontDescriptor.get("/FontFile3"))
    broken = {
        "is not embedded.": program is None,
        "has an encoding of its own.": font.get("/Encoding") != Name("/Identity-H"),
        "does not name its characters' collection.": set(inner.get("/CIDSystemInfo", {}).keys())
        != {"/Registry", "/Ordering", "/Supplement"},
        "does not say which glyph a code is.": of_truetype and inner.get("/CIDToGIDMap") != Name.Identity,
        "has a CIDSet, which this suite cannot check.": "/CIDSet" in inner.FontDescriptor,
        "shows a glyph that is missing.": 0 in codes,
    }
    yield from (f"{name} {sentence}" for sentence, is_so in broken.items() if is_so)
    if of_truetype and program is not None:
        yield from _glyph_faults(name, program.read_bytes(), _widths(inner), codes - {0})


def _meaning_faults(name: str, font: Any, codes: set[int]) -> Iterator[str]:
    """ISO 14289-1, 7.21.7; ISO 19005-2, 6.2.11.7."""
    meant = unicode_of(font["/ToUnicode"].read_bytes()) if "/ToUnicode" in font else {}
    for code in sorted(codes):
        text = meant.get(code, "")
        if not text or not _NO_TEXT.isdisjoint(text):
            yield f"{name}: the code {code} stands for no text."
        elif any(unicodedata.category(character) == "Co" for character in text):
            yield f"{name}: the code {code} stands for a character of private use."


def _glyph_faults(name: str, program: bytes, widths: dict[int, float], codes: set[int]) -> Iterator[str]:
    with TTFont(BytesIO(program), lazy=True) as opened:
        order, advances, upem = opened.getGlyphOrder(), opened["hmtx"], opened["head"].unitsPerEm
        for code in sorted(codes):
            if code >= len(order):
                yield f"{name}: the code {code} has no glyph."
            elif abs(widths[code] - advances[order[code]][0] * 1000 / upem) > _NEAR:
                yield f"{name}: the code {code} is {widths[code]} wide in the file, not in the font."


def _widths(font: Any) -> dict[int, float]:
    """ISO 32000-1, 9.7.4.3: `first [w w w]` or `first last w`; DW for all others."""
    otherwise = float(font.get("/DW", 1000))
    parts, at = list(font.get("/W", Array())), 0
    widths: dict[int, float] = defaultdict(lambda: otherwise)
    while at < len(parts):
        first, second = int(parts[at]), parts[at + 1]
        if isinstance(second, Array):
            widths |= {first + step: float(width) for step, width in enumerate(second)}
            at += 2
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(parts[at + 2]))
            at += 3
    return widths


def unicode_of(stream: bytes) -> dict[int, str]:
    meant: dict[int, str] = {}
    for single, spans in _MAPS.findall(stream):
        texts = _HEX.findall(single)
        meant |= {int(code, 16): _text(text) for code, text in zip(texts[::2], texts[1::2], strict=True)}
        for first, last, text, several in _RANGE.findall(spans):
            each = [_text(found) for found in _HEX.findall(several)] or [
                _text(text)[:-1] + chr(ord(_text(text)[-1]) + step)
                for step in range(int(last, 16) - int(first, 16) + 1)
            ]
            meant |= {int(first, 16) + step: found for step, found in enumerate(each)}
    return meant


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


_PAIRS = {
    "/Title": f"{_DC}title",
    "/Author": f"{_DC}creator",
    "/Creator": f"{_XMP}CreatorTool",
    "/Producer": f"{_PDF}Producer",
    "/CreationDate": f"{_XMP}CreateDate",
    "/ModDate": f"{_XMP}ModifyDate",
}


def claim_faults(pdf: Pdf) -> Iterator[str]:
    """XMP that says the same as the dictionary of old, claims both standards, and describes what it adds to them."""
    if "/Metadata" not in pdf.Root:
        yield "The file says nothing of itself (XMP)."
        return
    packet = pdf.Root.Metadata.read_bytes()
    said = _said(ET.fromstring(packet))  # noqa: S314 — a print of our own
    archived = (said.get(f"{_PDFA}part"), said.get(f"{_PDFA}conformance"))
    broken = {
        "The packet of XMP names its length or encoding.": bool(_OLD_PACKET.search(packet)),
        "The file does not claim PDF/UA-1.": said.get(f"{_PDFUA}part") != "1",
        "The file claims neither PDF/A-2a nor PDF/A-3a.": archived not in {("2", "A"), ("3", "A")},
        "The file has no title.": not said.get(f"{_DC}title"),
    }
    yield from (sentence for sentence, is_so in broken.items() if is_so)
    for key, old in ((key, str(pdf.docinfo[key])) for key in _PAIRS if key in pdf.docinfo):
        new = said.get(_PAIRS[key], "")
        if (_instant(old) != _instant(new)) if key.endswith("Date") else (old != new):
            yield f"{key} is {old} in one place and {new} in the other."
    described = said.get(f"{_SCHEMA}namespaceURI", "")
    for name in said:
        if not name.startswith(_DESCRIBED_ALREADY) and name[1:].split("}")[0] not in described:
            yield f"The property {name} is not described."


def _said(packet: ET.Element) -> dict[str, str]:
    """Properties and their words, whether they were written as attributes or as elements."""
    said: dict[str, str] = {}
    for description in packet.iter(f"{_RDF}Description"):
        said |= {name: value for name, value in description.attrib.items() if not name.startswith(_RDF)}
        said |= {each.tag: ", ".join("".join(each.itertext()).split("\n")).strip(", ") for each in description}
        said |= {each.tag: (each.text or "").strip() for each in description.iter() if each.tag.startswith(_SCHEMA)}
    return said


def _instant(day: str) -> tuple[str, ...]:
    """The parts of a time, and its zone, however both are written: ISO 32000-1, 7.9.4, or as XMP does."""
    written = _TIME.fullmatch(day)
    if written is None:
        return (day,)
    *parts, zone = written.groups(default="")
    return *parts, "" if zone == "Z" or not zone.strip("+-0:'") else re.sub(r"\D", "", zone)


def object_faults(pdf: Pdf) -> Iterator[str]:
    """Every object of the file, whether or not a page leads to it."""
    yield from _intent_faults(pdf)
    for key in ("/OpenAction", "/AA", "/Requirements", "/Perms", "/OCProperties"):
        allowed = key == "/Perms" and "/AcroForm" in pdf.Root
        if key in pdf.Root and not allowed:
            yield f"The catalogue has {key}."
    if "/XFA" in pdf.Root.get("/AcroForm", {}) or pdf.Root.get("/AcroForm", {}).get("/NeedAppearances", False):
        yield "The form is one that readers draw themselves."
    if "/JavaScript" in pdf.Root.get("/Names", {}) or "/AlternatePresentations" in pdf.Root.get("/Names", {}):
        yield "The file carries scripts."
    for each in pdf.objects:
        yield from _inside(each)
    yield from _file_faults(pdf)


def _intent_faults(pdf: Pdf) -> Iterator[str]:
    intents = [intent for intent in pdf.Root.get("/OutputIntents", Array()) if intent.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "The file does not say which colours it means (output intent)."
        return
    profile = intents[0].DestOutputProfile.read_bytes()
    if (
        profile[36:40] != b"acsp"
        or profile[12:16] not in (b"mntr", b"prtr")
        or profile[16:20] != b"RGB "
        or profile[8] > 4
    ):
        yield "The profile of its colours is not one of ICC, version 2 or 4, for RGB."
    if int(intents[0].DestOutputProfile.get("/N", 0)) != 3:
        yield "The profile does not have three colours."
    if not str(intents[0].get("/OutputConditionIdentifier", "")):
        yield "The output intent has no name."


def _inside(each: Any) -> Iterator[str]:
    """An object and what is written directly in it."""
    if isinstance(each, Stream):
        yield from _stream_faults(each)
    if isinstance(each, Stream | Dictionary):
        yield from _dictionary_faults(each)
        kids = list(each.items())
        for key, _ in kids:
            if len(str(key).encode()) > 128:
                yield f"The name {key} is too long."
        values = [value for _, value in kids]
    else:
        values = list(each) if isinstance(each, Array) else []
    for value in values:
        if isinstance(value, Object) and not value.is_indirect:
            yield from _inside(value)


def _dictionary_faults(each: Any) -> Iterator[str]:
    kind = each.get("/Type")
    if "/AA" in each:
        yield "Something acts of itself (AA)."
    action = str(each.get("/S", ""))
    if (kind == Name.Action or "/URI" in each or "/JS" in each) and action not in _ACTIONS:
        yield f"The action {action} is one that lasting files may not hold."
    if kind == Name.ExtGState or "/BM" in each:
        blends = each.get("/BM", Name.Normal)
        if not _BLENDS.fullmatch(str(blends[0] if isinstance(blends, Array) else blends)):
            yield f"The way of blending {blends} is not known."
        if "/TR" in each or "/HTP" in each or each.get("/TR2", Name.Default) != Name.Default:
            yield "Colours are changed on their way to the paper."
    for value in dict(each).values():
        if isinstance(value, str) and len(value.encode()) > 32767:
            yield "A string is too long."


def _stream_faults(stream: Any) -> Iterator[str]:
    keys, kind = set(stream.keys()), stream.get("/Subtype")
    filters = stream.get("/Filter", Array())
    for name in list(filters) if isinstance(filters, Array) else [filters]:
        if str(name) not in _FILTERS:
            yield f"A stream is packed by {name}."
    drawn, form = kind == Name.Image, kind == Name.Form
    broken = {
        "A stream lies outside the file.": {"/F", "/FFilter", "/FDecodeParms"} & keys,
        "An image is to be smoothed.": drawn and stream.get("/Interpolate", False),
        "An image has others in its place.": drawn and {"/Alternates", "/OPI"} & keys,
        "An image is in colours of a printing machine.": drawn and stream.get("/ColorSpace") == Name.DeviceCMYK,
        "A form leads out of the file.": form and {"/OPI", "/PS", "/Ref", "/Subtype2"} & keys,
        "The file holds PostScript.": kind == Name.PS,
    }
    yield from (sentence for sentence, is_so in broken.items() if is_so)


def _file_faults(pdf: Pdf) -> Iterator[str]:
    """Files within the file: none in PDF/A-2; in PDF/A-3 each says its kind, its day and how it belongs here."""
    specs = [each for each in pdf.objects if isinstance(each, Dictionary) and "/EF" in each]
    said = _said(ET.fromstring(pdf.Root.Metadata.read_bytes())) if "/Metadata" in pdf.Root else {}  # noqa: S314 — ours
    if specs and said.get(f"{_PDFA}part") != "3":
        yield "The file carries others, which PDF/A-2 does not allow."
    associated = {spec.objgen for spec in pdf.Root.get("/AF", Array())}
    for spec in specs:
        name, content = str(spec.get("/UF", "")), spec.EF.get("/F", Dictionary())
        broken = {
            "has two names.": not name or name != str(spec.get("/F", "")),
            "does not say how it belongs here.": str(spec.get("/AFRelationship", "")) not in _RELATIONS,
            "is not described.": not str(spec.get("/Desc", "")),
            "is not associated with the document.": spec.objgen not in associated,
            "does not say of what kind it is.": "/" not in str(content.get("/Subtype", "/"))[1:],
            "does not say when it was changed.": "/ModDate" not in content.get("/Params", {}),
        }
        yield from (f"The file {name} {sentence}" for sentence, is_so in broken.items() if is_so)


def file_faults(content: bytes, pdf: Pdf) -> Iterator[str]:
    header = content[:20].split(b"\n")
    if not re.fullmatch(rb"%PDF-1\.[0-7]\r?", header[0]):
        yield "The file does not begin with its version."
    if len(header) < 2 or not re.match(rb"%[\x80-\xff]{4}", header[1]):
        yield "Four bytes above 127 do not stand in its second line."
    if not re.search(rb"%%EOF\r?\n?\Z", content):
        yield "Something follows the end of the file."
    if pdf.is_encrypted:
        yield "The file is encrypted."
    identifiers = pdf.trailer.get("/ID", Array())
    if len(identifiers) != 2 or any(len(bytes(part)) < 16 for part in identifiers):
        yield "The file has no identifier."
    for page in pdf.pages:
        sides = [float(side) for side in page.mediabox]
        if not all(3 <= side <= 14400 for side in (sides[2] - sides[0], sides[3] - sides[1])):
            yield f"Page {page.index + 1} is too small or too large."
