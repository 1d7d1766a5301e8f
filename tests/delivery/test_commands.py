import subprocess
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.delivery.models import Print, Shape
from app.kit import clock
from app.kit.database import db, writing
from app.kit.languages import day
from app.letters import queries
from app.post import envelopes
from app.post.models import Mail, MailState
from app.signing import rolls
from tests import bundles, factories


def test_printing_writes_the_pdf(runner: FlaskCliRunner, loaded: None, tmp_path: Path) -> None:
    out = tmp_path / "letter.pdf"

    result = runner.invoke(args=["letters", "print", "oxmoor-ferry", "--to", "minister", "--out", str(out)])

    assert result.exit_code == 0, result.output
    assert out.read_bytes().startswith(b"%PDF-")
    assert "3 signatories" in result.output


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["letters", "print", "nothing", "--out", "x.pdf"], "There is no letter “nothing”."),
        (["letters", "print", "oxmoor-ferry", "--out", "x.pdf", "--to", "pope"], "it has minister, mayor."),
        (["letters", "print", "oxmoor-ferry", "--out", "x.pdf", "--language", "de"], "has no text in “de”."),
        (["delivery", "send", "oxmoor-ferry", "--to", "pope"], "has no recipient “pope”"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(
    runner: FlaskCliRunner, loaded: None, args: list[str], sentence: str
) -> None:
    result = runner.invoke(args=args)

    assert result.exit_code == 1
    assert sentence in result.stderr


def test_sending_twice_sends_nothing_twice(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    first = runner.invoke(args=["delivery", "send", "oxmoor-ferry"])
    second = runner.invoke(args=["delivery", "send", "oxmoor-ferry"])

    today = day(clock.now(), "en")
    assert first.stdout.splitlines() == ["minister queued", "mayor queued"]
    assert all(f"queued before, on {today}: queued" in line for line in second.stdout.splitlines())
    with app.app_context():
        assert db.session.query(Mail).count() == 2


def test_each_official_is_written_to_in_their_own_language(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "mayor"])

    with app.app_context():
        message = envelopes.open_(db.session.query(Mail).one())
    assert message.to == "mairie@ville.example"
    assert message.text.startswith("Madame la Maire,")
    assert "Rouvrez le bac d’Oxmoor" in message.subject
    assert message.reply_to == "ada@ferry.example"


def test_a_dry_run_writes_the_mails_and_sends_none(
    app: Flask, runner: FlaskCliRunner, loaded: None, tmp_path: Path
) -> None:
    result = runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--dry-run", str(tmp_path / "mails")])

    assert result.exit_code == 0, result.output
    mails = {path.name: message_from_bytes(path.read_bytes(), policy=policy.default) for path in written(tmp_path)}
    assert set(mails) == {"minister.eml", "mayor.eml"}
    attached = [part.get_content_type() for part in mails["minister.eml"].iter_attachments()]
    assert attached == ["application/pdf"]
    with app.app_context():
        assert db.session.query(Mail).count() == 0


def test_a_draft_is_sent_to_nobody(runner: FlaskCliRunner, tmp_path: Path) -> None:
    draft = bundles.write(tmp_path / "draft", letter_md=bundles.LETTER.replace("state: open", "state: draft"))
    runner.invoke(args=["letters", "load", str(draft)])

    result = runner.invoke(args=["delivery", "send", "oxmoor-ferry"])

    assert result.exit_code == 1
    assert "is a draft" in result.stderr


def test_a_recipient_without_an_address_is_told_of_and_left_out(runner: FlaskCliRunner, tmp_path: Path) -> None:
    bundle = bundles.write(tmp_path / "ferry", recipients_csv=bundles.RECIPIENTS.replace("mairie@ville.example", ""))
    runner.invoke(args=["letters", "load", str(bundle)])

    everyone = runner.invoke(args=["delivery", "send", "oxmoor-ferry"])
    alone = runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "mayor"])

    assert everyone.stdout.splitlines() == ["minister queued"]
    assert "mayor has no e-mail address" in everyone.stderr
    assert alone.exit_code == 1


def test_a_proof_is_written_and_kept_nowhere_else(runner: FlaskCliRunner, loaded: None, tmp_path: Path) -> None:
    result = runner.invoke(args=["letters", "proof", "oxmoor-ferry", "--out", str(tmp_path / "proof.pdf")])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "proof.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "command",
    [
        ("letters", "print", "oxmoor-ferry", "--out", "{folder}/print.pdf"),
        ("letters", "proof", "oxmoor-ferry", "--out", "{folder}/proof.pdf"),
        ("delivery", "send", "oxmoor-ferry"),
    ],
)
def test_letters_that_no_font_can_print_are_told_of_in_one_line(
    runner: FlaskCliRunner, tmp_path: Path, command: tuple[str, ...]
) -> None:
    roll = bundles.SIGNATORIES.replace("Walkers", "\u0378")
    runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry", signatories_csv=roll))])

    result = runner.invoke(args=[part.format(folder=tmp_path) for part in command])

    assert result.exit_code == 0, result.output
    assert result.stderr.count("Warning: oxmoor-ferry: No font here has \u0378 (U+0378)") == 1


def test_an_address_that_the_window_does_not_show_is_told_of(runner: FlaskCliRunner, tmp_path: Path) -> None:
    long = bundles.RECIPIENTS.replace("2 High Street", " | ".join(f"{floor} High Street" for floor in range(10)))
    runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry", recipients_csv=long))])

    out = str(tmp_path / "print.pdf")
    result = runner.invoke(args=["letters", "print", "oxmoor-ferry", "--to", "minister", "--out", out])

    assert result.exit_code == 0, result.output
    assert "Warning: oxmoor-ferry: The address of minister has more than 9 lines" in result.stderr


