"""Options that say what a print holds; two that contradict each other are wrong usage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from app.delivery.models import Shape

Command = TypeVar("Command", bound=Callable[..., Any])
LIGHTER = frozenset({Shape.BOUND, Shape.LIGHTER})  # both together: bound, and lighter


def shape_option(shape: Shape, *, told: str) -> Callable[[Command], Command]:
    """Return an option named as a shape is; the command gets the `shape` that was chosen, without any the letter."""

    def choose(context: click.Context, _option: click.Parameter, given: bool) -> None:  # noqa: FBT001 - as click calls it
        chosen = context.params.setdefault("shape", Shape.LETTER)
        if given:
            context.params["shape"] = _together(chosen, shape)

    return click.option(f"--{shape}", is_flag=True, expose_value=False, callback=choose, help=told)


def _together(earlier: Shape, shape: Shape) -> Shape:
    """Return what two options mean in one command; raise UsageError where they contradict each other."""
    if earlier in {Shape.LETTER, shape}:
        return shape
    if {earlier, shape} == LIGHTER:
        return Shape.LIGHTER
    message = f"--{earlier} and --{shape} contradict each other: a print holds the one or the other."
    raise click.UsageError(message)
