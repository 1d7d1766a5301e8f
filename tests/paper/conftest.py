"""The letter of the real kind and its prints, made once for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paper.letter.letter import set_letter
from app.paper.manuscript import Manuscript
from tests.paper.sample import Print, a_real_letter, printed


@pytest.fixture(scope="session")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prints")


@pytest.fixture(scope="session")
def real_letter() -> Manuscript:
    return a_real_letter()


@pytest.fixture(scope="session")
def real_print(real_letter: Manuscript, prints: Path) -> Iterator[Print]:
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SOURCE_DATE_EPOCH", "0")  # as in the press
        yield printed(set_letter(real_letter, paper="A4"), prints)
