"""What `make setup` does: everything a site needs before it serves."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext

from app.accounts import actions as accounts
from app.config import ROOT
from app.kit import migrations
from app.kit.database import writing
from app.letters import bundle
from app.signing.commands import load_bundles

LETTERS = ROOT / "letters"
FIRST_ORGANISER = "organiser@localhost"


@click.command()
@click.pass_context
@with_appcontext
def setup(context: click.Context) -> None:
    """Bring the database up to date, load letters/*, and print a sign-in link for the first organiser."""
    migrations.upgrade(context.ensure_object(ScriptInfo).load_app())
    _load_samples()
    with writing() as session:
        organiser = accounts.add_organiser(session, FIRST_ORGANISER, operator=True)
        token = accounts.mint_link(session, organiser)
    base_url = current_app.config["BASE_URL"]
    click.echo(f"The site: {base_url}")
    click.echo(f"The desk, for one sign-in within a day: {base_url}/desk/sign-in/{token}")


def _load_samples() -> None:
    """Load letters/*; what is doubtful in them is for `letters load` to say, and would cost every start its time."""
    folders = sorted(page.parent for page in LETTERS.glob("*/letter.md"))
    found = bundle.survey(folders, current_app.config["LANGUAGES"])
    found.refuse()
    load_bundles(found.bundles.values(), publish=False)
