import pytest

from app.delivery import actions, mail, prints
from app.delivery.models import Shape
from app.delivery.orders import Order
from app.kit.database import writing
from app.letters.models import Letter, Recipient
from tests import factories


def test_the_mail_to_an_official_encloses_the_print_and_gives_the_letters_address(
    letter: Letter, minister: Recipient
) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"), recipient=minister)

    message = mail.letter_to_official(letter, recipient=minister, made=made)

    assert message.enclosures[0].content == made.content
    assert message.text.startswith("Dear Minister,")
    assert "3 signatories" in message.text
    assert "/letters/oxmoor-ferry" in message.text
    assert not message.private


def test_a_print_that_is_not_made_cannot_be_enclosed(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        asked = actions.ask(session, Order(letter.edition.text_in("en"), "0" * 64, minister))

        with pytest.raises(ValueError, match="not made"):
            mail.letter_to_official(letter, recipient=minister, made=asked)


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Shape.LETTER, "The enclosed PDF is the letter in full. The letter"),
        (Shape.BOUND, "with its attachment bound in behind a cover sheet. The letter"),
        (Shape.LIGHTER, "pictures are smaller in it than in the original"),
        (Shape.ENCLOSING, "it carries its attachment as a file within it. The letter"),
    ],
)
def test_the_mail_says_what_is_enclosed(letter: Letter, minister: Recipient, shape: Shape, sentence: str) -> None:
    with writing() as session:
        made = factories.printed(session, letter, recipient_id=minister.id, shape=shape)

    message = mail.letter_to_official(letter, recipient=minister, made=made)

    assert sentence in " ".join(message.text.split())
    assert sentence in " ".join(message.html.split())


def test_the_mail_says_where_the_pdf_can_be_checked_if_it_is_sealed(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        plain = factories.printed(session, letter, recipient_id=minister.id)
        sealed = factories.printed(session, letter, recipient_id=minister.id, seal="a" * 64, reference="0123abcd" * 2)

    without, told = (mail.letter_to_official(letter, recipient=minister, made=made) for made in (plain, sealed))

    assert "/verify" not in without.text + without.html
    for body in (told.text, told.html):
        assert "http://localhost/verify?print=0123abcd0123abcd" in body
