"""Of a reply only its codes are kept; a sentence of our own stays."""

import pytest

from app.post import replies


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("550 5.1.1 <canary@example.org>: not here", "550 5.1.1"),
        ("250 OK for canary@example.org", "250"),
        ("550", "550"),
        ("550 5.1.1@example.org is unknown", "550"),
        ("-1 canary@example.org", "-1"),
        ("The mail server could not be reached.", "The mail server could not be reached."),
    ],
)
def test_codes_leave_the_words_out(answer: str, kept: str) -> None:
    assert replies.codes(answer) == kept
