from io import BytesIO

import pikepdf
import pytest

from app.paper.typesetting import composed, typeset

PAGE = '<html lang="en"><title>Notice</title><p id="here">Words.</p></html>'


@pytest.mark.parametrize("tagged", [True, False])
def test_a_page_is_tagged_where_that_is_asked_for(*, tagged: bool) -> None:
    with pikepdf.open(BytesIO(typeset(PAGE, {}, identifier=b"notice", tagged=tagged))) as pdf:
        assert ("/StructTreeRoot" in pdf.Root) == tagged
        assert bytes(pdf.trailer.ID[0]) == b"notice"


def test_places_on_a_page_are_known_before_it_is_written() -> None:
    document = composed(PAGE, {})

    left, top, right, bottom = document.pages[0].anchors["here"]
    assert left < right
    assert top < bottom
