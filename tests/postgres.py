"""A PostgreSQL server of the tests' own: Debian's programs, a temporary folder, a socket and no network."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

PR_SET_PDEATHSIG = 1
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # and fast: nothing here outlives the tests


class Server:
    """Makes databases from a template, and takes them away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)
        return self.url(database)

    def drop(self, database: str) -> None:
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    def answers(self) -> bool:
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def running() -> Iterator[Server]:
    """Run a server; it ends with us, even if we are killed."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="undersigned-"))
    _give_away(folder)
    files = folder / "files"
    _run(programs / "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--locale=C.UTF-8", "-D", files)
    settings = [f"-c{setting}" for setting in (*UNSAFE, "listen_addresses=", f"unix_socket_directories={folder}")]
    with _start(programs / "postgres", "-D", files, *settings) as process:
        try:
            yield _wait_for(Server(folder), process)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> Server:
    deadline = time.monotonic() + 20
    while not server.answers():
        assert process.poll() is None, "PostgreSQL ended at once"
        assert time.monotonic() < deadline, "PostgreSQL does not answer"
        time.sleep(0.02)
    return server


def _owner() -> str | None:
    """PostgreSQL refuses to run as root, so root runs it as the user whom Debian made for it."""
    return "postgres" if os.geteuid() == 0 else None


def _give_away(folder: Path) -> None:
    if owner := _owner():
        os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)


def _run(*command: str | Path) -> None:
    subprocess.run(command, user=_owner(), cwd="/", check=True, stdout=subprocess.DEVNULL)


def _start(*command: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        user=_owner(),
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - it is started before any thread of the tests
    )


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
