from io import BytesIO

import pikepdf
import pytest

from app.paper.letter.composition import Place
from app.paper.letter.splicing import CannotBeSpliced, Splice
from app.paper.typesetting import composed, written
from tests.paper.roles import elements
from tests.paper.sample import png

STYLE = "position: absolute; left: 50px; width: 300px; overflow: hidden"
HELD = f'<h1>Title</h1><p id="one" style="{STYLE}; top: 100px">–</p><p id="two" style="{STYLE}; top: 200px">–</p><p>End'


def page(body: str) -> tuple[bytes, tuple[Place, ...]]:
    document = composed(f'<html lang="en"><title>Page</title><body>{body}', {})
    anchors = document.pages[0].anchors
    places = tuple(Place(*anchors[name]) for name in ("one", "two") if name in anchors)
    return written(document, identifier=b"page", tagged=True), places


def slip(one: str, two: str) -> tuple[bytes, tuple[Place, ...]]:
    return page(f'<p id="one" style="{STYLE}; top: 100px">{one}</p><p id="two" style="{STYLE}; top: 200px">{two}</p>')


def test_a_slip_stands_in_its_places_and_its_tags_where_theirs_were() -> None:
    content = Splice(*page(HELD)).with_slip(*slip("First<br>and <em>more</em>", "Second"), identifier=b"spliced")

    with pikepdf.open(BytesIO(content)) as pdf:
        assert bytes(pdf.trailer.ID[0]) == b"spliced"
        assert [str(element.S) for element in elements(pdf) if element.S in ("/H1", "/P")] == ["/H1", "/P", "/P", "/P"]


def test_what_an_element_says_of_itself_is_kept() -> None:
    content, places = slip("Une phrase", "Second")
    with pikepdf.open(BytesIO(content)) as pdf:
        paragraph = next(element for element in elements(pdf) if element.S == "/P")
        paragraph.Lang = pikepdf.String("fr")
        paragraph.A = pikepdf.Dictionary(O=pikepdf.Name.Layout, BBox=pikepdf.Array([1, 2, 3, 4]))
        saved = BytesIO()
        pdf.save(saved)

    spliced = Splice(*page(HELD)).with_slip(saved.getvalue(), places, identifier=b"spliced")

    with pikepdf.open(BytesIO(spliced)) as pdf:
        first, second, _ = (element for element in elements(pdf) if element.S == "/P")
        assert str(first.Lang) == "fr"
        assert list(first.A.BBox) == [1, 2, 3, 4]
        assert "/Lang" not in second


def test_nothing_can_be_put_where_a_slip_is_empty() -> None:
    with pytest.raises(CannotBeSpliced):
        Splice(*page(HELD)).with_slip(*slip("First", ""), identifier=b"spliced")


def test_a_slip_with_a_picture_is_not_spliced() -> None:
    content, places = slip("First", "Second")
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im=pdf.make_stream(png()))
        saved = BytesIO()
        pdf.save(saved)

    with pytest.raises(CannotBeSpliced):
        Splice(*page(HELD)).with_slip(saved.getvalue(), places, identifier=b"spliced")


def test_a_place_that_holds_more_than_one_stretch_is_an_error() -> None:
    with pytest.raises(ValueError, match="more than one stretch"):
        Splice(*page(HELD.replace("–", "– <em>and</em> –")))


def test_a_slip_that_promises_less_than_the_page_is_not_spliced() -> None:
    content, places = slip("First", "Second")
    with pikepdf.open(BytesIO(content)) as pdf:
        del pdf.Root.Metadata
        saved = BytesIO()
        pdf.save(saved)

    with pytest.raises(CannotBeSpliced):
        Splice(*page(HELD)).with_slip(saved.getvalue(), places, identifier=b"spliced")
