"""What is written as a bundle reads back the same, whatever the texts hold."""

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kit import languages
from app.kit import text as texts
from app.letters import bundle
from app.letters.bundle import (
    AttachmentRow,
    Bundle,
    BundleRefused,
    OrganisationEntry,
    RecipientRow,
    SignatoryRow,
    Wording,
    lists,
)
from app.letters.bundle.fields import lines_of
from app.letters.bundle.writing import FolderTaken
from tests import bundles

SPOKEN = ("en", "fr", "uk", "ar")
HOSTILE = (
    *("no", "1e3", "null", "~", "2026-01-01", "0x1F", "true", "---", "...", "- item", "# heading", "&a *a", "!!str x"),
    *(
        "a: b",
        "a, b",
        '"quoted"',
        "it's",
        "`code`",
        "{x}",
        "[x]",
        "%TAG",
        "@at",
        "| pipe |",
        "a | b",
        "> fold",
        "\\u202e",
    ),
    *(
        "مكتبة نهر الرند",
        "שלום",
        "می\u200cخواهم",
        "👩🏽\u200d🔬",
        "Ελλάδα",
        "e\u0301",
        "ﬁ",
        "\ufeffx",
        "=1+1",
        "+1",
        "-1",
    ),
    *("a\n---\nb", "  indented", "hard break  \nhere", "\ttab", "tail   ", "a\n\n\nb", "x" * 95, "---\ntitle: x\n---"),
)
CODES = [code for code, _ in languages.countries("en")]


def printable(value: str) -> bool:
    return not texts.unprintable(value) and not texts.overloaded(value)


ANY = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join)
)
LINE = ANY.map(texts.one_line).filter(lambda line: printable(line) and len(line) <= 100)
NAME = LINE.filter(bool)
KEY = (
    st.from_regex(lists.KEY, fullmatch=True).map(texts.one_line).filter(lambda key: printable(key) and len(key) <= 100)
)
PROSE = ANY.map(lambda value: texts.paragraphs(value).lstrip("\ufeff")).filter(printable)
FRONT_TEXT = PROSE.map(str.strip)
BODY = PROSE.filter(str.strip)
ADDRESS = st.lists(ANY, max_size=3).map("\n".join).map(lines_of).filter(printable)
MOMENT = st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it
EMAIL = st.sampled_from(["", "ines@example.org", "o'brien+x@example.org"])
DAY = st.none() | st.dates()


