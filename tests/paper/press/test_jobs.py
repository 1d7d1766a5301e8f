import pickle

from app.paper.manuscript import Addressee
from app.paper.press.jobs import AddressedJob, LetterJob
from tests.paper.sample import a_letter


def test_jobs_cross_to_another_process_whole() -> None:
    for job in (LetterJob(a_letter(), "bound", "Letter"), AddressedJob(a_letter(), (Addressee("Ada Ek"),))):
        assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301
