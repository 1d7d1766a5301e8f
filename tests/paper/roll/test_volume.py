from dataclasses import replace

from app.paper.roll.volume import Span, spans
from tests.paper.volumes import a_volume


def test_volumes_are_full_and_the_last_takes_the_rest() -> None:
    assert spans(20_500) == (Span(1, 1, 10_000), Span(2, 10_001, 20_000), Span(3, 20_001, 20_500))
    assert spans(10_000) == (Span(1, 1, 10_000),)
    assert spans(0) == (Span(1, 1, 0),)


def test_a_volume_is_known_by_what_it_says_whatever_the_day() -> None:
    volume = a_volume("Amina Vala")
    later = replace(volume, as_of="2027-01-01", colophon=replace(volume.colophon, printed_on="2027-01-01"))

    assert later.digest() == volume.digest()
    assert replace(volume, signed=20_901).digest() != volume.digest()
