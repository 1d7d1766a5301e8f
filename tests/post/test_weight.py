import pytest
from flask import Flask

from app.kit import clock, files
from app.post import wire
from app.post.message import Enclosure, Message
from app.post.weight import weight


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 1_000_003])
def test_the_weight_of_a_mail_is_that_of_its_wire_form(app: Flask, size: int) -> None:
    words = "Madame la Maire, rouvrez le bac d’Oxmoor. " * 40
    with app.app_context():
        enclosure = Enclosure("oxmoor-ferry.pdf", "application/pdf", files.keep(b"\xff" * size))
        message = Message("mairie@ville.example", "Bac", words, f"<p>{words}</p>", "letter", enclosures=(enclosure,))

        sent = wire.as_bytes(message, message_id="<a@example.org>", made_at=clock.now())

    assert abs(weight(message, enclosed=size) - len(sent)) < 1_000
