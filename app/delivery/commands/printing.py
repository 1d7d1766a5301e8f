"""Printing a letter, proofing it, and comparing its prints with what they were made of."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.config import ROOT
from app.delivery import kept, manuscripts, pressroom, prints, queries
from app.delivery.commands.choosing import recipients_by, text_for, warn
from app.delivery.models import Print, Shape
from app.kit import files
from app.kit.database import db
from app.kit.refusals import Refusal
from app.letters import queries as letter_queries
from app.letters.commands import letters
from app.paper import press
from app.paper.manuscript import PaperSize


class Differing(Refusal):
    """Prints that do not come out as they were."""


@letters.command("print")
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--to", "key", help="The key of the recipient whom the print is addressed to.")
@click.option("--language", help="The language of the text; else the recipient's, else the letter's own.")
@click.option("--bound", "shape", flag_value=Shape.BOUND.value, help="Append the attachments behind cover sheets.")
@click.option("--lighter", "shape", flag_value=Shape.LIGHTER.value, help="The same, with lighter pictures.")
@click.option("--enclosing", "shape", flag_value=Shape.ENCLOSING.value, help="Enclose the attachments as files.")
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="Else that of the recipient's country.")
@with_appcontext
def print_letter(
    slug: str, *, out: Path, key: str | None, language: str | None, shape: str | None, paper: PaperSize | None
) -> None:
    """Write the letter's PDF."""
    letter = letter_queries.require(db.session, slug)
    recipient = recipients_by(letter, (key,))[0] if key else None
    text = text_for(letter, recipient, language)
    made = prints.make(letter, text=text, recipient=recipient, shape=Shape(shape or Shape.LETTER), paper=paper)
    warn(letter, [(text, recipient)])
    out.write_bytes(files.fetch(str(made.content)))
    click.echo(f"{out}: {made.size:,} bytes, {made.signatories} signatories, sha256 {made.content}")


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
    warn(letter, [(text, recipient)])
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
        outcome = _compared(made)
        differing += outcome == "differs"
        click.echo(f"{number} {_named(made)}: {outcome}")
        db.session.rollback()
    if differing:
        raise Differing(f"{differing} of {len(numbers)} prints of “{slug}” differ.")


def _compared(made: Print) -> str:
    """Say whether a print comes out the same again: its bytes before the seal."""
    try:
        again = pressroom.unsealed(kept.manuscript_of(made), shape=made.shape, paper=made.paper)
    except prints.FAILURES as failed:
        return f"cannot be made again: {failed}"
    return "same" if hashlib.sha256(again).hexdigest() == made.unsealed else "differs"


def _named(made: Print) -> str:
    return f"{made.recipient.key if made.recipient else 'everyone'} {made.language} {made.shape} {made.paper}"
