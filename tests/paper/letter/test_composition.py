from app.letters.prose import for_print
from app.paper.letter.composition import contents, html_of, named_roll, pictures_of
from app.paper.manuscript import Letterhead, Manuscript
from tests.paper.sample import a_letter, png, report_of


def test_a_statement_with_several_headings_has_its_contents_before_it() -> None:
    sections = "\n\n".join(f"## Part {number}\n\nWords." for number in range(3))
    letter = a_letter(body=for_print(sections, prefix="letter").passage)

    assert [entry.words for entry in contents(letter).statement] == ["Part 0", "Part 1", "Part 2"]


def test_a_short_statement_has_no_contents() -> None:
    assert contents(a_letter(body=for_print("## One\n\nWord.", prefix="letter").passage)) == ((), ())


def test_the_contents_go_three_levels_deep_from_the_title_of_the_report() -> None:
    report = for_print(report_of(13, 0) + "\n\n#### Too deep", prefix="report", top=1).passage
    listed = contents(a_letter(report=report)).report

    assert len(listed) == 13
    assert {entry.depth for entry in listed} == {1, 2, 3}


def test_the_featured_are_named_first_and_nobody_twice(real_letter: Manuscript) -> None:
    lines = real_letter.signatories
    roll = named_roll(lines)

    assert roll.featured == tuple(line for line in lines if line.featured)
    assert roll.named == len(lines)


def test_a_letter_without_logo_shows_its_qr_code_alone() -> None:
    with_logo = a_letter(letterhead=Letterhead("Bureau", logo=png(), logo_type="image/png"))

    assert list(pictures_of(a_letter())) == ["qr"]
    assert sorted(pictures_of(with_logo)) == ["logo", "qr"]


def test_markup_in_a_title_stays_words() -> None:
    assert "<b>Open</b>" not in html_of(a_letter(title="<b>Open</b>"), "A4")
