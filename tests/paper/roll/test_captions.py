from dataclasses import replace

from app.paper.roll.captions import Captions
from tests.paper.volumes import a_volume


def test_a_roll_of_one_volume_does_not_count_them() -> None:
    captions = Captions(a_volume("Amina Vala", number=1, volumes=1, first=1, last=1))

    assert (captions.volume(), captions.extent()) == ("", "Signatories 1–1")


def test_a_timestamp_is_named_by_who_vouches_for_it() -> None:
    volume = a_volume("Amina Vala")
    stamped = replace(volume, colophon=replace(volume.colophon, timestamp_by="time.example.org"))

    said = "".join(part.words for paragraph in Captions(stamped).colophon() for part in paragraph)

    assert "Timestamp by time.example.org" in said
