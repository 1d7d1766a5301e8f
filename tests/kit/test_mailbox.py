"""An address is brought into the one spelling under which mail is sent, or it is none."""

import pytest

from app.kit import mailbox


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("ines@example.org", "ines@example.org"),
        (" Ines.Halloran@Example.ORG ", "Ines.Halloran@example.org"),
        ("ines@bücher.example", "ines@xn--bcher-kva.example"),
        ("a+b@sub.domain.example", "a+b@sub.domain.example"),
    ],
)
def test_normalised_gives_one_spelling(typed: str, sent: str) -> None:
    assert mailbox.normalised(typed) == sent


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ines",
        "ines@",
        "@example.org",
        "ines@example",
        "ines@@example.org",
        "Ines <ines@example.org>",
        "ines@example.org, other@example.org",
        "ines@exam ple.org",
        "ines\r\nBcc: x@example.org",
        "ines@example.org\0",
        "пошта@example.org",
        "i" * 65 + "@example.org",
        "ines@" + "x" * 250 + ".org",
    ],
)
def test_normalised_gives_none_for_what_is_no_address(typed: str) -> None:
    assert mailbox.normalised(typed) is None
