import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from app.paper import press
from app.paper.binding import bind
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Addressee, Letterhead, Manuscript, Passage
from app.paper.press import carry_out, print_letter
from app.paper.press.jobs import AddressedJob, Limits, VolumeJob
from app.paper.refusals import PressBusy, PressFailed
from app.paper.roll.roll import set_volume
from tests.paper.sample import Print, a_letter, png
from tests.paper.volumes import NAMES, a_volume


def hostile(html: str) -> Manuscript:
    """What no prose lets through; the press must hold on its own."""
    return a_letter(body=Passage(Markup(html)))  # noqa: S704


@contextlib.contextmanager
def listening() -> Iterator[str]:
    """The address of a server of ours, which must not have been called in the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(BlockingIOError):
            server.accept()


def test_another_process_prints_the_same_letter_to_the_byte(real_letter: Manuscript, real_print: Print) -> None:
    assert print_letter(real_letter) == real_print.content


def test_another_process_binds_the_same_letter_to_the_byte(
    real_letter: Manuscript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # as in the press
    alone = set_letter(real_letter, paper="A4", counted=False)

    assert print_letter(real_letter, shape="bound") == bind(alone, real_letter, paper="A4")


@pytest.mark.parametrize(
    "html",
    ['<img src="file:///etc/hostname" alt="">', '<link rel="attachment" href="file:///etc/hostname">'],
)
def test_a_text_that_asks_for_a_file_is_refused(html: str) -> None:
    with pytest.raises(PressFailed, match=r"asks for file:///etc/hostname, which a print may not open"):
        print_letter(hostile(html))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{server}/a.png" alt="">',
        '<link rel="stylesheet" href="{server}/a.css">',
        '<style>@import "{server}/a.css";</style>',
        '<style>@font-face {{ font-family: x; src: url("{server}/a.ttf") }}</style><p>x',
        '<p style="background: url({server}/a.png)">x</p>',
        '<ul style="list-style-image: url({server}/a.png)"><li>x</ul>',
        '<object data="{server}/a.svg"></object>',
        '<embed src="{server}/a.svg">',
        '<svg><image href="{server}/a.png" width="9" height="9"/></svg>',
        '<svg><use href="{server}/a.svg#x"/></svg>',
        '<base href="{server}/"><img src="a.png" alt="">',
    ],
)
def test_a_hostile_text_reaches_no_server(html: str) -> None:
    with listening() as address, contextlib.suppress(PressFailed):  # refused or ignored, either is safe
        print_letter(hostile(html.format(server=address)))


def test_a_logo_that_draws_on_other_files_opens_nothing() -> None:
    with listening() as address, contextlib.suppress(PressFailed):
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}/a.png"/></svg>'
        logo = Letterhead("Bureau", logo=drawing.encode(), logo_type="image/svg+xml")
        print_letter(a_letter(letterhead=logo))


def test_a_bomb_of_lists_is_stopped_with_a_sentence() -> None:
    with pytest.raises(PressFailed, match=r"too long"):
        print_letter(hostile("<ul><li>" * 20_000), limits=Limits(cpu_seconds=1))


def test_a_print_that_takes_all_memory_is_stopped_with_a_sentence() -> None:
    with pytest.raises(PressFailed, match=r"too long"):
        print_letter(hostile("<p>word " * 9_000), limits=Limits(address_space=280_000_000))


def test_a_print_that_only_waits_is_stopped_by_the_clock() -> None:
    with pytest.raises(PressBusy, match=r"not done within 1 seconds"):
        print_letter(hostile("<p>word " * 20_000), limits=Limits(seconds=1))


def test_prints_to_many_come_one_by_one_in_their_order() -> None:
    names = ("Ada Ek", "Ben Oy")
    texts = [pdf_text(each) for each in carry_out(AddressedJob(a_letter(), tuple(map(Addressee, names))))]

    assert [[name in text for name in names] for text in texts] == [[True, False], [False, True]]


def test_a_job_that_nobody_waits_for_any_more_ends_at_once() -> None:
    jobs = carry_out(AddressedJob(a_letter(), (Addressee("Ada Ek"),) * 50))
    next(jobs)
    forge = press._PRESS._process
    assert forge
    busy = _children(forge.pid)

    jobs.close()

    assert busy
    assert not _still_there(busy)


def pdf_text(content: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _still_there(pids: list[int]) -> list[int]:
    """Those that have not ended within two seconds."""
    until = time.monotonic() + 2
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.02)
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_the_press_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_SECRET_KEY", "not for the press")

    assert not [name for name in press._surroundings() if name.startswith("UNDERSIGNED")]


def test_many_threads_may_print_at_once() -> None:
    letters = [a_letter(title=f"Letter {number}") for number in range(4)]

    with ThreadPoolExecutor(4) as threads:
        prints = list(threads.map(print_letter, letters))

    assert len(set(prints)) == 4


def test_the_press_is_lit_again_when_it_has_died() -> None:
    print_letter(a_letter())
    process = press._PRESS._process
    assert process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    assert print_letter(a_letter()).startswith(b"%PDF")


def test_a_broken_logo_does_not_keep_the_letter_from_print() -> None:
    letter = a_letter(letterhead=Letterhead("Bureau", logo=png()[:80], logo_type="image/png"))

    assert print_letter(letter).startswith(b"%PDF")


def test_a_volume_of_the_roll_is_the_same_where_the_typesetter_is_shut_in() -> None:
    volume = a_volume(*(name for names in NAMES.values() for name in names))

    assert list(carry_out(VolumeJob(volume))) == [set_volume(volume)]


def test_a_forked_owner_lights_a_press_of_its_own() -> None:
    """A web server that forks after its first print must not read its parent's answers."""
    print_letter(a_letter())
    parent = press._PRESS._process
    press._PRESS._owner = -1

    print_letter(replace(a_letter(), reference="X"))

    assert press._PRESS._process is not parent


def test_a_brake_ends_what_another_thread_waits_for() -> None:
    brake = press.Brake()
    job = AddressedJob(a_letter(), tuple(Addressee(name=f"Name {number}") for number in range(500)))

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: sum(1 for _each in carry_out(job, brake=brake)))
        time.sleep(1)
        brake.pull()
        with pytest.raises(PressFailed):
            waiting.result(timeout=10)
    with pytest.raises(PressFailed):
        next(carry_out(job, brake=brake))
