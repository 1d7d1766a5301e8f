"""bin/serve: web server and worker start together and end together, however it is that they end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.config import ROOT
from app.kit import keys
from tests.mailbox import free_port

PROGRAMS = Path(sys.executable).parent
PATIENCE = 40  # seconds: two cores may be busy with other tests
Started = Callable[..., subprocess.Popen[str]]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path, port: int) -> dict[str, str]:
    shutil.copy(migrated_file, tmp_path)
    keys.make_missing(tmp_path / "keys")
    ours = {"UNDERSIGNED_DATA_DIR": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(port)}
    return {name: value for name, value in os.environ.items() if name != "MAKELEVEL"} | ours


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Started]:
    """Start a program of the site, and see to it that nothing of it stays."""
    with_us: list[subprocess.Popen[str]] = []

    def start(*command: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        with_us.append(process)
        return process

    yield start
    for process in with_us:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def serve(start: Started) -> subprocess.Popen[str]:
    return start(sys.executable, "bin/serve")


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def children(process: subprocess.Popen[str]) -> list[int]:
    return [int(number) for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def alive(number: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_both_serve_until_told_to_end(start: Started, port: int, ending: signal.Signals) -> None:
    site = serve(start)
    assert eventually(lambda: answers(port))
    both = children(site)

    site.send_signal(ending)
    site.communicate(timeout=PATIENCE)

    assert site.returncode == 0
    assert len(both) == 2
    assert not any(map(alive, both))
    assert not answers(port)


def test_nobody_stays_when_the_supervisor_is_killed(start: Started, port: int) -> None:
    site = serve(start)
    assert eventually(lambda: answers(port))
    both = children(site)

    site.kill()

    assert eventually(lambda: not any(map(alive, both)))
    assert not answers(port)


@pytest.mark.parametrize(("which", "name"), [(0, "The web server"), (1, "The worker")])
def test_the_other_ends_when_one_dies(start: Started, port: int, which: int, name: str) -> None:
    site = serve(start)
    assert eventually(lambda: answers(port))

    os.kill(children(site)[which], signal.SIGKILL)
    _, said = site.communicate(timeout=PATIENCE)

    assert site.returncode == 1
    assert said.splitlines()[-1] == f"{name} ended by itself; what it said stands above."
    assert not answers(port)


def test_a_port_in_use_is_told_in_one_sentence(start: Started, port: int) -> None:
    serve(start)
    assert eventually(lambda: answers(port))

    second = serve(start)
    _, said = second.communicate(timeout=PATIENCE)

    assert (second.returncode, said) == (1, f"Cannot serve on HOST 127.0.0.1, PORT {port}: Address already in use.\n")


def test_a_port_that_is_none_is_told_in_one_sentence(start: Started, environment: dict[str, str]) -> None:
    environment["PORT"] = "http"

    refused = serve(start)
    _, said = refused.communicate(timeout=PATIENCE)

    assert (refused.returncode, said) == (1, "PORT must be a number from 1 to 65535, not 'http'.\n")


def test_a_check_tells_of_a_port_in_use_before_anything_is_installed(start: Started, port: int) -> None:
    serve(start)
    assert eventually(lambda: answers(port))

    check = start("/usr/bin/env", "-i", f"PORT={port}", "/usr/bin/python3", "-I", "bin/serve", "--check")
    _, said = check.communicate(timeout=PATIENCE)

    assert (check.returncode, said) == (1, f"Cannot serve on HOST 127.0.0.1, PORT {port}: Address already in use.\n")


def test_a_check_of_a_free_port_starts_nothing(start: Started, port: int) -> None:
    check = start(sys.executable, "bin/serve", "--check")

    assert check.communicate(timeout=PATIENCE)[1] == ""
    assert check.returncode == 0
    assert not answers(port)


def test_make_run_checks_the_address_before_it_prepares_anything() -> None:
    planned = subprocess.run(
        ["make", "--no-print-directory", "-n", "run"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert planned.splitlines()[0].endswith("bin/serve --check")


def test_gunicorn_serves_as_well(start: Started, port: int) -> None:
    start(
        PROGRAMS / "gunicorn", "--worker-class", "gthread", "--threads", "2", "--bind", f"127.0.0.1:{port}", "wsgi:app"
    )

    assert eventually(lambda: answers(port))
