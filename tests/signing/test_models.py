import pytest

from app.signing.models import MOVES, Kind, NotFromHere, Signatory, State


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_only_the_moves_that_are_named_are_made(before: State, after: State) -> None:
    signatory = Signatory(state=before)

    if after in MOVES[before]:
        signatory.move(after)
        assert signatory.state is after
    else:
        with pytest.raises(NotFromHere):
            signatory.move(after)


def test_nobody_comes_back_from_withdrawal() -> None:
    assert MOVES[State.WITHDRAWN] == set()


def test_the_roll_has_the_featured_first_then_persons_then_organisations() -> None:
    placed = [
        (Signatory(kind=Kind.ORGANISATION, featured=True), 9),
        (Signatory(kind=Kind.PERSON, featured=False), 0),
        (Signatory(kind=Kind.PERSON, featured=False), 5),
        (Signatory(kind=Kind.ORGANISATION, featured=False), 1),
    ]

    for signatory, position in placed:
        signatory.place(position)

    ranks = [signatory.rank for signatory, _position in placed]
    assert ranks == sorted(ranks)
