"""The group of commands about letters; rooms above join it with what they add: loading the roll, printing."""

from __future__ import annotations

from app.kit.commandline import CommandGroup

letters = CommandGroup("letters", help="Load, export and print letters.")
