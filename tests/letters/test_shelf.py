"""A letter taken off the shelf is the bundle that was loaded, in the wording of its current edition."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.kit.database import writing
from app.letters import actions, bundle, shelf
from app.letters.bundle import Bundle, SignatoryRow
from tests import bundles


@pytest.fixture(autouse=True)
def in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def whole(tmp_path: Path) -> Bundle:
    return bundle.read(bundles.write(tmp_path), ("en", "fr"))


def taken(loaded: Bundle, signatories: tuple[SignatoryRow, ...]) -> Bundle:
    with writing() as session:
        letter = actions.load(session, loaded).letter
    return shelf.bundle_of(letter, signatories)


def test_what_was_loaded_is_taken_off_the_same(whole: Bundle) -> None:
    assert taken(whole, whole.signatories) == whole


def test_a_letter_that_has_little_is_taken_off_the_same(whole: Bundle) -> None:
    bare = replace(whole, organisation=None, place="", date=None, recipients=(), signatories=(), attachments=())

    assert taken(bare, ()) == bare


def test_the_current_wording_is_taken_and_retired_recipients_are_not(whole: Bundle) -> None:
    taken(whole, ())
    changed = replace(
        whole, wordings={"en": replace(whole.wordings["en"], title="Open it")}, recipients=whole.recipients[1:]
    )

    assert taken(changed, whole.signatories) == changed
