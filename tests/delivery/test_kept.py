import zlib

import pytest

from app.delivery import kept, prints
from app.delivery.models import Shape
from app.kit import files
from app.kit.database import writing
from app.kit.sealing import UnreadableError
from app.letters.models import Letter, Recipient


def test_what_a_print_was_made_of_is_read_again_with_the_files_it_holds(letter: Letter) -> None:
    text = letter.edition.text_in("en")

    bare, bound = (
        kept.manuscript_of(prints.make(letter, text=text, shape=shape)) for shape in (Shape.LETTER, Shape.BOUND)
    )

    assert bare.exhibits[0].content is None
    assert bound.exhibits[0].content == files.fetch(bound.exhibits[0].sha256)
    assert bare.title == text.title


def test_names_for_the_addressee_alone_cannot_be_read_in_the_store(letter: Letter, minister: Recipient) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"), recipient=minister)

    stored = files.fetch(str(made.kept))

    assert any("Zoltán" in line.name for line in kept.manuscript_of(made).signatories)
    assert "Zoltán".encode() not in stored
    with pytest.raises(zlib.error):
        zlib.decompress(stored)


def test_a_manuscript_opens_for_its_own_print_alone(letter: Letter, minister: Recipient) -> None:
    text = letter.edition.text_in("en")
    mine, theirs = prints.make(letter, text=text, recipient=minister), prints.make(letter, text=text)

    with writing():
        theirs.kept = mine.kept

    with pytest.raises(UnreadableError):
        kept.manuscript_of(theirs)


def test_a_print_from_before_says_so(letter: Letter) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"))
    with writing():
        made.kept = None

    with pytest.raises(kept.NotKept, match="was not kept"):
        kept.manuscript_of(made)
