import os
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pikepdf
import pytest
from PIL import Image, ImageChops

from app.letters.prose import for_print
from app.paper.letter import addressing
from app.paper.letter.addressing import set_addressed
from app.paper.letter.composition import Fit, html_of, pictures_of
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Addressee, Letterhead, Manuscript, Office
from app.paper.refusals import PressFailed
from app.paper.typesetting import typeset
from tests.paper.roles import elements, roles
from tests.paper.sample import WORDS, Print, a_letter, png, printed
from tests.paper.structure import faults

MINISTER = Addressee(
    "Dr Teodora Kalinová",
    "H.E.",
    "Minister of Justice",
    "Ministry of Justice",
    ("Vyšehradská 16", "128 10 Praha 2"),
    "Czechia",
    "Dear Minister Kalinová,",
)
LONG = replace(
    MINISTER, address=("Department of Public Records and of Freedom of Information", "P.O. Box 7", "Praha 2")
)
ENDLESS = replace(MINISTER, address=tuple(f"{number} of many lines" for number in range(9)))
WORDY = replace(MINISTER, salutation="Dear members of the committee that hears all who ask to be heard, " * 3)
SILENT = replace(MINISTER, salutation="")
NAMELESS = Addressee("")
JUDGE = Addressee(
    "שרה כהן", "Prof. Dr.", "שופטת בית המשפט העליון", address=("רחוב הרצל 12",), salutation="לכבוד השופטת,"
)
SCRIPTS = {
    "Владимир Ғылымов": "Құрметті министр,",
    "Ελένη Παπαδάκη": "Αξιότιμη κυρία,",
    "თამარ ბერიძე": "პატივცემულო ქალბატონო,",
    "Անահիտ Սարգսյան": "Հարգելի տիկին,",
    "שרה כהן": "לכבוד השרה,",
    "أميمة السيد": "معالي الوزيرة",
}


