import pytest

from app.delivery import actions, mail, prints
from app.delivery.orders import Order
from app.kit.database import writing
from app.letters.models import Letter, Recipient


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
