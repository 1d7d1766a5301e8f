import re
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.paper.manuscript import SignatoryLine
from app.paper.roll.roll import set_volume
from app.paper.seal.identity import own
from app.paper.seal.seal import seal
from tests.paper.structure import faults, sealed_faults
from tests.paper.volumes import NAMES, a_volume

HOSTILE = (
    "a" * 3_000,
    "Z" + "\u0301" * 500,
    "Nul\x00l \x07bell",
    "\ud800 lone",
    "Una\u0378ssigned \U000e0fff",
    '#panic("x") $x$ *b* [c] <d> @e `f` \\ #read("/etc/passwd") #import "@preview/a:0.1.0"',
    "\u202eevil\u202c",
    "w" * 40 + "-" + "v" * 40,
    "",
)
LEFTWARD = [name for script in ("Arabic", "Hebrew", "Persian", "Urdu", "Latin") for name in NAMES[script]]


def text_of(content: bytes, folder: Path) -> str:
    file = folder / "volume.pdf"
    file.write_bytes(content)
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    assert not said.stderr
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", said.stdout).split())


@pytest.fixture(scope="module")
def all_scripts() -> bytes:
    return set_volume(a_volume(*(name for names in NAMES.values() for name in names)))


@pytest.fixture(scope="module")
def from_right_to_left() -> bytes:
    return set_volume(a_volume(*LEFTWARD, language="ar", title="افتحوا الجلسة", paper="Letter"))


@pytest.fixture(scope="module")
def text_of_all(all_scripts: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    return text_of(all_scripts, tmp_path_factory.mktemp("roll"))


@pytest.mark.parametrize("script", NAMES)
def test_names_come_back_as_they_were_typed(script: str, text_of_all: str) -> None:
    typed = [unicodedata.normalize("NFC", name) for name in NAMES[script]]

    assert [name for name in typed if name not in text_of_all] == []


def test_names_in_a_roll_from_right_to_left_come_back_too(from_right_to_left: bytes, tmp_path: Path) -> None:
    text = text_of(from_right_to_left, tmp_path)

    assert [name for name in LEFTWARD if unicodedata.normalize("NFC", name) not in text] == []


def test_a_number_comes_back_before_its_name(tmp_path: Path) -> None:
    names = [f"{name} Vala" for name in NAMES["Latin"] * 15]

    text = text_of(set_volume(a_volume(*names)), tmp_path)

    numbered = [f"{number:,} {unicodedata.normalize('NFC', name)}" for number, name in enumerate(names, start=10_001)]
    assert [line for line in numbered if line not in text] == []


def test_a_volume_is_sound_in_all_scripts_and_stays_so_under_the_seal(all_scripts: bytes, tmp_path: Path) -> None:
    sealed = seal(all_scripts, own(tmp_path, host="letters.example.org")).content

    assert faults(all_scripts) == []
    assert sealed_faults(sealed) == []


def test_a_volume_from_right_to_left_is_sound_on_american_paper(from_right_to_left: bytes) -> None:
    assert faults(from_right_to_left) == []


def test_a_plain_volume_of_several_pages_and_sections_is_sound() -> None:
    persons = [SignatoryLine("person", f"Amina Vala {number}", featured=number < 9) for number in range(300)]
    lines = (*persons, SignatoryLine("organisation", "League of Witnesses", note="first signatory"))

    assert faults(set_volume(a_volume(lines=lines, last=10_301))) == []


def test_a_volume_says_where_it_stands(tmp_path: Path) -> None:
    text = text_of(set_volume(a_volume("Amina Vala", "Ingrid Holm")), tmp_path)

    assert "Volume 2 of 3 · signatories 10,001–10,002" in text
    assert "20,900 have signed. 400 of them are counted and not named." in text
    assert "10,002" in text
    assert "Ingrid Holm, Nurse, Norway" in text
    assert "No independent timestamp." in text
    assert "cd" * 32 in text


def test_sections_follow_each_other_and_numbers_go_on(tmp_path: Path) -> None:
    lines = (
        SignatoryLine("person", "Amina Vala", featured=True),
        SignatoryLine("person", "Ingrid Holm"),
        SignatoryLine("organisation", "League of Witnesses"),
    )

    text = text_of(set_volume(a_volume(lines=lines, last=10_003, continues=True)), tmp_path)

    told = ["Signatories, continued", "Amina Vala", "Persons", "Ingrid Holm", "Organisations", "League of Witnesses"]
    assert sorted(told, key=text.index) == told
    assert "10,003" in text


def test_the_same_volume_gives_the_same_bytes() -> None:
    volume = a_volume("Amina Vala", "ليلى الحدّاد")

    assert set_volume(volume) == set_volume(volume)


def test_a_volume_is_tagged_titled_and_claims_what_was_checked() -> None:
    with pikepdf.open(BytesIO(set_volume(a_volume("Amina Vala", paper="Letter")))) as pdf:
        claims = pdf.open_metadata()

        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert claims["pdfuaid:part"] == "1"
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
        assert str(pdf.docinfo.Title) == "Open the hearing on Ostrava Street · Roll of signatories · Volume 2 of 3"
        assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
        kinds = {str(each.S) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
        assert {"/L", "/LI", "/Lbl", "/LBody", "/H1", "/H2", "/Figure"} <= kinds


def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    text = text_of(set_volume(a_volume(*HOSTILE, "Amina Vala")), tmp_path)

    assert '#panic("x") $x$ *b* [c] <d> @e `f`' in text
    assert "Una‹U+0378›ssigned ‹U+E0FFF›" in text
    assert "root:" not in text
    assert "Amina Vala" in text


def test_no_word_runs_out_of_its_column(tmp_path: Path) -> None:
    file = tmp_path / "wide.pdf"
    file.write_bytes(set_volume(a_volume("W" * 200, "Amina " + "w" * 19 + "-" + "W" * 19, "ش" * 200)))

    said = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout

    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', said)]
    assert max(edges) < 595.28 - 21 / 25.4 * 72 + 1


@pytest.mark.parametrize(("number", "language"), [(20, "en"), (20, "ar"), (140, "en")])
def test_the_columns_of_the_last_page_are_as_long_as_each_other(number: int, language: str, tmp_path: Path) -> None:
    file = tmp_path / "short.pdf"
    file.write_bytes(set_volume(a_volume(*["Amina Vala"] * number, language=language)))

    said = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout

    words = re.findall(r'xMin="([\d.]+)".*yMax="([\d.]+)">10,\d{3}</word>', said.rpartition("<page")[2])
    left, right = (
        [float(low) for edge, low in words if (float(edge) > 595.28 / 2) is beyond] for beyond in (False, True)
    )
    assert abs(len(left) - len(right)) <= 5
    assert max(left + right) < 595.28


def test_an_empty_roll_is_a_volume_too(tmp_path: Path) -> None:
    assert "Roll of signatories" in text_of(set_volume(a_volume(volumes=1, number=1, first=1, last=0)), tmp_path)
