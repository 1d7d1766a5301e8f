"""Why a print was not made."""

from app.kit.refusals import Refusal


class PressFailed(Refusal):
    """A print could not be made; the sentence says why."""
