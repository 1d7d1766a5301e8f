"""Every setting that is read is told, to who starts the site and to who runs it."""

import re

import pytest

from app.config import ROOT

READ = re.findall(r"(?:text|choice|number)\(\s*\"([A-Z_]+)\"", (ROOT / "app" / "config.py").read_text())
SETTINGS = sorted({f"UNDERSIGNED_{name}" for name in READ})


def test_settings_are_found_at_all() -> None:
    assert "UNDERSIGNED_DATABASE_URL" in SETTINGS


@pytest.mark.parametrize("path", [".env.example", "docs/operating.md"])
def test_every_setting_is_told(path: str) -> None:
    text = (ROOT / path).read_text()

    assert [setting for setting in SETTINGS if setting not in text] == []


@pytest.mark.parametrize("path", [".env.example", "docs/operating.md"])
def test_no_setting_is_told_that_is_not_read(path: str) -> None:
    told = set(re.findall(r"\bUNDERSIGNED_[A-Z_]+[A-Z]\b", (ROOT / path).read_text()))

    assert sorted(told - set(SETTINGS)) == []
