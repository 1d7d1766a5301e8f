"""The worker, on the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.kit import queue
from app.kit.commandline import SingleCommand


@click.command(cls=SingleCommand)
@click.option("--once", is_flag=True, help="Do all that is due, then end.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Run the queue: send mail, typeset prints, sweep up what was dropped."""
    if once:
        queue.run_all()
    else:
        queue.work()
