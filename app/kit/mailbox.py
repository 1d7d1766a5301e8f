"""E-mail addresses: checked and brought into one spelling (RFC 5321), without asking any name server."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

LONGEST = 254  # RFC 5321, 4.5.3.1.3


def normalised(address: str) -> str | None:
    """Return the one spelling under which mail is sent, None for what is no address.

    A domain of another script becomes its ASCII form (IDNA), which every mail server understands.
    """
    try:
        found = validate_email(
            address.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        return None
    spelling = str(found.ascii_email)
    return spelling if len(spelling) <= LONGEST else None
