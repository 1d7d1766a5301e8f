import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.letters.prose import for_print
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Manuscript, SignatoryLine
from tests.paper.sample import WORDS, Print, a_letter, printed

MM = 72 / 25.4


def bare(text: str) -> str:
    """The words alone: where a comma belongs between right-to-left words is guessed by each reader of PDF."""
    return " ".join(re.findall(r"[\w’]+", text))


def page_of(words: str, print_: Print, *, after: int) -> int:
    found = [number for number, page in enumerate(print_.pages, start=1) if words in " ".join(page.split())]
    return next(number for number in found if number > after)


def test_every_line_of_the_contents_names_the_page_its_heading_stands_on(
    real_letter: Manuscript, real_print: Print
) -> None:
    contents_page = page_of("Contents", real_print, after=0)
    listed = real_print.pages[contents_page - 1]

    for heading in real_letter.report.headings:
        named = re.search(rf"{re.escape(heading.text)}[ .]+(\d+)", listed)
        assert named, heading
        assert int(named[1]) == page_of(heading.text, real_print, after=contents_page)


def test_every_note_stands_at_the_foot_of_the_page_that_calls_it(real_print: Print) -> None:
    assert len(re.findall(r"Source \d\d, p\.", real_print.text)) == 42
    for page in real_print.pages:
        for note in re.findall(r"Source (\d\d), p\.", page):
            assert re.search(rf"^ *{int(note)} +Source {note}", page, re.MULTILINE)
            assert re.search(rf"And so it was\. ?{int(note)}\b", " ".join(page.split()))


def test_a_long_address_comes_back_without_added_characters(real_print: Print) -> None:
    assert (
        "https://archive.example.org/court/hearings/2025/ostrava-street/"
        "minutes-of-the-sitting-number-42?page=42&part=annex#paragraph-42"
    ) in real_print.text.replace(" ", "")


def test_every_name_and_every_exhibit_is_in_print(real_letter: Manuscript, real_print: Print) -> None:
    for line in real_letter.signatories:
        assert line.name in real_print.text
    for exhibit in real_letter.exhibits:
        assert exhibit.title in real_print.text
        assert exhibit.sha256[:16] in real_print.text


def test_printed_page_numbers_are_those_of_the_sheets(real_print: Print) -> None:
    for number, page in enumerate(real_print.pages, start=1):
        assert f"Page {number} of {len(real_print.pages)}" in page


