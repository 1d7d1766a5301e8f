"""A message: a value that says all about one mail, before anything is written or sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class NoAddress(Refusal):
    """What should be an e-mail address is none that SMTP could carry."""

    sentence = _("This is not an address that mail can be sent to.")
    status = 422


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with a message; `content` is its SHA-256 in the store (`kit.files`)."""

    filename: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address.

    A `private` message is forgotten once a server has accepted it; one that is not private goes to an official, is
    kept, and is never repeated while in doubt. `sender_name` stands before the site's own address.
    """

    to: str
    subject: str
    text: str
    html: str
    kind: str
    private: bool = True
    language: str = "en"
    enclosures: tuple[Enclosure, ...] = ()
    reply_to: str | None = None
    sender_name: str = ""


def mailbox(address: str) -> str:
    """Return an address as SMTP carries it, its domain in ASCII (IDNA); raise NoAddress.

    A local part beyond ASCII would need SMTPUTF8 (RFC 6531) on every server along the way, and is refused.
    """
    local, _at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise NoAddress from None
    known = LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(ascii_domain)
    if not known or "=?" in local or len(local) + 1 + len(ascii_domain) > LONGEST_ADDRESS:
        raise NoAddress
    return f"{local}@{ascii_domain}"
