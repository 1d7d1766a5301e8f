"""A job that is woken after the commit is run, by one round of the worker and by a consumer that stays."""

import gc
import pickle
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer

from app import create_app
from app.config import Settings
from app.kit import queue
from app.kit.database import after_commit, writing
from tests import postgres
from tests.conftest import close

pytestmark = pytest.mark.one_database
runs: list[str] = []


def round_of_work() -> None:
    runs.append("done")


@pytest.fixture(autouse=True)
def jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One job alone is declared, so that nothing else is run."""
    monkeypatch.setattr(queue, "_jobs", {})
    queue.job(round_of_work)
    runs.clear()
    yield
    runs.clear()


def consume_until(app: Flask, done: Callable[[], bool]) -> None:
    """Run a consumer as the worker does, in threads of this process, until something is done."""
    consumer = queue.consumer(app.extensions["queue"].huey, periodic=False, initial_delay=0.05)
    consumer.start()
    try:
        deadline = time.monotonic() + 20
        while not done() and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        consumer.stop(graceful=True)
    assert done()


def test_one_round_of_the_worker_runs_every_job(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["worker", "--once"])

    assert (result.exit_code, runs) == (0, ["done"])


def test_a_job_woken_after_the_commit_is_run_by_a_consumer(app: Flask) -> None:
    with app.app_context(), writing():
        after_commit(lambda: queue.wake(round_of_work))
        assert app.extensions["queue"].huey.pending_count() == 0

    assert app.extensions["queue"].huey.pending_count() == 1
    consume_until(app, lambda: runs == ["done"])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # huey leaves a connection a thread
def test_a_job_woken_in_postgresql_is_run_by_a_consumer(settings: Settings, postgresql: postgres.Server) -> None:
    url = postgresql.create("queue").replace("+psycopg", "")
    app = create_app(replace(settings, queue_url=url))
    with app.app_context():
        queue.wake(round_of_work)

    consume_until(app, lambda: runs == ["done"])
    app.extensions["queue"].huey.storage.close()
    gc.collect()
    close(app)


def test_a_queue_that_cannot_be_reached_is_no_failure(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(replace(settings, queue_url="redis://127.0.0.1:1/0"))
    with app.app_context():
        queue.wake(round_of_work)

    assert "The queue could not be reached" in caplog.text
    close(app)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite:///{folder}/another.sqlite", SqliteHuey),
        ("redis://127.0.0.1:1/0", RedisHuey),
        ("rediss://127.0.0.1:1/0", RedisHuey),
    ],
)
def test_the_address_decides_where_the_queue_is(settings: Settings, url: str, kind: type) -> None:
    huey = queue._open(url.format(folder=settings.data_dir), SignedSerializer(secret="x" * 32, salt="tests"))

    assert isinstance(huey, kind)
    assert not isinstance(huey, PostgresHuey)


def test_every_job_is_swept_each_minute(app: Flask) -> None:
    names = [task.name for task in app.extensions["queue"].huey._registry.periodic_tasks]

    assert names == [f"{__name__}.round_of_work_sweep"]


def test_a_task_that_is_not_ours_is_not_read(app: Flask) -> None:
    huey = app.extensions["queue"].huey
    huey.storage.enqueue(pickle.dumps("a stranger's"))

    with pytest.raises(ValueError, match=r"not found|signature"):
        huey.dequeue()


def test_a_job_woken_while_it_is_at_work_goes_round_once_more(app: Flask) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        runs.append("slow")
        begun.set()
        go_on.wait(10)

    run = queue._in_context(app, slow)
    first = threading.Thread(target=run)
    first.start()
    begun.wait(10)
    run()
    run()
    go_on.set()
    first.join(10)

    assert runs == ["slow", "slow"]


def test_the_post_is_done_while_long_jobs_are_at_work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many print paper, which takes minutes, mail does not wait for them."""
    posted = threading.Event()
    in_time: list[bool] = []

    def printing() -> None:
        in_time.append(posted.wait(10))

    def binding() -> None:
        in_time.append(posted.wait(10))

    def post() -> None:
        posted.set()

    monkeypatch.setattr(queue, "_jobs", {})
    jobs = [queue.job(job) for job in (printing, binding, post)]
    app = create_app(settings)
    with app.app_context():
        for job in jobs:
            queue.wake(job)

    consume_until(app, lambda: len(in_time) == 2)

    assert in_time == [True, True]
    close(app)


def test_a_job_that_fails_can_be_run_again(app: Flask) -> None:
    def failing() -> None:
        runs.append("failed")
        raise RuntimeError("no")

    run = queue._in_context(app, failing)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            run()

    assert runs == ["failed", "failed"]
