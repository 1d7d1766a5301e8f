"""Every language of the site says everything: no word is missing, doubtful, or left over from earlier."""

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog

from app.config import ROOT

TRANSLATIONS = ROOT / "translations"
LANGUAGES = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return pofile.read_po(file)


def of_language(language: str) -> Catalog:
    return read(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All the words there are to translate today."""
    out = tmp_path_factory.mktemp("words") / "messages.pot"
    options = ["--mapping-file", "translations/babel.cfg", "--keywords", "gettext_later", "--output-file", out, "."]
    pybabel = Path(sys.executable).with_name("pybabel")
    subprocess.run([pybabel, "--quiet", "extract", *options], cwd=ROOT, check=True)
    return read(out)


def test_the_languages_of_the_settings_are_there() -> None:
    assert {"ar", "fr", "uk"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said(language: str, template: Catalog) -> None:
    catalog = of_language(language)

    missing = [str(message.id) for message in template if message.id and not _said(catalog, message.id)]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_keeps_its_placeholders(language: str) -> None:
    wrong = [(str(message.id), list(map(str, errors))) for message, errors in of_language(language).check()]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_header_waits_to_be_filled_in(language: str) -> None:
    headers = dict(of_language(language).mime_headers)

    assert [name for name, text in headers.items() if "EMAIL" in text or "YEAR" in text or "FULL NAME" in text] == []


def _said(catalog: Catalog, words: str | tuple[str, str]) -> bool:
    message = catalog.get(words)
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(forms)
