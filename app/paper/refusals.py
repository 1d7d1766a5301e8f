"""Why a print was not made."""


class PressFailed(Exception):
    """A print could not be made; the sentence says why."""
