"""An edition goes to a ministry: loaded, printed, looked at, sent once, and received."""

import subprocess
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from app.config import MailServer, Settings
from app.kit import languages
from tests import bundles
from tests.conftest import settings_for
from tests.mailbox import Mailbox

MINISTER, MAYOR = "minister@gov.example", "mairie@ville.example"


@pytest.fixture
def settings(tmp_path: Path, database_url: str, smtp: Mailbox) -> Settings:
    server = MailServer(smtp.host, smtp.port, username=None, password=None, security="none", timeout=5)
    return replace(settings_for(tmp_path, database_url), mail_server=server)


def test_an_edition_goes_to_a_ministry(runner: FlaskCliRunner, smtp: Mailbox, tmp_path: Path) -> None:
    # The organiser loads the letter and looks at what each official would get.
    run(runner, "letters", "load", str(bundles.write(tmp_path / "ferry")))
    run(runner, "delivery", "send", "oxmoor-ferry", "--dry-run", str(tmp_path / "mails"))
    assert sorted(path.name for path in (tmp_path / "mails").iterdir()) == ["mayor.eml", "minister.eml"]
    assert smtp.letters == []

    # It is sent, by mistake twice; the worker runs, also twice.
    for _time in range(2):
        run(runner, "delivery", "send", "oxmoor-ferry")
        run(runner, "worker", "--once")

    # Each official has one mail of their own, in their language, with their salutation.
    assert [recipients for recipients, _mail in smtp.letters] == [[MINISTER], [MAYOR]]
    [to_minister], [to_mayor] = smtp.to(MINISTER), smtp.to(MAYOR)
    assert to_minister.get_body(("plain",)).get_content().startswith("Dear Minister,")
    assert to_mayor.get_body(("plain",)).get_content().startswith("Madame la Maire,")

    # The PDF is addressed to them on its first page, and names everyone who signed.
    first, whole = pages(to_minister, tmp_path)
    assert "Minister of Transport" in first
    assert "2 High Street" in first
    for name in ("Runa Castell", "Zoltán Beke", "Walkers’ Union"):
        assert name in whole
    assert languages.country_name("FR", "fr").upper() in pages(to_mayor, tmp_path)[0]

    # The organiser sees that both were accepted.
    assert run(runner, "post", "list").count("accepted") == 2


def run(runner: FlaskCliRunner, *args: str) -> str:
    result = runner.invoke(args=args)
    assert result.exit_code == 0, result.output
    return result.stdout


def pages(mail: EmailMessage, folder: Path) -> tuple[str, str]:
    """The text of the first page of the enclosed PDF, and of all of it."""
    [enclosed] = list(mail.iter_attachments())
    path = folder / "enclosed.pdf"
    path.write_bytes(enclosed.get_content())
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout
    return text.partition("\f")[0], text
