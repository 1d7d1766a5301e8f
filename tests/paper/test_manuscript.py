import pickle
from dataclasses import replace

from app.paper.manuscript import Exhibit, SignatoryLine
from tests.paper.sample import a_letter, a_real_letter


def test_the_digest_is_the_same_for_the_same_words() -> None:
    assert a_real_letter().digest() == a_real_letter().digest()


def test_the_digest_does_not_depend_on_the_day_of_printing() -> None:
    letter = a_letter()
    later = replace(letter, colophon=replace(letter.colophon, printed_on="2027-01-01"))

    assert letter.digest() == later.digest()


def test_the_digest_knows_an_exhibit_by_its_sha256_alone() -> None:
    exhibit = Exhibit(1, "Minutes", "application/pdf", 9, "ab", content=b"some bytes")

    assert a_letter(exhibits=(exhibit,)).digest() == a_letter(exhibits=(replace(exhibit, content=None),)).digest()


def test_the_digest_changes_with_a_name() -> None:
    one = a_letter(signatories=(SignatoryLine("person", "Ada Beck"),))
    other = a_letter(signatories=(SignatoryLine("person", "Ada Bech"),))

    assert one.digest() != other.digest()


def test_a_manuscript_can_be_handed_to_another_process() -> None:
    letter = a_real_letter()

    assert pickle.loads(pickle.dumps(letter)) == letter  # noqa: S301
