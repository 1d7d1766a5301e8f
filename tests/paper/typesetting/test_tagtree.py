import pytest

from app.paper.typesetting.tagtree import Drawn, Element, mend


def shape(element: Element) -> str:
    inside = " ".join(shape(kid) if isinstance(kid, Element) else "." for kid in element.kids)
    return f"{element.role}({inside})" if inside else element.role


def built(role: str, *kids: Element | Drawn) -> Element:
    return Element(role, kids=list(kids))


def text() -> Drawn:
    return Drawn(0, 0)


@pytest.mark.parametrize(
    ("raw", "mended"),
    [
        (built("Sect", text(), built("Link", text()), built("P", text())), "Sect(P(. Link(.)) P(.))"),
        (built("Sect", built("P"), built("Table", built("TR", built("TD")))), "Sect(Table(TR(TD)))"),
        (
            built("L", built("LI", built("Lbl", text()), text(), built("L", built("LI", text())))),
            "L(LI(Lbl(.) LBody(. L(LI(LBody(.))))))",
        ),
        (built("LI", built("LBody", text())), "LI(LBody(.))"),
        (
            built("TOC", built("TOCI", built("Link", text()), built("TOC", built("TOCI", text())))),
            "TOC(TOCI(Reference(Link(.)) TOC(TOCI(Reference(.)))))",
        ),
        (built("BlockQuote", text()), "BlockQuote(P(.))"),
    ],
)
def test_what_readers_rely_on_is_put_in_order(raw: Element, mended: str) -> None:
    mend(raw)

    assert shape(raw) == mended


def test_what_is_wholly_in_another_language_says_so_itself() -> None:
    span = Element("Span", kids=[text()], language="el")
    whole, part = built("P", span), built("P", text(), Element("Span", kids=[text()], language="el"))
    mend(built("Document", whole, part))

    assert (shape(whole), whole.language) == ("P(.)", "el")
    assert (shape(part), part.language) == ("P(. Span(.))", "")


def test_only_lists_with_labels_say_how_they_are_numbered() -> None:
    numbering = {"O": "/List", "ListNumbering": "/Disc"}
    bare = Element("L", kids=[built("LI", text())], attributes=dict(numbering))
    labelled = Element("L", kids=[built("LI", built("Lbl", text()), text())], attributes=dict(numbering))
    mend(built("Document", bare, labelled))

    assert bare.attributes == {}
    assert labelled.attributes == numbering
