"""An address is one that SMTP carries, or refused."""

import pytest

from app.post.message import NoAddress, mailbox


def test_a_domain_beyond_ascii_is_carried_in_ascii() -> None:
    assert mailbox(" kanzlei@büro.example ") == "kanzlei@xn--bro-hoa.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@b@example.org",
        "a b@example.org",
        "a@example..org",
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "a@example.org>",
        "олена@example.org",
        "=?utf-8?q?=0a?=@example.org",
        "a@" + "x" * 70 + ".example",
        "a" * 65 + "@example.org",
        ("a" * 64) + "@" + "abcdefg." * 30 + "org",
    ],
)
def test_what_smtp_cannot_carry_is_refused(address: str) -> None:
    with pytest.raises(NoAddress):
        mailbox(address)
