"""Why a print was not made."""

from app.kit.refusals import Refusal


class PressFailed(Refusal):
    """A print could not be made; the sentence says why. Trying again would fail again."""


class Forbidden(BaseException):
    """A print tried what it may not. No `except Exception` of a library may swallow it."""


class PressBusy(PressFailed):
    """A print could not be made just now: the machine was too busy, or the press was not there."""
