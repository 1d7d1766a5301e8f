"""Lists of letters are read in a few queries, however many letters there are."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import event

from app.kit.database import db, writing
from app.pages import queries
from tests import factories


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_listing_takes_as_many_queries_for_twenty_letters_as_for_two(app: Flask, statements: list[str]) -> None:
    taken = []
    for wanted in (2, 18):
        with app.app_context(), writing() as session:
            for _ in range(wanted):
                factories.signatory(session, factories.letter(session))
        statements.clear()
        with app.app_context():
            queries.listed(db.session, "en")
        taken.append(len(statements))

    assert taken[0] == taken[1] < 10


def test_listing_reads_no_bodies(app: Flask, statements: list[str]) -> None:
    with app.app_context(), writing() as session:
        factories.letter(session)
    statements.clear()

    with app.app_context():
        queries.listed(db.session, "en")

    assert not [statement for statement in statements if "text.body" in statement or "text.report" in statement]
