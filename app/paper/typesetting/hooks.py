"""Puts a function of ours in the place of one of WeasyPrint's, which has no hooks for it."""

from collections.abc import Callable
from inspect import signature
from types import ModuleType
from typing import Any


class HookMissing(ImportError):
    """The typesetter is not one that we know: it would go on without us, and nobody would notice."""


def put_in_place(module: ModuleType, name: str, ours: Callable[..., Any]) -> Callable[..., Any]:
    """Have `module` call our function by this name, and return its own; raise HookMissing where they do not match."""
    theirs: Callable[..., Any] | None = getattr(module, name, None)
    if not callable(theirs) or len(signature(theirs).parameters) != len(signature(ours).parameters):
        raise HookMissing(f"This release of WeasyPrint has no {module.__name__}.{name} that we know.")
    setattr(module, name, ours)
    return theirs
