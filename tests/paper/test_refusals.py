from app.kit.refusals import Refusal
from app.paper.refusals import Forbidden, PressFailed


def test_a_failed_print_is_a_refusal_with_a_sentence_for_its_reader() -> None:
    assert issubclass(PressFailed, Refusal)
    assert str(PressFailed("Attachment 4 cannot be bound.")) == "Attachment 4 cannot be bound."


def test_what_is_forbidden_cannot_be_swallowed_as_an_error_of_a_library() -> None:
    assert not issubclass(Forbidden, Exception)
