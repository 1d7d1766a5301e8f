from dataclasses import replace

import pytest

from app.paper import keeping
from app.paper.manuscript import SignatoryLine
from app.paper.roll.volume import Volume
from tests.paper.sample import a_real_letter


def test_what_was_kept_is_the_same_manuscript_without_the_files_of_its_exhibits() -> None:
    letter = a_real_letter()

    again = keeping.from_json(keeping.to_json(letter))

    assert again == replace(letter, exhibits=tuple(replace(each, content=None) for each in letter.exhibits))
    assert again.digest() == letter.digest()
    assert type(again.body.html) is type(letter.body.html)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"language": 7}', b"\x00"])
def test_what_is_no_manuscript_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(keeping.NotReadable, match="cannot read"):
        keeping.from_json(content)


def test_a_volume_is_kept_as_a_letter_is() -> None:
    line = SignatoryLine("person", "Ines Falk", affiliation="Harbour", featured=True)
    volume = Volume("en", "Ferry", "Reopen", 1, 1, 1, 1, 1, 2, (line,), a_real_letter().colophon, "2026-11-22")

    again = keeping.volume_from_json(keeping.volume_to_json(volume))

    assert again == volume
    with pytest.raises(keeping.NotReadable):
        keeping.volume_from_json(b"{}")