def test_the_addressee_stands_in_the_window_of_the_envelope(real_print: Print) -> None:
    """DIN 5008 B: 20 to 105 mm from the left, 45 to 90 mm from the top."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", real_print.file, "-"], capture_output=True, text=True, check=True
    ).stdout
    word = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(\S+)<')
    lines = {words: [float(value) / MM for value in place] for *place, words in word.findall(boxes)}

    for words in ("Teodora", "Justice", "Vyšehradská", "Praha", "Czechia"):
        left, top, right, bottom = lines[words]
        assert left >= 20
        assert right <= 105
        assert top >= 45
        assert bottom <= 90


def test_the_running_head_is_on_the_pages_of_the_report_after_its_first(real_print: Print) -> None:
    title = "The long hearing of Ostrava Street"
    first = page_of(title, real_print, after=page_of("Contents", real_print, after=0))

    assert real_print.pages[first - 1].count(title) == 1
    assert title in real_print.pages[first].strip().splitlines()[0]
    assert title not in real_print.pages[0]


def test_the_print_is_tagged_titled_and_in_its_language(real_print: Print) -> None:
    with pikepdf.open(BytesIO(real_print.content)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Open the hearing on Ostrava Street"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot.K
        assert pdf.Root.Lang == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root][:1] == ["Open the hearing on Ostrava Street"]


def test_every_font_is_embedded_with_a_unicode_map(real_print: Print) -> None:
    fonts = subprocess.run(
        ["pdffonts", real_print.file], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]

    assert fonts
    for font in fonts:
        assert re.search(r"yes\s+yes\s+yes\s+\d+\s+0$", font), font
        assert "Letter" in font, "a font of this machine has crept in"


def test_the_same_manuscript_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    letter = a_letter()

    assert set_letter(letter, paper="A4") == set_letter(letter, paper="A4")


def test_an_open_letter_has_no_window_and_may_be_on_letter_paper(prints: Path) -> None:
    print_ = printed(set_letter(a_letter(), paper="Letter"), prints)

    with pikepdf.open(BytesIO(print_.content)) as pdf:
        assert [float(value) for value in pdf.pages[0].mediabox] == [0, 0, 612, 792]
    assert "Open letter" in print_.text


def test_long_contents_before_the_body_fill_the_first_page_and_go_on_overleaf(prints: Path) -> None:
    heading = "What the panel found, who kept it out of the minutes, and what the ministry has to answer for in chapter"
    sections = "\n\n".join(f"## {heading} {number:02}\n\n{WORDS}" for number in range(13))
    letter = a_letter(
        lead=for_print(" ".join([WORDS] * 4), prefix="lead").passage,
        body=for_print(sections, prefix="letter").passage,
    )

    first, second, *_ = printed(set_letter(letter, paper="A4"), prints).pages

    assert "Contents" in first
    assert "chapter 02" in first
    assert "chapter 12" in second


@pytest.mark.parametrize("language", ["en", "ar"])
def test_honorific_and_name_each_run_in_their_own_direction(language: str, prints: Path) -> None:
    line = SignatoryLine("person", "שרה כהן", "Prof. Dr. h.c. mult.")
    letter = a_letter(language=language, signatories=(line,), signatory_total=1)

    print_ = printed(set_letter(letter, paper="A4"), prints)

    boxes = subprocess.run(["pdftotext", "-bbox", print_.file, "-"], capture_output=True, text=True, check=True).stdout
    left = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)".*>(\S+)</word>', boxes)}
    assert left["Prof."] < left["Dr."] < left["h.c."] < left["mult."]
    name = [x for word, x in left.items() if sorted(word) in (sorted("שרה"), sorted("כהן"))]
    assert len(name) == 2
    assert all((left["Prof."] < x) == (language == "en") for x in name)
    assert "שרה כהן" in print_.text


def test_a_long_roll_is_counted_and_said_to_be_a_separate_document(prints: Path) -> None:
    few = (SignatoryLine("person", "Ada Beck"),)
    print_ = printed(set_letter(a_letter(signatories=few, signatory_total=12345, roll_is_cut=True), paper="A4"), prints)

    assert "12,345 have signed. 1 is named here; the roll is a separate document." in print_.text


def test_those_who_are_only_counted_are_said_to_be(prints: Path) -> None:
    few = (SignatoryLine("person", "Ada Beck"),)
    print_ = printed(set_letter(a_letter(signatories=few, signatory_total=12345), paper="A4"), prints)

    assert "12,345 have signed. 12,344 of them are counted and not named." in print_.text
    assert "separate document" not in print_.text


def test_the_colophon_tells_where_the_exact_text_is_and_its_digest(prints: Path) -> None:
    letter = a_letter()
    print_ = printed(set_letter(letter, paper="A4"), prints)

    assert f"Exact text {letter.colophon.text_address}" in print_.text
    assert f"SHA-256 of the text {letter.colophon.text_sha256}" in print_.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "L’efficacité du greffe, œuvre de naïveté — « dès l’été »"),
        ("pl", "Zażółć gęślą jaźń, 1 234 osób"),
        ("kk", "Қазақстан Республикасының Әділет министрлігі өтінішке жауап бермеді, Ұлытау, һәм, ғылым"),
        ("uk", "Є підстави вважати, що їхні ґрунти об’єднано"),
        ("el", "Η επιτροπή των δικαιωμάτων του ανθρώπου, ώρα ΐ ΰ"),
        ("ka", "საქართველოს უზენაესი სასამართლო, თბილისი"),
        ("hy", "Հայաստանի Հանրապետություն, Երևան"),
        ("he", "בית המשפט העליון בירושלים, שלום עולם"),
        ("ar", "تكتب هذه الرسالة إلى السادة في وزارة الثقافة لأن المكتبة أغلقت والله عبد الله لا إله الأمم"),
        ("fa", "کتابخانه ملی ایران در تهران گشایش یافت، پاسخ دهید"),
    ],
)
def test_what_was_typed_comes_back_in_every_script(language: str, words: str, prints: Path) -> None:
    """The page is written in that script throughout: readers of PDF guess a page's direction by majority."""
    source = "\n\n".join([words] * 8 + [f"*{words}*", f"**{words}**"])
    body = for_print(source, prefix="letter").passage
    print_ = printed(set_letter(a_letter(language=language, body=body, title=words), paper="A4"), prints)

    assert bare(print_.text).count(bare(words)) >= 11


def test_the_colophon_says_how_to_check_the_print(prints: Path) -> None:
    colophon = replace(a_letter().colophon, verify_address="https://letters.example.org/verify", seal="3f7a91c0" * 8)
    sealed = printed(set_letter(a_letter(colophon=colophon), paper="A4"), prints)
    stamped = replace(colophon, timestamp_by="time.example.org")

    assert (
        "Check this print at https://letters.example.org/verify, or with any PDF reader’s signature panel."
        in sealed.text
    )
    assert "3f7a91c0" * 8 in sealed.text
    assert "No independent timestamp." in sealed.text
    assert "Timestamp by time.example.org." in printed(set_letter(a_letter(colophon=stamped), paper="A4"), prints).text


def test_a_print_without_a_seal_speaks_of_none(prints: Path) -> None:
    text = printed(set_letter(a_letter(), paper="A4"), prints).text

    assert not re.search("[Ss]ealed|[Tt]imestamp|signature panel", text)


def test_the_last_words_stand_on_the_page_of_the_names(prints: Path) -> None:
    """Wherever the text ends on its page; and never alone: the end of the text goes before them."""
    line = SignatoryLine("person", "Ada Beck", featured=True)
    for lines in range(18, 26):
        body = for_print("\n\n".join(["Words of the panel.", *["And so it was."] * lines]), prefix="letter").passage
        closing = for_print("Yours, with clean spades,", prefix="closing").passage
        letter = a_letter(body=body, closing=closing, signatories=(line,), signatory_total=1)
        pages = printed(set_letter(letter, paper="A4"), prints).pages
        page = next(page for page in pages if "clean spades" in page)

        assert "And so it was." in page
        assert "Ada Beck" in page


def test_the_address_stands_in_the_window_of_an_american_envelope(real_letter: Manuscript, prints: Path) -> None:
    """No. 10, the sheet folded in three: 63.5 mm from the upper edge, and at least 22 mm from the side."""
    print_ = printed(set_letter(real_letter, paper="Letter"), prints)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", print_.file, "-"], capture_output=True, text=True, check=True
    ).stdout
    word = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(\S+)<')
    lines = {words: [float(value) / MM for value in place] for *place, words in word.findall(boxes)}

    assert lines["Teodora"][0] >= 22
    assert lines["Teodora"][1] >= 62
    assert lines["Czechia"][3] <= 92
