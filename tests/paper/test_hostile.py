"""Attachments and pictures that were made to do harm: each is printed harmlessly, or refused with a sentence."""

import socket
import struct
import subprocess
import zlib

import pytest

from app.paper.binding import bind
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Addressee, Exhibit, Letterhead, Manuscript
from app.paper.press import carry_out, print_letter
from app.paper.press.jobs import AddressedJob, Limits
from app.paper.refusals import PressFailed
from tests.paper.sample import a_letter, png

PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
BLANK = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>"
DRAWN = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>"


def pdf(*objects: bytes, catalog: bytes = b"") -> bytes:
    """A PDF of these objects, the second its pages; the readers that matter here find them without a table."""
    numbered = enumerate((b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>", *objects), 1)
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, content) for number, content in numbered)
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 2)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)


def image(entries: bytes, content: bytes = b"") -> bytes:
    return pdf(PAGES, DRAWN, stream(b"/X Do"), stream(content, b"/Type/XObject/Subtype/Image" + entries))


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 9)


def with_attachment(content: bytes, media_type: str = "application/pdf") -> Manuscript:
    return a_letter(exhibits=(Exhibit(1, "Map", media_type, len(content), "ab" * 32, content=content),))


def words_of(pdf: bytes) -> str:
    """What can be read of a PDF, as one line."""
    read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(read.decode().split())


@pytest.fixture(scope="module")
def plain() -> bytes:
    return set_letter(a_letter(), paper="A4")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (pdf(PAGES, BLANK, stream(b""), catalog=b"/OpenAction<</S/Launch/F(/bin/sh)>>"), b"/Launch"),
        (pdf(PAGES, BLANK, stream(b""), catalog=b"/AA<</WC<</S/JavaScript/JS(app.alert(1))>>>>"), b"app.alert"),
        (pdf(PAGES, BLANK, stream(b""), catalog=b"/AcroForm<</Fields[]/XFA(<xdp/>)>>"), b"XFA"),
        (pdf(PAGES, BLANK, b"<</F(/etc/hostname)/Length 0>>stream\n\nendstream"), b"/etc/hostname"),
    ],
)
@pytest.mark.parametrize("lighter", [False, True])
def test_what_acts_in_an_attachment_is_left_behind(plain: bytes, content: bytes, kept: bytes, *, lighter: bool) -> None:
    bound = bind(plain, with_attachment(content), paper="A4", lighter=lighter)

    assert kept not in bound


@pytest.mark.parametrize(
    "content",
    [
        image(b"/Width(a)/Height -5/BitsPerComponent null/ColorSpace[/ICCBased]"),
        image(b"/Width 200/Height 200/BitsPerComponent 8/ColorSpace[/ICCBased]"),
        image(b"/Width 1000000/Height 1000000/BitsPerComponent 8/ColorSpace/DeviceRGB"),
        pdf(b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", BLANK, stream(b"")),
        pdf(PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources(x)/UserUnit(x)>>", stream(b"")),
        b"%PDF-1.4\n%%EOF",
    ],
)
@pytest.mark.parametrize("lighter", [False, True])
def test_what_is_damaged_is_refused_by_its_number(plain: bytes, content: bytes, *, lighter: bool) -> None:
    with pytest.raises(PressFailed, match="Attachment 1 cannot be bound: "):
        bind(plain, with_attachment(content), paper="A4", lighter=lighter)


@pytest.mark.parametrize(
    "content",
    [
        png(9, 9).replace(b"IDAT", chunk(b"iCCP", b"a\0\0" + packed(bytes(50_000_000)))[4:-4] + b"IDAT"),
        b"\x89PNG\r\n\x1a\n<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/hostname'/></svg>",
        png(30, 30)[:60],
    ],
)
def test_a_logo_that_is_no_picture_harms_no_letter(content: bytes) -> None:
    letter = a_letter(letterhead=Letterhead("Bureau", logo=content, logo_type="image/png"))

    made = words_of(print_letter(letter))

    assert "Bureau" in made
    assert letter.title in made


def test_titles_and_names_are_words_and_nothing_else() -> None:
    """No markup, no style, no template, no end of a string in the running heads; and nobody is called."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        words = (
            f'"; }} * {{ display: none }} </style><script src="{place}"> {{{{ 7*7 }}}} {{% x %}} \\" #image("{place}")'
        )
        letter = a_letter(title=words, letterhead=Letterhead(words), place=words, reference=words)

        made = words_of(print_letter(letter))

        with pytest.raises(BlockingIOError):
            server.accept()
    where = ("reference", "letterhead", "title", "place", "running foot")
    assert made.replace(" ", "").count(words.replace(" ", "")) == len(where)


def test_a_bomb_to_many_costs_the_seconds_of_one() -> None:
    many = AddressedJob(
        a_letter(title="word " * 30_000),
        (Addressee("Ada Ek"),) * 100,
        limits=Limits(cpu_seconds=600, seconds=600, cpu_seconds_each=1),
    )

    with pytest.raises(PressFailed, match="more than 1 seconds"):
        list(carry_out(many))


def test_a_picture_without_its_palette_is_refused_with_a_sentence(plain: bytes) -> None:
    header = struct.pack(">IIBBBBB", 30, 30, 8, 3, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed(bytes(31 * 30))) + chunk(b"IEND", b"")
    )

    with pytest.raises(PressFailed, match="Attachment 1 cannot be bound: the picture cannot be read"):
        bind(plain, with_attachment(content, "image/png"), paper="A4")
