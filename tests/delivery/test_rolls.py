import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import time_machine
from flask import Flask

from app.delivery import actions, kept, queries, rolls, volumes
from app.delivery.models import Print, PrintState, Shape, Timestamp
from app.delivery.pressroom import SetVolume
from app.delivery.volumes import FinishedVolume
from app.kit import files
from app.kit.database import db, writing
from app.kit.refusals import Refusal
from app.letters.models import Letter, Recipient
from app.paper import press
from app.paper.press.jobs import VolumeJob
from app.paper.refusals import PressBusy, PressFailed
from app.paper.seal import verdict
from app.signing import rolls as signing_rolls
from app.signing.models import Signatory, State
from tests import presses, seals


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Volumes of one signatory each."""
    monkeypatch.setattr(signing_rolls, "plan", partial(signing_rolls.plan, most=1))


def made_of(letter: Letter, recipient: Recipient | None = None) -> Print:
    return rolls.make(letter, text=letter.edition.text_in("en"), recipient=recipient)


def withdraw(name: str) -> None:
    with writing() as session:
        session.query(Signatory).filter_by(name=name).one().state = State.WITHDRAWN


def test_a_roll_is_a_print_with_a_sealed_volume(letter: Letter) -> None:
    made = made_of(letter)

    (volume,) = made.volumes
    content = files.fetch(str(volume.content))
    assert (made.shape, made.state, made.content) == (Shape.ROLL, PrintState.MADE, None)
    assert (volume.first, volume.last, volume.size) == (1, 2, len(content))
    assert (made.size, made.pages, made.signatories) == (len(content), 1, 3)
    assert verdict.examine(content, known=rolls.seals.of_site().known).holds


def test_an_official_is_named_those_who_sign_for_their_eyes_alone(letter: Letter, minister: Recipient) -> None:
    everyone, official = made_of(letter), made_of(letter, minister)

    named = [[line.name for line in kept.volume_of(made, 1).lines] for made in (everyone, official)]
    assert named == [["Runa Castell", "Walkers’ Union"], ["Runa Castell", "Zoltán Beke", "Walkers’ Union"]]
    assert (everyone.recipient, official.recipient) == (None, minister)


def test_a_volume_says_who_seals_it_where_to_check_and_speaks_the_letters_language(letter: Letter) -> None:
    french = rolls.make(letter, text=letter.edition.text_in("fr"))

    volume = kept.volume_of(french, 1)

    assert volume.colophon.seal == french.seal
    assert volume.colophon.verify_address.endswith(french.reference)
    assert [line.country for line in volume.lines] == ["Royaume-Uni", "Irlande"]


@pytest.mark.usefixtures("short")
def test_a_long_roll_comes_in_volumes_and_is_told_of(letter: Letter) -> None:
    told: list[int] = []

    def telling(done: Iterator[int], of: int) -> Iterator[int]:
        for number in done:
            told.append(number)
            yield number
        told.append(of)

    made = rolls.make(letter, text=letter.edition.text_in("en"), told=telling)

    assert [(each.number, each.first, each.last) for each in made.volumes] == [(1, 1, 1), (2, 2, 2)]
    assert (sorted(told[:2]), told[2]) == ([1, 2], 2)
    assert made.timestamp is Timestamp.NONE


def test_the_same_roll_is_printed_once(letter: Letter) -> None:
    assert made_of(letter).id == made_of(letter).id


@pytest.mark.usefixtures("short")
def test_a_roll_that_was_begun_is_gone_on_with(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[int] = []
    recorded, record = threading.Event(), rolls._record

    def recording(*args: Any) -> None:
        record(*args)
        recorded.set()

    def second_fails(job: VolumeJob, **_options: object) -> Generator[bytes, None, None]:
        served.append(job.volume.number)
        if job.volume.number == 2 and served.count(2) == 1:
            recorded.wait(10)
            raise PressBusy("The press is busy.")
        return presses.quick(job)

    monkeypatch.setattr(rolls, "_record", recording)
    monkeypatch.setattr(rolls, "PROCESSORS", 1)
    monkeypatch.setattr(press, "carry_out", second_fails)
    with pytest.raises(PressBusy):
        made_of(letter)
    left = db.session.query(Print).one()
    assert (left.state, [bool(each.content) for each in left.volumes]) == (PrintState.ASKED, [True, False])

    made = made_of(letter)

    assert made.state is PrintState.MADE
    assert sorted(served) == [1, 2, 2]


@pytest.mark.usefixtures("short")
def test_a_roll_that_changes_meanwhile_is_planned_anew_once(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = signing_rolls.plan
    planned: list[signing_rolls.RollPlan] = []

    def overtaken(*args: Any, **options: Any) -> signing_rolls.RollPlan:
        planned.append(plan(*args, **options))
        if len(planned) == 1:
            withdraw("Runa Castell")
        return planned[-1]

    monkeypatch.setattr(signing_rolls, "plan", overtaken)

    made = made_of(letter)

    assert len(planned) == 3  # the last of them once it was printed
    assert db.session.query(Print).count() == 1
    assert [line.name for line in kept.volume_of(made, 1).lines] == ["Walkers’ Union"]


def test_a_roll_that_keeps_changing_is_tried_again_later(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def changed(*_args: object, **_options: object) -> None:
        raise signing_rolls.RollHasChanged

    monkeypatch.setattr(signing_rolls, "lines", changed)

    with pytest.raises(signing_rolls.RollHasChanged):
        made_of(letter)

    left = db.session.query(Print).one()
    assert (left.state, left.tries) == (PrintState.ASKED, 1)
    assert left.reason.startswith("The roll changed while it was being printed.")


@pytest.mark.usefixtures("short")
def test_a_cancelled_roll_stops_what_is_at_work(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[int] = []

    def endless(job: VolumeJob, *, brake: press.Brake) -> Generator[bytes, None, None]:
        while not brake._pulled:
            time.sleep(0.01)
        stopped.append(job.volume.number)
        raise PressBusy("Stopped.")
        yield b""

    looks: list[None] = []
    look = rolls._must_be_wanted

    def cancelling(wanted: rolls.RollOrder) -> None:
        looks.append(None)
        if len(looks) == 2:
            with writing() as session:
                actions.cancel(session, session.query(Print).one())
        look(wanted)

    monkeypatch.setattr(press, "carry_out", endless)
    monkeypatch.setattr(rolls, "LOOK", 0.05)
    monkeypatch.setattr(rolls, "_must_be_wanted", cancelling)

    with pytest.raises(rolls.Cancelled):
        made_of(letter)

    assert stopped
    assert db.session.query(Print).one().state is PrintState.CANCELLED


@pytest.fixture
def second_refused(short: None, monkeypatch: pytest.MonkeyPatch) -> list[Refusal]:
    """A press that does the first volume, and refuses the second as this says."""
    refusals: list[Refusal] = []

    def refusing(job: VolumeJob, **_options: object) -> Generator[bytes, None, None]:
        if job.volume.number == 2:
            raise refusals[0]
        return presses.quick(job)

    monkeypatch.setattr(rolls, "PROCESSORS", 1)
    monkeypatch.setattr(press, "carry_out", refusing)
    return refusals


def kept_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of the volumes that are finished from now on, in the order in which they are."""
    finished: list[str] = []
    keep = rolls.kept_volume

    def keeping(done: SetVolume, *, fingerprint: str) -> FinishedVolume:
        volume = keep(done, fingerprint=fingerprint)
        finished.extend([volume.content, volume.kept])
        return volume

    monkeypatch.setattr(rolls, "kept_volume", keeping)
    return finished