def cells(**lines: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return (
        st.fixed_dictionaries(lines)
        .map(lambda found: {name: value for name, value in found.items() if value})
        .filter(bool)
    )


ORGANISATION = st.none() | st.builds(
    OrganisationEntry,
    name=NAME,
    website=st.sampled_from(["", "https://ferry.example/?a=1&b=%20#c"]),
    offices=st.lists(cells(label=LINE.map(lines_of), address=ADDRESS, phone=LINE.map(lines_of)), max_size=2).map(tuple),
    contacts=st.lists(cells(name=LINE.map(lines_of), email=EMAIL, phone=LINE.map(lines_of)), max_size=2).map(tuple),
)
WORDING = st.builds(Wording, title=NAME, lead=FRONT_TEXT, body=BODY, closing=FRONT_TEXT, report=PROSE)
RECIPIENT = st.builds(
    RecipientRow,
    **dict.fromkeys(("honorific", "office", "institution", "salutation"), LINE),
    key=KEY,
    name=NAME,
    address=ADDRESS,
    country=st.sampled_from(["", *CODES]),
    language=st.sampled_from(["en", "pt-BR", "zh-Hant"]),
    email=EMAIL,
)
SIGNATORY = st.builds(
    SignatoryRow,
    kind=st.sampled_from(["person", "organisation"]),
    honorific=LINE,
    name=NAME,
    affiliation=LINE,
    country=st.sampled_from(["", *CODES]),
    email=st.just(""),
    visibility=st.sampled_from(["public", "addressee", "anonymous"]),
    featured=st.booleans(),
)
ATTACHMENT = st.builds(
    AttachmentRow,
    number=st.integers(1, 999),
    title=NAME,
    file=st.sampled_from(["map.png", "a, b.png", "folder/карта.png", '"q".png']),
    media_type=st.just("image/png"),
    content=st.just(bundles.PNG),
    date=DAY,
    language=st.sampled_from(["", "uk"]),
)
BUNDLE = st.builds(
    Bundle,
    slug=st.just("oxmoor-ferry"),
    language=st.just("en"),
    wordings=st.fixed_dictionaries({"en": WORDING}, optional={"ar": WORDING, "pt-BR": WORDING}),
    date=DAY,
    place=LINE,
    organisation=ORGANISATION,
    campaign=LINE,
    tags=st.lists(NAME, max_size=3).map(tuple),
    goal=st.none() | st.integers(1, 2**31 - 1),
    opens_at=MOMENT,
    closes_at=MOMENT,
    state=st.sampled_from([None, "draft", "open", "closed"]),
    recipients=st.lists(RECIPIENT, max_size=2, unique_by=lambda row: row.key).map(tuple),
    signatories=st.lists(SIGNATORY, max_size=3).map(tuple),
    attachments=st.lists(ATTACHMENT, max_size=2, unique_by=lambda row: row.number).map(
        lambda rows: tuple(sorted(rows, key=lambda row: row.number))
    ),
)


@settings(max_examples=100, deadline=None)
@given(written=BUNDLE)
def test_whatever_is_written_reads_back_the_same(written: Bundle) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bundle.write(written, Path(folder) / "written")

        assert bundle.read(Path(folder) / "written", SPOKEN) == written


def test_a_bundle_written_twice_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    first = bundle.read(bundles.write(tmp_path / "first"), SPOKEN)
    bundle.write(first, tmp_path / "second")
    bundle.write(bundle.read(tmp_path / "second", SPOKEN), tmp_path / "third")

    def content(folder: Path) -> dict[str, bytes]:
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(tmp_path / "second") == content(tmp_path / "third")


def test_an_attachment_may_stand_elsewhere_in_the_folder(tmp_path: Path) -> None:
    table = "number,title,file\n1,Map,map.png\n2,Quay,exhibits/quay.png\n3,Plan,plan.png\n"
    folder = bundles.write(tmp_path / "given", attachments_csv=table)
    (folder / "exhibits").mkdir()
    for name in ("exhibits/quay.png", "plan.png"):
        (folder / name).write_bytes(bundles.PNG)

    given = bundle.read(folder, SPOKEN)
    bundle.write(given, tmp_path / "written")

    assert [row.file for row in given.attachments] == ["map.png", "exhibits/quay.png", "plan.png"]
    assert bundle.read(tmp_path / "written", SPOKEN) == given


def test_a_fault_tells_where_attachments_are_looked_for(tmp_path: Path) -> None:
    folder = bundles.write(tmp_path, attachments_csv="number,title,file\n1,Map,maps/none.png\n")

    with pytest.raises(BundleRefused) as refused:
        bundle.read(folder, SPOKEN)

    assert str(refused.value) == (
        "attachments.csv:2:file: The file maps/none.png is not there; "
        "it is looked for in attachments/ and in the bundle’s own folder."
    )


def test_a_day_closes_when_it_is_over(tmp_path: Path) -> None:
    letter = bundles.LETTER.replace("state: open", "opens: 2026-11-02\ncloses: 2026-11-30")
    found = bundle.read(bundles.write(tmp_path / "days", letter_md=letter), SPOKEN)

    assert found.opens_at == datetime(2026, 11, 2, tzinfo=UTC)
    assert found.closes_at == datetime(2026, 11, 30, tzinfo=UTC) + timedelta(days=1)
    assert found.date == date(2026, 11, 2)


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    folder = bundles.write(tmp_path / "taken")
    whole = bundle.read(folder, SPOKEN)

    with pytest.raises(FolderTaken, match="is not empty; name a folder that is new"):
        bundle.write(whole, folder)


def test_half_a_bundle_is_taken_away_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bundle.read(bundles.write(tmp_path / "whole"), SPOKEN)

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("app.letters.bundle.writing._write_lists", full)
    with pytest.raises(OSError, match="No space left"):
        bundle.write(whole, tmp_path / "half")

    assert not (tmp_path / "half").exists()
