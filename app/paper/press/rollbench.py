"""What the press does for a volume of the roll, which needs nothing of what sets a letter."""

from collections.abc import Iterator

from app.paper.press.jobs import VolumeJob
from app.paper.roll.roll import rehearse, set_volume

__all__ = ["rehearse", "results"]


def results(job: VolumeJob) -> Iterator[bytes]:
    """Yield the volume; raise PressFailed."""
    yield set_volume(job.volume)