def are_gone(digests: list[str]) -> bool:
    for digest in digests:
        with pytest.raises(files.FileLost):
            files.fetch(digest)
        assert queries.volume_with_content(db.session, digest) is None
    return bool(digests)


def test_of_a_roll_that_fails_for_good_nothing_stays(
    letter: Letter, second_refused: list[Refusal], monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = kept_of(monkeypatch)
    second_refused.append(PressFailed("The roll is too wide."))

    with pytest.raises(PressFailed):
        made_of(letter)

    failed = db.session.query(Print).one()
    assert (failed.state, failed.volumes) == (PrintState.FAILED, [])
    assert are_gone(finished)


def test_of_a_roll_that_is_cancelled_between_two_tries_nothing_stays(
    letter: Letter, second_refused: list[Refusal], monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = kept_of(monkeypatch)
    second_refused.append(PressBusy("The press is busy."))
    with pytest.raises(PressBusy):
        made_of(letter)
    assert files.fetch(finished[0])
    assert queries.volume_with_content(db.session, finished[0]) is None  # no print yet, for those who check one

    with writing() as session:
        orphans = actions.cancel(session, session.query(Print).one())
    rolls.prints.forget(orphans)

    assert db.session.query(Print).one().volumes == []
    assert are_gone(finished)


def test_a_volume_that_is_finished_after_the_roll_was_cancelled_is_forgotten(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = kept_of(monkeypatch)
    keep = rolls.kept_volume

    def cancelling(done: SetVolume, *, fingerprint: str) -> FinishedVolume:
        volume = keep(done, fingerprint=fingerprint)
        with writing() as session:
            actions.cancel(session, session.query(Print).one())
        return volume

    monkeypatch.setattr(rolls, "kept_volume", cancelling)

    with pytest.raises(rolls.Cancelled):
        made_of(letter)

    assert db.session.query(Print).one().state is PrintState.CANCELLED
    assert are_gone(finished)


def test_a_roll_that_somebody_left_while_it_was_printed_is_called_older(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = rolls._record

    def leaving(wanted: rolls.RollOrder, done: SetVolume) -> None:
        record(wanted, done)
        withdraw("Runa Castell")

    monkeypatch.setattr(rolls, "_record", leaving)

    assert made_of(letter).overtaken_at is not None


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_who_is_interrupted_leaves_the_roll_to_others_at_once(letter: Letter, interrupt: type[BaseException]) -> None:
    def interrupted(done: Iterator[int], of: int) -> Iterator[int]:
        raise interrupt

    with pytest.raises(interrupt):
        rolls.make(letter, text=letter.edition.text_in("en"), told=interrupted)

    left = db.session.query(Print).one()
    assert (left.state, left.again_at) == (PrintState.ASKED, None)
    assert made_of(letter).state is PrintState.MADE


def test_who_is_at_work_says_so_again_and_again(letter: Letter, clock: time_machine.Traveller) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        volumes.begin(session, wanted.order, wanted.plan)

    for _minute in range(5):
        clock.shift(volumes.HELD * 0.8)
        rolls._must_be_wanted(wanted)

    with pytest.raises(volumes.BeingPrinted, match="is being printed already"):
        made_of(letter)


@pytest.mark.usefixtures("short")
def test_a_timestamp_server_that_is_silent_is_asked_once_in_a_roll(
    app: Flask, letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    def answer(question: bytes) -> tuple[int, bytes]:
        asked.append(question)
        return 503, b""

    monkeypatch.setattr(rolls, "PROCESSORS", 1)
    with seals.timestamps(answer) as server:
        app.extensions["seals"] = replace(app.extensions["seals"], timestamps=server)
        made = made_of(letter)

    assert [volume.timestamp for volume in made.volumes] == [Timestamp.PENDING] * 2
    assert len(asked) == 1


def test_nobodys_roll_is_refused_in_a_sentence(letter: Letter) -> None:
    withdraw("Runa Castell")
    withdraw("Walkers’ Union")

    with pytest.raises(rolls.NobodyNamed, match="Nobody is named"):
        made_of(letter)


def test_no_more_is_read_than_is_worked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolls, "PROCESSORS", 2)
    read: list[int] = []
    ahead: list[int] = []

    def parts() -> Iterator[int]:
        for number in range(10):
            read.append(number)
            yield number

    def work(part: int, *, brake: press.Brake) -> SetVolume:
        return part  # type: ignore[return-value]

    done = 0
    for _each in rolls.side_by_side(parts(), work, look=lambda: None):  # type: ignore[arg-type]
        done += 1
        ahead.append(len(read) - done)

    assert done == 10
    assert max(ahead) <= 2


def test_what_is_refused_has_a_sentence() -> None:
    assert all(issubclass(each, Refusal) for each in (rolls.NobodyNamed, rolls.Cancelled))


@pytest.mark.one_database
@pytest.mark.usefixtures("real_press")
def test_a_real_volume_is_tagged_sealed_and_comes_out_the_same_again(letter: Letter) -> None:
    made = made_of(letter)

    again = rolls.pressroom.unsealed_volume(kept.volume_of(made, 1))

    assert files.fetch(str(made.volumes[0].content)).startswith(again)
    with pikepdf.open(BytesIO(again)) as opened:
        assert opened.Root.MarkInfo.Marked
