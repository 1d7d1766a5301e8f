"""What is written is committed whole or not at all; who writes waits for the turn."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError

from app import create_app
from app.campaigns.models import Campaign
from app.config import Settings
from app.kit import database
from app.kit.database import after_commit, db, writing
from app.letters.models import Letter
from tests.conftest import close


def titles() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(sa.select(Campaign.title)))


def campaign(title: str) -> Campaign:
    return Campaign(slug=title.lower(), title=title)


def test_writing_commits_at_its_end(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.add(campaign("Water"))

        assert titles() == ["Water"]


def test_writing_undoes_everything_after_an_error(app: Flask) -> None:
    def fail() -> None:
        with writing() as session:
            session.add(campaign("Water"))
            session.flush()
            raise RuntimeError("no")

    with app.app_context():
        with pytest.raises(RuntimeError, match="no"):
            fail()

        assert titles() == []


def test_writing_undoes_everything_when_the_commit_fails(app: Flask) -> None:
    started: list[str] = []

    def fail() -> None:
        with writing() as session:
            session.add_all([campaign("Water"), campaign("Water")])
            after_commit(lambda: started.append("mail"))

    with app.app_context():
        with pytest.raises(IntegrityError):
            fail()

        assert titles() == []
        assert started == []


def test_writing_lets_go_what_was_read_before(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            session.add(campaign("Water"))
        read = db.session.scalars(sa.select(Campaign)).one()
        _elsewhere(app, lambda: db.session.execute(sa.update(Campaign).values(title="Air")))

        with writing():
            assert read.title == "Air"


def test_writing_within_writing_is_refused(app: Flask) -> None:
    """The inner one would begin by undoing what the outer one has written."""
    with app.app_context():
        with writing() as session:
            session.add(campaign("Water"))
            with pytest.raises(RuntimeError, match="within"), writing():
                pass

        assert titles() == ["Water"]


def test_work_after_the_commit_starts_once_and_then(app: Flask) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(titles())

    with app.app_context(), writing() as session:
        after_commit(look)
        after_commit(look)
        session.add(campaign("Water"))
        assert seen == []

    assert seen == [["Water"]]


def test_work_after_the_commit_never_starts_when_there_is_none(app: Flask) -> None:
    started: list[str] = []

    def fail() -> None:
        with writing():
            after_commit(lambda: started.append("mail"))
            raise RuntimeError("no")

    with app.app_context():
        with pytest.raises(RuntimeError, match="no"):
            fail()
        with writing() as session:
            session.add(campaign("Water"))

    assert started == []


def test_work_after_the_commit_may_write_itself(app: Flask) -> None:
    def write() -> None:
        with writing() as session:
            session.add(campaign("Air"))

    with app.app_context():
        with writing() as session:
            session.add(campaign("Water"))
            after_commit(write)

        assert titles() == ["Air", "Water"]


def test_after_commit_belongs_into_writing(app: Flask) -> None:
    with app.app_context(), pytest.raises(LookupError):
        after_commit(lambda: None)


def test_two_who_write_wait_for_each_other(app: Flask) -> None:
    """Each adds one to a number that it has read: none of the sums is lost."""

    def count() -> None:
        for _ in range(10):
            with writing() as session:
                letter = session.scalars(sa.select(Letter).with_for_update()).one()
                goal = letter.goal or 0
                time.sleep(0.002)
                letter.goal = goal + 1

    with app.app_context(), writing() as session:
        session.add(Letter(slug="water", language="en", goal=0))
    threads = [threading.Thread(target=_in_context, args=(app, count)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        assert db.session.scalar(sa.select(Letter.goal)) == 20


@pytest.mark.one_database
def test_a_database_that_stays_locked_is_an_operational_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pragmas = [pragma for pragma in database.PRAGMAS if "busy_timeout" not in pragma]
    monkeypatch.setattr(database, "PRAGMAS", [*pragmas, "PRAGMA busy_timeout = 100"])
    app = create_app(settings)
    with app.app_context(), db.engine.connect() as other:
        other.exec_driver_sql("COMMIT")
        other.exec_driver_sql("BEGIN IMMEDIATE")

        with pytest.raises(OperationalError, match="database is locked"), writing():
            pass

        other.exec_driver_sql("COMMIT")
        with writing() as session:
            session.add(campaign("Water"))
        assert titles() == ["Water"]
    close(app)


@pytest.mark.one_database
def test_who_reads_waits_for_nobody(app: Flask) -> None:
    with app.app_context(), writing() as session:
        session.add(campaign("Water"))
        session.flush()
        seen: list[list[str]] = []
        thread = threading.Thread(target=_in_context, args=(app, lambda: seen.append(titles())))
        thread.start()
        thread.join(5)

    assert seen == [[]]


@pytest.mark.one_database
def test_every_connection_of_sqlite_is_prepared(app: Flask) -> None:
    def setting(name: str) -> object:
        return db.session.execute(sa.text(f"PRAGMA {name}")).scalar()

    with app.app_context():
        assert setting("journal_mode") == "wal"
        assert setting("synchronous") == 2
        assert setting("foreign_keys") == 1
        assert setting("secure_delete") == 1
        assert setting("busy_timeout") == 10_000


def test_foreign_keys_hold(app: Flask) -> None:
    with app.app_context(), pytest.raises(IntegrityError), writing() as session:
        session.add(Letter(slug="water", language="en", organisation_id=404))


def test_instants_come_back_aware_and_the_same(app: Flask) -> None:
    opens = datetime.fromisoformat("2026-11-02T12:00:00.000123+03:00")
    with app.app_context():
        with writing() as session:
            session.add(Letter(slug="water", language="en", opens_at=opens))

        found = db.session.scalar(sa.select(Letter.opens_at))

    assert found == opens
    assert found is not None
    assert found.utcoffset() == datetime.now(UTC).utcoffset()


def test_instants_without_a_zone_are_refused(app: Flask) -> None:
    naive = datetime(2026, 11, 2)  # noqa: DTZ001 - the fault that is meant

    with app.app_context(), pytest.raises(StatementError, match="no zone"), writing() as session:
        session.add(Letter(slug="water", language="en", opens_at=naive))


def test_states_are_checked_by_the_database(app: Flask) -> None:
    wrong = sa.text("INSERT INTO letter (slug, language, state, place, tags) VALUES ('x', 'en', 'burnt', '', '[]')")

    with app.app_context(), pytest.raises(IntegrityError), writing() as session:
        session.execute(wrong)


def _elsewhere(app: Flask, write: Callable[[], object]) -> None:
    def run() -> None:
        with writing():
            write()

    thread = threading.Thread(target=_in_context, args=(app, run))
    thread.start()
    thread.join()


def _in_context(app: Flask, run: Callable[[], object]) -> None:
    with app.app_context():
        run()


def test_an_error_of_the_database_names_nobody(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as failed:
        db.session.execute(sa.text("SELECT :name FROM nowhere"), {"name": "Runa Castell"})

    assert "Runa" not in str(failed.value)
