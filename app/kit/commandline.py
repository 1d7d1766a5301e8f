"""Command groups that keep one promise: done is 0, refused is 1 with one sentence, wrong usage is 2."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from app.kit.refusals import Refusal

Item = TypeVar("Item")


def progress(items: Iterable[Item], *, label: str, of: int | None = None) -> Iterator[Item]:
    """Go through items, showing on standard error how far: a bar on a terminal, a plain line each elsewhere.

    How many there will be is said by `of` where the items cannot tell.
    """
    total = len(items) if isinstance(items, Sized) else of
    if sys.stderr.isatty():
        with click.progressbar(items, length=total, label=label, file=sys.stderr) as bar:
            yield from bar
        return
    for number, item in enumerate(items, 1):
        click.echo(f"{label} {number} of {total}", err=True)
        yield item


class CommandGroup(AppGroup):
    """A group whose commands end a refusal as one sentence on standard error."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        with in_one_sentence():
            return super().invoke(ctx)


class SingleCommand(click.Command):
    """A command of no group, which keeps the same promise."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        with in_one_sentence():
            return super().invoke(ctx)


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn what a person can mend into a sentence and exit 1."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OperationalError as error:
        message = f"The database could not be used: {str(error.orig).strip()}. Nothing was changed."
        raise click.ClickException(message) from error
    except OSError as error:
        if error.errno is None:  # a template or module that is missing: our fault, not the machine's
            raise
        message = f"{error.strerror or error}: {error.filename or 'nothing was changed'}."
        raise click.ClickException(message) from error
