"""Printing a letter, proofing it, and comparing its prints with what they were made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.config import ROOT
from app.delivery import kept, lost, manuscripts, pressroom, prints, queries, rolls
from app.delivery.commands.choosing import recipients_by, text_for, warn
from app.delivery.commands.shapes import shape_option
from app.delivery.models import Print, Shape
from app.kit.commandline import progress
from app.kit.database import db
from app.kit.refusals import Refusal
from app.letters import queries as letter_queries
from app.letters.commands import letters
from app.paper import press
from app.paper.manuscript import PaperSize
from app.paper.version import typesetter

DIFFERS = "differs"


class Differing(Refusal):
    """Prints that do not come out as they were."""


@letters.command("print")
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--to", "key", help="The key of the recipient whom the print is addressed to.")
@click.option("--language", help="The language of the text; else the recipient's, else the letter's own.")
@shape_option(Shape.BOUND, told="Append the attachments behind cover sheets.")
@shape_option(Shape.LIGHTER, told="The same as --bound, with lighter pictures.")
@shape_option(Shape.ENCLOSING, told="Enclose the attachments as files.")
@shape_option(Shape.ROLL, told="Instead, its roll; volumes become FILE-1.pdf …")
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Else that of the recipient's country.")
@with_appcontext
def print_letter(
    slug: str, *, out: Path, key: str | None, language: str | None, shape: Shape, paper: PaperSize | None
) -> None:
    """Write the letter's PDF."""
    letter = letter_queries.require(db.session, slug)
    recipient = recipients_by(letter, (key,))[0] if key else None
    text = text_for(letter, recipient, language)
    if shape is Shape.ROLL:
        _write_roll(rolls.make(letter, text=text, recipient=recipient, paper=paper, told=_telling), out)
        return
    made = prints.make(letter, text=text, recipient=recipient, shape=shape, paper=paper)
    warn(letter)
    out.write_bytes(lost.content_of(made))
    click.echo(f"{out}: {made.size:,} bytes, {made.signatories} signatories, sha256 {made.content}")


def _telling(done: Iterable[int], of: int) -> Iterable[int]:
    return progress(done, of=of, label="Volume")


def _write_roll(made: Print, out: Path) -> None:
    for volume in made.volumes:
        path = out if len(made.volumes) == 1 else out.with_stem(f"{out.stem}-{volume.number}")
        path.write_bytes(lost.content_of(volume))
        named = f"signatories {volume.first:,} to {volume.last:,}"
        click.echo(f"{path}: {volume.size:,} bytes, {named}, sha256 {volume.content}")


@letters.command()
@click.argument("slug")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else build/SLUG.pdf.")
@with_appcontext
def proof(slug: str, out: Path | None) -> None:
    """Write a proof of the letter: for its first recipient, bound, neither sealed nor kept anywhere else."""
    letter = letter_queries.require(db.session, slug)
    recipient = next(iter(letter.addressees), None)
    text = text_for(letter, recipient)
    manuscript = manuscripts.manuscript_of(letter, text=text, recipient=recipient, shape=Shape.BOUND)
    unknown = replace(manuscript, colophon=replace(manuscript.colophon, verify_address=""))
    path = out or ROOT / "build" / f"{slug}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(press.print_letter(unknown, shape="bound"))
    warn(letter)
    click.echo(path)


@letters.command()
@click.argument("slug")
@with_appcontext
def compare(slug: str) -> None:
    """Make every print of a letter again from what was kept, and compare it with what was sealed then."""
    letter = letter_queries.require(db.session, slug)
    numbers = [made.id for made in queries.kept_prints(db.session, letter)]
    differing = 0
    for number in numbers:
        made = db.session.get_one(Print, number)
        for name, again, unsealed in _parts(made):
            outcome = _compared(again, unsealed)
            if outcome == DIFFERS and made.typesetter != typesetter():
                outcome = f"{DIFFERS}, as it was set by another version of Undersigned or of its libraries"
            differing += outcome == DIFFERS
            click.echo(f"{number} {_named(made)}{name}: {outcome}")
        db.session.rollback()
    if differing:
        raise Differing(f"{differing} of {len(numbers)} prints of “{slug}” differ.")


def _parts(made: Print) -> Iterator[tuple[str, Callable[[], bytes], str | None]]:
    """Yield what a print consists of: how it is called, how to make it again, and its digest before the seal."""
    if made.shape is not Shape.ROLL:
        yield "", partial(_again, made), made.unsealed
    for volume in made.volumes:
        yield f" volume {volume.number}", partial(_volume_again, made, volume.number), volume.unsealed


def _again(made: Print) -> bytes:
    return pressroom.unsealed(kept.manuscript_of(made), shape=made.shape, paper=made.paper)


def _volume_again(made: Print, number: int) -> bytes:
    return pressroom.unsealed_volume(kept.volume_of(made, number))


def _compared(again: Callable[[], bytes], unsealed: str | None) -> str:
    """Say whether a part comes out the same again: its bytes before the seal."""
    try:
        return "same" if hashlib.sha256(again()).hexdigest() == unsealed else DIFFERS
    except prints.FAILURES as failed:
        return f"cannot be made again: {failed}"


def _named(made: Print) -> str:
    return f"{made.recipient.key if made.recipient else 'everyone'} {made.language} {made.shape} {made.paper}"
