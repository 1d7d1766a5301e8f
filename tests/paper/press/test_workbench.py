import pytest

from app.paper.manuscript import Addressee
from app.paper.press.jobs import AddressedJob
from app.paper.press.workbench import results
from tests.paper.sample import a_letter


def test_an_addressed_job_gives_a_print_each() -> None:
    printed = list(results(AddressedJob(a_letter(), (Addressee("Ada Ek"), Addressee("Ben Oy")))))

    assert len(set(printed)) == 2


def test_an_unknown_job_is_refused() -> None:
    with pytest.raises(TypeError, match="knows no str"):
        next(results("tea"))
