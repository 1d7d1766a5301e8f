import pickle

from app.paper.jobs import AddressedJob, LetterJob
from app.paper.manuscript import Addressee
from tests.paper.sample import a_letter


def test_jobs_cross_to_another_process_whole() -> None:
    for job in (LetterJob(a_letter(), "bound", "Letter"), AddressedJob(a_letter(), (Addressee("Ada Ek"),))):
        assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301
