from dataclasses import replace

import pytest

from app.paper import keeping
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
