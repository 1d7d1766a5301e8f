"""Organisers of an organisation, on the command line."""

from __future__ import annotations

import click

from app.accounts import actions as accounts
from app.accounts.models import Role
from app.campaigns import queries
from app.kit.addresses import absolute
from app.kit.commandline import CommandGroup
from app.kit.database import writing

organisers = CommandGroup("organisers", help="Those who work at the desk.")


@organisers.command()
@click.argument("email")
@click.option("--organisation", required=True, metavar="SLUG", help="The organisation to work for.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they may do there.")
def add(email: str, *, organisation: str, role: str) -> None:
    """Let EMAIL work for an organisation, and print a link that signs in once, within a day."""
    with writing() as session:
        found = queries.organisation(session, organisation)
        token = accounts.invite(session, email, organisation_id=found.id, role=Role(role))
    click.echo(absolute("accounts.open_link", token=token))
