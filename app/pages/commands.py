"""What `make setup` does: everything a site needs before it serves."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext

from app.accounts import actions as accounts
from app.config import ROOT
from app.kit import migrations
from app.kit.database import writing
from app.signing.commands import load

LETTERS = ROOT / "letters"
FIRST_ORGANISER = "organiser@localhost"


@click.command()
@click.pass_context
@with_appcontext
def setup(context: click.Context) -> None:
    """Bring the database up to date, load letters/*, and print a sign-in link for the first organiser."""
    migrations.upgrade(context.ensure_object(ScriptInfo).load_app())
    context.invoke(load, paths=tuple(sorted(page.parent for page in LETTERS.glob("*/letter.md"))), publish=False)
    with writing() as session:
        organiser = accounts.add_organiser(session, FIRST_ORGANISER, operator=True)
        token = accounts.mint_link(session, organiser)
    base_url = current_app.config["BASE_URL"]
    click.echo(f"The site: {base_url}")
    click.echo(f"The desk, for one sign-in within a day: {base_url}/desk/sign-in/{token}")
