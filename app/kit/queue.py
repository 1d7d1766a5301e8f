"""The queue: it only wakes the worker. What must not be lost is in our tables, and a sweep finds what was dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app
from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

if TYPE_CHECKING:
    from huey.api import Huey
    from huey.consumer import Consumer

Job = Callable[[], object]
Declared = TypeVar("Declared", bound=Job)
NAME = "undersigned"
_jobs: dict[str, Job] = {}


class QueueUnusableError(ValueError):
    """The queue cannot be opened; its text is one sentence."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The huey of one application, and how to enqueue each job."""

    huey: Huey
    enqueue: dict[str, Job]


def job(function: Declared) -> Declared:
    """Declare a job: run when woken and swept every minute, so it must be idempotent and do all that is due."""
    _jobs[_name(function)] = function
    return function


def init_app(app: Flask, url: str, *, secret: str) -> None:
    """Open the queue at `url` and make every declared job known to it, each run in an application context.

    Raises QueueUnusableError.
    """
    serializer = SignedSerializer(secret=secret, salt=NAME)  # tasks are pickles: only our own are read
    try:
        huey = _open(url, serializer)
    except Exception as error:  # each backend fails in its own way
        message = f"The queue of UNDERSIGNED_QUEUE_URL could not be opened: {error}."
        raise QueueUnusableError(message) from error
    enqueue = {}
    for name, function in _jobs.items():
        run = _in_context(app, function)
        enqueue[name] = huey.task(name=name)(run)
        huey.periodic_task(crontab(), name=f"{name}_sweep")(run)
    app.extensions["queue"] = Queue(huey, enqueue)


def wake(function: Job) -> None:
    """Ask the worker to run a job soon. A queue that cannot be reached is no failure: the sweep will do it."""
    try:
        _queue().enqueue[_name(function)]()
    except Exception:  # noqa: BLE001 - each backend fails in its own way, and none of them may undo what is committed
        current_app.logger.warning("The queue could not be reached; the next sweep will find the work.")


def wake_all() -> None:
    """Ask the worker to run every job soon: something has changed that any of them may have to follow."""
    for function in _jobs.values():
        wake(function)


def work() -> None:
    """Run jobs until told to stop (SIGINT lets the one at hand finish, SIGTERM ends at once).

    Each is run at the start too: what was dropped does not wait for the next minute.
    """
    wake_all()
    consumer(_queue().huey).run()


def consumer(huey: Huey, **options: Any) -> Consumer:  # noqa: ANN401 - huey's own
    """Return what runs jobs: a thread for each, as none is at work twice, so that the post never waits for paper."""
    return huey.create_consumer(workers=len(_jobs), max_delay=1.0, check_worker_health=True, **options)


def run_all() -> None:
    """Run every declared job once, here and now; the post, declared first, last: it sends what the others write."""
    for function in reversed(_jobs.values()):
        function()


def _name(function: Job) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _queue() -> Queue:
    queue: Queue = current_app.extensions["queue"]
    return queue


def _in_context(app: Flask, function: Job) -> Job:
    """Run a job in a context of the application, once at a time: woken while at work, it goes round once more."""
    at_work, again = Lock(), Event()

    def run() -> None:
        again.set()
        while again.is_set() and at_work.acquire(blocking=False):
            try:
                again.clear()
                with app.app_context():
                    function()
            finally:
                at_work.release()

    return run


def _open(url: str, serializer: SignedSerializer) -> Huey:
    options: dict[str, Any] = {"results": False, "serializer": serializer}
    match urlsplit(url).scheme:
        case "sqlite":
            return SqliteHuey(NAME, filename=url.removeprefix("sqlite:///"), **options)
        case "postgresql":
            return PostgresHuey(NAME, dsn=url, **options)
        case _:
            return RedisHuey(NAME, url=url, **options)
