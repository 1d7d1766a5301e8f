from email.message import EmailMessage
from email.policy import SMTP

import pytest

from app.post.weight import mailed_size


@pytest.mark.parametrize("count", [0, 1, 57, 58, 10_000, 1_000_003])
def test_a_file_weighs_what_the_mail_grows_by(count: int) -> None:
    """Never less than it does on the wire, and hardly more."""
    mail = EmailMessage(policy=SMTP)
    mail.set_content("words")
    mail.make_mixed()
    bare = len(mail.as_bytes())
    mail.add_attachment(bytes(count), maintype="application", subtype="pdf", filename="open-the-hearing-en-bound.pdf")
    grown = len(mail.as_bytes()) - bare

    assert 0 <= mailed_size(count) - grown < 512