@pytest.fixture(autouse=True)
def _as_in_the_press(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")


def the_letter(**changes: object) -> Manuscript:
    head = Letterhead(
        "Bureau of Open Hearings",
        "https://hearings.example.org",
        png(300, 100),
        "image/png",
        (Office("Tromsø", ("Storgata 1", "9008 Tromsø")),),
    )
    body = for_print(f"{WORDS}\n\n## A link\n\n[There](https://example.org/there), {WORDS}", prefix="letter").passage
    lead = for_print("We ask for one thing.", prefix="lead").passage
    said: dict[str, object] = {
        "letterhead": head,
        "body": body,
        "lead": lead,
        "place": "Tromsø",
        "date": "1 March 2026",
    }
    return a_letter(**(said | {"reference": "BOH-7"} | changes))


def addressed(addressee: Addressee, **changes: object) -> bytes:
    return next(set_addressed(the_letter(**changes), [addressee], paper="A4"))


def set_whole(addressee: Addressee, *, fit: Fit = "roomy", **changes: object) -> bytes:
    letter = the_letter(addressee=addressee, **changes)
    return typeset(html_of(letter, "A4", fit=fit), pictures_of(letter), identifier=b"whole", tagged=True)


def said(element: Any) -> list[str]:
    return [str(element.get(key, "")) for key in ("/S", "/T", "/Lang", "/Alt", "/ID")]


def pictures(content: bytes, folder: Path) -> list[Image.Image]:
    print_ = printed(content, folder)
    subprocess.run(["pdftoppm", "-r", "80", "-png", print_.file, print_.file.with_suffix("")], check=True)
    return [Image.open(file) for file in sorted(folder.glob(f"{print_.file.stem}-*.png"))]


def words_of(print_: Print) -> dict[str, tuple[float, float, float, float]]:
    """Where the words of the first page stand, in points from its upper left corner."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", print_.file, "-"], capture_output=True, text=True, check=True
    ).stdout
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(\S+)<', boxes)
    return {word: (float(left), float(top), float(right), float(bottom)) for left, top, right, bottom, word in found}


@pytest.mark.parametrize(
    ("addressee", "fit"), [(MINISTER, "roomy"), (LONG, "close"), (SILENT, "roomy"), (JUDGE, "roomy"), (WORDY, "roomy")]
)
def test_a_spliced_letter_looks_reads_and_is_tagged_as_one_set_whole(
    addressee: Addressee, fit: Fit, tmp_path: Path
) -> None:
    spliced, whole = addressed(addressee), set_whole(addressee, fit=fit)

    for ours, theirs in zip(pictures(spliced, tmp_path), pictures(whole, tmp_path), strict=True):
        difference = ImageChops.difference(ours, theirs)
        assert difference.getbbox() is None
    assert printed(spliced, tmp_path).pages == printed(whole, tmp_path).pages
    with pikepdf.open(BytesIO(spliced)) as one, pikepdf.open(BytesIO(whole)) as other:
        assert [said(element) for element in elements(one)] == [said(element) for element in elements(other)]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("addressee", [MINISTER, LONG, ENDLESS, WORDY, SILENT, NAMELESS, JUDGE])
def test_the_structure_of_every_print_is_sound(addressee: Addressee, language: str, tmp_path: Path) -> None:
    content = addressed(addressee, language=language)

    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        assert [role for role in roles(pdf) if role in ("H1", "H2")] == ["H1", "H2"]
        names = [font.BaseFont for font in pdf.pages[0].Resources.Font.values()]
        assert len(names) == len(set(names)), "two parts of a font go by one name"
        with pdf.open_outline() as outline:
            assert next(iter(outline.root)).title == "Open the hearing on Ostrava Street"
    checked = subprocess.run(["qpdf", "--check", printed(content, tmp_path).file], capture_output=True, check=False)
    assert checked.returncode == 0


def test_a_print_is_the_same_alone_among_others_and_in_any_order() -> None:
    letter = the_letter()
    several = (MINISTER, SILENT, WORDY, JUDGE, LONG, ENDLESS)

    among = dict(zip(several, set_addressed(letter, several, paper="A4"), strict=True))
    backwards = dict(zip(several[::-1], set_addressed(letter, several[::-1], paper="A4"), strict=True))

    assert len(set(among.values())) == len(several)
    assert among == backwards
    for addressee in (MINISTER, WORDY, ENDLESS):
        assert among[addressee] == set_letter(replace(letter, addressee=addressee), paper="A4")


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys; from app.paper.letter.letter import set_letter; from dataclasses import replace;"
        "from tests.paper.letter.test_addressing import JUDGE, the_letter;"
        "sys.stdout.buffer.write(set_letter(the_letter(addressee=JUDGE), paper='A4'))"
    )
    surroundings = os.environ | {"PYTHONHASHSEED": "7"}
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=surroundings).stdout

    assert there == addressed(JUDGE)


def test_the_identifier_of_a_print_is_the_digest_of_its_manuscript() -> None:
    letter = the_letter()
    with pikepdf.open(BytesIO(addressed(MINISTER))) as pdf:
        assert bytes(pdf.trailer.ID[0]).hex() == replace(letter, addressee=MINISTER).digest()[:32]


def test_the_words_of_the_first_page_come_in_the_order_of_reading(tmp_path: Path) -> None:
    text = subprocess.run(
        ["pdftotext", "-l", "1", printed(addressed(MINISTER), tmp_path).file, "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    order = ["Bureau of Open Hearings · ", "H.E. Dr Teodora", "Ministry of Justice", "Vyšehradská", "Czechia"]
    order += ["1 March 2026", "Open the hearing", "Dear Minister", "We ask for one thing", "The panel read"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_salutations_in_all_scripts_share_one_setting_of_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    compose = Mock(wraps=html_of)
    monkeypatch.setattr(addressing, "html_of", compose)
    several = [Addressee("Ada Ek", salutation=salutation) for salutation in SCRIPTS.values()]

    assert len(list(set_addressed(the_letter(), several, paper="A4"))) == len(SCRIPTS)
    assert compose.call_count == 1


def test_names_in_many_scripts_come_back_as_they_were_typed(tmp_path: Path) -> None:
    addressees = [Addressee(name, salutation=salutation) for name, salutation in SCRIPTS.items()]

    for addressee, content in zip(addressees, set_addressed(the_letter(), addressees, paper="A4"), strict=True):
        text = printed(content, tmp_path).text
        assert addressee.name in text
        assert addressee.salutation.rstrip(",،") in text


def test_honorific_and_name_each_run_in_their_own_direction(tmp_path: Path) -> None:
    places = words_of(printed(addressed(JUDGE), tmp_path))
    assert places["Prof."][0] < places["Dr."][0]
    assert all(places["Dr."][0] < places[word][0] for word in ("שרה", "כהן") if word in places)


def test_an_address_too_long_for_the_window_pushes_the_words_below_down(tmp_path: Path) -> None:
    standard, pushed = printed(addressed(MINISTER), tmp_path), printed(addressed(ENDLESS), tmp_path)

    places = words_of(pushed)
    assert all(f"{number} of many lines" in pushed.text for number in range(9))
    assert places["Czechia"][3] < places["Open"][1]
    assert places["Teodora"][1] == pytest.approx(words_of(standard)["Teodora"][1], abs=2)
    assert "Dear Minister" in pushed.text


def test_a_letter_whose_title_fills_the_first_page_is_set_whole(tmp_path: Path) -> None:
    content = addressed(MINISTER, title=("Open the hearings " * 260).strip())

    assert "Dear Minister Kalinová," in printed(content, tmp_path).text
    assert faults(content) == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": "<b>Bold</b> <script>alert(1)</script> {{ 7 * 7 }}", "salutation": "<img src='file:///etc/passwd'>"},
        {"name": "A" + "\u0301" * 3000, "salutation": "E" + "\u0300\u0316" * 2000 + "nough"},
        {"name": "A\x00B\x1b[31m\u202eevil", "salutation": "Dear\u202e drow,\n\n\nline \u2066"},
        {"name": "\u2067\u2067Kalinová", "address": ("\u2069\u2069\u200f)(",)},
    ],
)
def test_nothing_hostile_leaves_its_place(change: dict[str, str], tmp_path: Path) -> None:
    """All that differs from the letter to the minister lies in the window and in the line of the salutation."""
    (plain, *_), (hostile, *_) = (
        pictures(addressed(addressee), tmp_path) for addressee in (MINISTER, replace(MINISTER, **change))
    )

    differs = ImageChops.difference(plain, hostile).convert("L").point(lambda value: 255 if value > 16 else 0)
    per_mm = 80 / 25.4
    window = tuple(round(edge * per_mm) for edge in (20, 45, 105, 92))
    places = words_of(printed(addressed(MINISTER), tmp_path))
    points = 80 / 72
    line = (0, places["Dear"][1] * points - 5, plain.width, places["Dear"][3] * points + 5)
    for place in (window, tuple(round(edge) for edge in line)):
        differs.paste(0, place)
    assert differs.getbbox() is None


@pytest.mark.parametrize(("part", "said"), [("name", "address are too long"), ("salutation", "salutation is too long")])
def test_what_no_page_holds_is_refused_with_a_sentence(part: str, said: str) -> None:
    with pytest.raises(PressFailed, match=said):
        addressed(replace(MINISTER, **{part: "x" * 10_000}))


def test_the_letter_is_set_once_for_all_its_recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = Mock(wraps=addressing._Master)
    monkeypatch.setattr(addressing, "_Master", letters)
    monkeypatch.setattr(addressing, "typeset", Mock(side_effect=AssertionError))
    addressees = [replace(MINISTER, name=f"Minister No. {number}") for number in range(6)]

    assert len(list(set_addressed(the_letter(), addressees, paper="A4"))) == 6
    letters.assert_called_once()
