"""Why a print was not made."""

from app.kit.refusals import Refusal


class PressFailed(Refusal):
    """A print could not be made; the sentence says why. Trying again would fail again."""


class PressBusy(PressFailed):
    """A print could not be made just now: the machine was too busy, or the press was not there."""