def written(folder: Path) -> list[Path]:
    return list((folder / "mails").glob("*.eml"))


def test_sending_again_after_the_letter_has_changed_says_so(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "minister"])
    with app.app_context(), writing() as session:
        queries.require(session, "oxmoor-ferry").place = "Elsewhere"

    result = runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "minister"])

    assert "minister queued again: letter or roll have changed since" in result.stdout


@pytest.mark.parametrize(
    ("options", "shape"),
    [
        ([], "letter"),
        (["--bound"], "bound"),
        (["--lighter"], "lighter"),
        (["--bound", "--lighter"], "lighter"),
        (["--lighter", "--bound"], "lighter"),
        (["--enclosing"], "enclosing"),
    ],
)
def test_a_print_has_the_shape_and_paper_that_were_asked_for(
    app: Flask, runner: FlaskCliRunner, loaded: None, tmp_path: Path, options: list[str], shape: str
) -> None:
    out = str(tmp_path / "letter.pdf")

    result = runner.invoke(args=["letters", "print", "oxmoor-ferry", "--out", out, "--paper", "Letter", *options])

    assert result.exit_code == 0, result.output
    with app.app_context():
        made = db.session.query(Print).one()
        assert (made.shape, made.paper) == (shape, "Letter")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--roll", "--bound"], "--roll and --bound contradict"),
        (["--bound", "--enclosing"], "--bound and --enclosing contradict"),
        (["--bound", "--lighter", "--roll"], "--lighter and --roll contradict"),
    ],
)
def test_what_contradicts_itself_is_wrong_usage(
    runner: FlaskCliRunner, loaded: None, tmp_path: Path, options: list[str], named: str
) -> None:
    out = tmp_path / "letter.pdf"

    result = runner.invoke(args=["letters", "print", "oxmoor-ferry", *options, "--out", str(out)])

    assert result.exit_code == 2
    assert named in result.stderr
    assert not out.exists()


def test_what_was_accepted_was_sent(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "minister"])
    with app.app_context(), writing() as session:
        session.query(Mail).one().state = MailState.ACCEPTED

    again = runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "minister"])

    assert "minister sent before" in again.stdout


def test_a_bound_print_can_be_sent(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    result = runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--bound"])

    assert result.stdout.splitlines() == ["minister queued", "mayor queued"]
    assert "Print 2 of 2" in result.stderr
    with app.app_context():
        assert {made.shape for made in db.session.query(Print)} == {Shape.BOUND}


def test_prints_come_out_the_same_again(runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry"])

    result = runner.invoke(args=["letters", "compare", "oxmoor-ferry"])

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["1 minister en letter A4: same", "2 mayor fr letter A4: same"]


def test_a_print_that_comes_out_otherwise_is_told_of(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry"])
    with app.app_context(), writing() as session:
        first, second = session.query(Print).order_by(Print.id)
        first.unsealed, second.kept = "0" * 64, None

    result = runner.invoke(args=["letters", "compare", "oxmoor-ferry"])

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "1 minister en letter A4: differs",
        "2 mayor fr letter A4: cannot be made again: Its manuscript was not kept.",
    ]
    assert "1 of 2 prints of “oxmoor-ferry” differ." in result.stderr


def test_a_print_of_another_version_may_differ(app: Flask, runner: FlaskCliRunner, loaded: None) -> None:
    runner.invoke(args=["delivery", "send", "oxmoor-ferry", "--to", "minister"])
    with app.app_context(), writing() as session:
        made = session.query(Print).one()
        made.unsealed, made.typesetter = "0" * 64, "of long ago"

    result = runner.invoke(args=["letters", "compare", "oxmoor-ferry"])

    assert result.exit_code == 0
    assert "differs, as it was set by another version" in result.stdout


@pytest.mark.one_database
@pytest.mark.usefixtures("real_press")
def test_what_the_press_makes_is_sealed_and_comes_out_the_same_again(
    app: Flask, runner: FlaskCliRunner, loaded: None, tmp_path: Path
) -> None:
    """One among many is the same, byte for byte, as one alone: the kept ones are made again one by one."""
    with app.app_context(), writing() as session:
        factories.recipient(session, queries.require(session, "oxmoor-ferry"), "speaker")
    sent = runner.invoke(args=["delivery", "send", "oxmoor-ferry"])
    bound = runner.invoke(args=["letters", "print", "oxmoor-ferry", "--bound", "--out", str(tmp_path / "bound.pdf")])

    again = runner.invoke(args=["letters", "compare", "oxmoor-ferry"])

    assert (sent.exit_code, bound.exit_code, again.exit_code) == (0, 0, 0), again.output
    assert [line.rpartition(": ")[2] for line in again.stdout.splitlines()] == ["same"] * 4
    assert (
        subprocess.run(["pdfsig", str(tmp_path / "bound.pdf")], check=False, capture_output=True).stdout.count(
            b"is Valid"
        )
        == 1
    )


def test_the_roll_is_printed_in_one_file_or_in_volumes(
    runner: FlaskCliRunner, loaded: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["letters", "print", "oxmoor-ferry", "--roll", "--out"]
    one = runner.invoke(args=[*command, str(tmp_path / "roll.pdf")])
    monkeypatch.setattr(rolls, "plan", partial(rolls.plan, most=2))
    more = runner.invoke(args=[*command, str(tmp_path / "official.pdf"), "--to", "minister"])

    again = runner.invoke(args=["letters", "compare", "oxmoor-ferry"])

    assert (one.exit_code, more.exit_code) == (0, 0), more.output
    assert "Volume 2 of 2" in more.stderr
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["official-1.pdf", "official-2.pdf", "roll.pdf"]
    assert again.stdout.splitlines()[-1] == "2 minister en roll A4 volume 2: same"
