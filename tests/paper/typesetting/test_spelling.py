import re
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from weasyprint.draw import text as draw_text

from app.letters.prose import for_print
from app.paper.letter.letter import set_letter
from app.paper.manuscript import SignatoryLine
from app.paper.typesetting import spelling
from app.paper.typesetting.spelling import Cluster, Run, _needs_a_side, _turned, _with_marks
from tests.paper.sample import a_letter

NAMES = {
    "vi": "Nguyễn Thị Ánh Nguyệt",
    "tr": "Şükran Çelik Işık",
    "yo": "Adébáyọ̀ Ọlátúnjí, M̀bá",
    "fr": unicodedata.normalize("NFD", "Amélie Ørsted-Łukaszévić"),
    "kk": "Қайрат Әбдіғали",
    "el": "Ἀριστοτέλης ᾠδῆς",
    "ka": "გიორგი ᲑᲔᲠᲘᲫᲔ",
    "hy": "Մխիթար և Եվա ﬓ",
    "he": "שָׁלוֹם בֶּן־צִיּוֹן",
    "ar": "ليلى الحدّاد",
    "ar-JO": "مُحَمَّدٌ عَبْدُ اللَّهِ الأمين",
    "fa": "پروانهٔ گل‌محمدی",
    "ur": "فاطمہ چوہدری ئے",
    "ckb": "ڕێبوار ڵالە",
    "zh-Hans": "李小龙",
    "zh-Hant": "陳美齡",
    "ja": "佐藤 ガギグゲ",
    "ko": "김철수",
    "hi": "क्षितिज श्रीवास्तव कर्तृत्व",
    "bn": "শ্রীমতী রবীন্দ্রনাথ",
    "ta": "கௌரி ஸ்ரீனிவாசன்",
    "th": "น้ำฝน ผู้ใหญ่ที่นี่",
    "am": "አበበ ቢቂላ",
}
# Readers of PDF add these to say in which direction they print; nobody sees them.
SIDES = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read(content: bytes, *options: str) -> str:
    text = subprocess.run(["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True).stdout
    return unicodedata.normalize("NFC", " ".join(SIDES.sub("", text.decode()).split()))


def a_print(language: str, name: str) -> bytes:
    body = for_print(f"## {name}\n\n{name} **{name}** *{name}*\n\n- {name}\n\n> {name}", prefix="letter").passage
    line = SignatoryLine("person", name, affiliation=name, featured=True)
    letter = a_letter(language=language, title=name, body=body, signatories=(line,), signatory_total=1)
    return set_letter(letter, paper="A4")


@pytest.mark.parametrize(("language", "name"), NAMES.items())
def test_a_name_comes_back_as_typed_from_title_text_and_roll(language: str, name: str) -> None:
    assert read(a_print(language, name)).count(unicodedata.normalize("NFC", name)) == 9


@pytest.mark.parametrize("name", [name for language, name in NAMES.items() if language != "ar-JO"])
def test_a_name_comes_back_from_a_letter_in_another_script(name: str) -> None:
    content = a_print("en", name)

    assert read(content).count(unicodedata.normalize("NFC", name)) == 9
    assert read(content, "-raw").count(unicodedata.normalize("NFC", name)) == 9


def test_spaces_stand_where_they_were_typed_beside_numbers_and_commas() -> None:
    words = "أغلقت المكتبة في 22 نوفمبر، ثم فتحت بعد 1,250 يومًا."
    letter = a_letter(language="ar", title="رسالة", body=for_print("\n\n".join([words] * 6), prefix="letter").passage)

    assert read(set_letter(letter, paper="A4")).count(words) == 6


def test_figures_in_a_letter_that_runs_to_the_right_get_no_mark_of_direction(prints: Path) -> None:
    content = set_letter(
        a_letter(body=for_print("The 22 of 1,250.[^1]\n\n[^1]: 7", prefix="letter").passage), paper="A4"
    )
    (prints / "figures.pdf").write_bytes(content)
    text = subprocess.run(["pdftotext", prints / "figures.pdf", "-"], capture_output=True, text=True, check=True).stdout

    assert not SIDES.search(text)


def test_marks_are_put_to_their_letters() -> None:
    clusters = [
        Cluster("e", 0, 5, ()),
        Cluster("\u0323", 5, 5, ()),
        Cluster(" ", 5, 8, ()),
        Cluster("\u0301", 8, 9, ()),
    ]

    assert [cluster.letters for cluster in _with_marks(clusters)] == ["e\u0323", " ", "\u0301"]


def test_letters_too_close_to_be_told_apart_are_put_together_from_right_to_left() -> None:
    alef, lam = Cluster("ا", 0, 0.5, ()), Cluster("ل", 0.5, 5, ())

    assert _turned([alef, lam], size=10) == (Cluster("لا", 0, 5, ()),)


@pytest.mark.parametrize(
    ("letters", "level", "marked"), [("،", 1, True), ("ب", 1, False), ("2", 2, True), ("a", 2, False)]
)
def test_commas_and_numbers_between_right_to_left_words_get_a_side(letters: str, level: int, *, marked: bool) -> None:
    cluster = Cluster(letters, 0, 5, ())

    assert _needs_a_side(Run(None, 10, 0, level, (cluster,)), cluster) is marked


def test_no_box_is_ever_printed(caplog: pytest.LogCaptureFixture) -> None:
    name = "Li 龍 \u0378\u0379 \U0001f469\u200d\U0001f52c"
    text = read(
        set_letter(a_letter(title=name, signatories=(SignatoryLine("person", name),), signatory_total=1), paper="A4")
    )

    assert text.count("Li 龍 ‹U+0378›‹U+0379›") == 2
    assert not [record for record in caplog.records if "notdef" in record.message]


def _looks(content: bytes) -> Image.Image:
    drawn = subprocess.run(
        ["pdftoppm", "-r", "72", "-gray", "-singlefile", "-"], input=content, capture_output=True, check=True
    )
    return Image.open(BytesIO(drawn.stdout))


@pytest.mark.parametrize("language", ["vi", "yo", "he", "ar-JO", "fa", "hi", "th", "zh-Hant", "bn"])
def test_the_page_looks_as_the_typesetter_alone_would_draw_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = _looks(a_print(language, NAMES[language]))
    monkeypatch.setattr(draw_text, "draw_first_line", spelling._draw_first_line)
    theirs = _looks(a_print(language, NAMES[language]))

    assert ImageStat.Stat(ImageChops.difference(ours, theirs)).mean[0] < 0.15
