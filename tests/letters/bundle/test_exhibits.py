"""Exhibits are taken whole and of a kind that we can print, or refused in one sentence."""

import contextlib
import io
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.letters.bundle.exhibits import LARGEST, Unfit, read_exhibit, read_logo


def pdf(*, pages: int = 1, password: str = "") -> bytes:
    made, written = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(written, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return written.getvalue()


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    written = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", size).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(pdf(), "application/pdf"), (picture("PNG"), "image/png"), (picture("JPEG"), "image/jpeg")],
    ids=["pdf", "png", "jpeg"],
)
def test_the_content_decides_what_it_is(tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "exhibit.txt").write_bytes(content)

    assert read_exhibit(tmp_path, "exhibit.txt") == (content, kind)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no PDF, PNG or JPEG"),
        (b"Dear all", "is no PDF, PNG or JPEG"),
        (picture("GIF"), "is no PDF, PNG or JPEG"),
        (b"%PDF-1.7\nbroken", "does not open as a PDF"),
        (pdf(pages=0), "has no pages"),
        (pdf(password="x"), "is locked by a password"),
        (picture("PNG")[:40], "does not open as a picture"),
        (picture("JPEG")[:200], "does not open as a picture"),
        (picture("PNG", (5001, 5000)), "more than 25 megapixels"),
        (picture("PNG", (10_000, 10_000)), "more than 25 megapixels"),
        (b"%PDF-1.7" + bytes(LARGEST), "is larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_printed_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "exhibit.pdf").write_bytes(content)

    with pytest.raises(Unfit, match=sentence):
        read_exhibit(tmp_path, "exhibit.pdf")


def test_a_logo_is_a_picture(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(pdf())

    with pytest.raises(Unfit, match=r"logo\.png is no PNG or JPEG\."):
        read_exhibit(tmp_path, "logo.png", images_only=True)


def test_nothing_outside_of_the_bundle_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "bundle"
    inside.mkdir()
    (tmp_path / "secret.png").write_bytes(picture("PNG"))
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    (inside / "loop.png").symlink_to("loop.png")

    for name in ("../secret.png", "link.png", str(tmp_path / "secret.png"), "../bundle/a.png", str(inside / "a.png")):
        with pytest.raises(Unfit, match="lies outside the bundle"):
            read_exhibit(inside, name)
    for name in ("loop.png", "nul\0.png", "n" * 5000, ".", "none.png"):
        with pytest.raises(Unfit, match=r"^The file .* (cannot be read|is not there)\.$"):
            read_exhibit(inside, name)


@pytest.mark.parametrize(
    "whole", [pdf(), picture("PNG", (64, 64)), picture("JPEG", (64, 64))], ids=["pdf", "png", "jpeg"]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(at=st.integers(min_value=0), junk=st.binary(min_size=1, max_size=20), cut=st.booleans())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(
    tmp_path: Path, whole: bytes, at: int, junk: bytes, *, cut: bool
) -> None:
    place = at % len(whole)
    (tmp_path / "exhibit").write_bytes(whole[:place] + junk + (b"" if cut else whole[place + len(junk) :]))

    with contextlib.suppress(Unfit):
        content, _ = read_exhibit(tmp_path, "exhibit")
        assert content == (tmp_path / "exhibit").read_bytes()


def test_a_logo_is_small_enough_for_every_page(tmp_path: Path) -> None:
    Image.new("1", (2000, 2001)).save(tmp_path / "wide.png")
    (tmp_path / "heavy.png").write_bytes((tmp_path / "wide.png").read_bytes() + bytes(2 * 1024 * 1024))
    Image.new("1", (2000, 2000)).save(tmp_path / "fit.png")

    with pytest.raises(Unfit, match=r"wide\.png has more than 4 megapixels, the most for a logo\."):
        read_logo(tmp_path, "wide.png")
    with pytest.raises(Unfit, match=r"heavy\.png is larger than 2 MB, the most for a logo\."):
        read_logo(tmp_path, "heavy.png")
    assert read_logo(tmp_path, "fit.png")[1] == "image/png"
