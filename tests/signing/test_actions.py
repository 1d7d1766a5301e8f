"""Signing, confirming, changing and withdrawing: what is kept, and what is not."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.kit import tokens
from app.kit.database import db, writing
from app.letters.models import Letter, LetterState
from app.post.models import Mail
from app.signing import actions, mailboxes, particulars
from app.signing.models import BUNDLE_END, SECTION, Kind, Signatory, SigningToken, State, Visibility
from app.signing.particulars import Particulars
from tests import factories, outbox

STATED = Particulars(honorific="Dr", name="Ines Halloran", affiliation="Hydrologist", country="IE")
EMAIL = "ines@example.org"
NAMED = ("honorific", "name", "affiliation", "country", "representative", "representative_role")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The one transaction of a test; nothing of it need be committed."""
    with app.app_context(), writing() as session:
        yield session


@pytest.fixture
def letter(session: Session) -> Letter:
    return factories.letter(session)


def sign(session: Session, letter: Letter, **changes: Any) -> Signatory:
    stated = {"kind": Kind.PERSON, "stated": STATED, "visibility": Visibility.PUBLIC, "email": EMAIL, "updates": False}
    actions.sign(session, letter, text=letter.edition.text_in("en"), **(stated | changes))
    return session.scalars(sa.select(Signatory).order_by(Signatory.id.desc())).first()


def last_token(app: Flask) -> str:
    return outbox.link(outbox.messages(app)[-1]).rpartition("/")[2]


def confirmed(app: Flask, session: Session, letter: Letter, **changes: Any) -> tuple[Signatory, str]:
    sign(session, letter, **changes)
    return actions.confirm(session, last_token(app))


def in_the_open(signatory: Signatory) -> set[str]:
    return {getattr(signatory, column) for column in NAMED} - {""}


def mails(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0


def test_sign_keeps_the_address_sealed_and_indexed(session: Session, letter: Letter) -> None:
    signatory = sign(session, letter)

    assert signatory.state is State.PENDING
    assert EMAIL.encode() not in (signatory.email_sealed or b"")
    assert mailboxes.address(signatory) == EMAIL
    assert signatory.email_index == mailboxes.index(letter.id, EMAIL)


def test_sign_remembers_a_day_and_the_text_that_was_read(session: Session, letter: Letter) -> None:
    signatory = sign(session, letter)

    assert type(signatory.signed_on) is date
    assert signatory.text is letter.edition.text_in("en")


def test_sign_keeps_a_public_name_in_the_open(session: Session, letter: Letter) -> None:
    signatory = sign(session, letter)

    assert in_the_open(signatory) == {"Dr", "Ines Halloran", "Hydrologist", "IE"}
    assert signatory.sealed_record is None


def test_sign_seals_what_only_the_addressees_may_see(session: Session, letter: Letter) -> None:
    signatory = sign(session, letter, visibility=Visibility.ADDRESSEE)

    assert in_the_open(signatory) == set()
    assert b"Halloran" not in (signatory.sealed_record or b"")
    assert particulars.read(signatory) == STATED


def test_sign_keeps_nothing_of_the_anonymous(session: Session, letter: Letter) -> None:
    signatory = sign(session, letter, visibility=Visibility.ANONYMOUS)

    assert in_the_open(signatory) == set()
    assert signatory.sealed_record is None


def test_sign_again_before_confirming_replaces_what_was_stated(app: Flask, session: Session, letter: Letter) -> None:
    first = sign(session, letter)
    again = sign(session, letter, stated=Particulars(name="Ines Halloran-Voss"), email="INES@example.org")

    assert again is first
    assert again.name == "Ines Halloran-Voss"
    assert len(outbox.messages(app)) == 2


def test_sign_again_after_confirming_changes_nothing_and_mails_a_link(
    app: Flask, session: Session, letter: Letter
) -> None:
    signatory, _ = confirmed(app, session, letter)

    sign(session, letter, stated=Particulars(name="Somebody Else"))

    assert signatory.name == "Ines Halloran"
    assert signatory.email_sealed is None
    assert outbox.link(outbox.messages(app)[-1]).startswith("/signature/")
    assert actions.own_signature(session, last_token(app)) is signatory


@pytest.mark.parametrize("confirms", [False, True])
def test_sign_mails_one_address_three_times_a_day(
    app: Flask, session: Session, letter: Letter, clock: Any, confirms: bool
) -> None:
    sign(session, letter)
    if confirms:
        actions.confirm(session, last_token(app))
    before = mails(session)

    for _ in range(5):
        sign(session, letter)

    assert mails(session) - before == (3 if confirms else 2)
    clock.shift(timedelta(days=1, seconds=1))
    sign(session, letter)
    assert mails(session) - before == (4 if confirms else 3)


def test_sign_takes_the_same_address_on_another_letter_under_another_index(session: Session, letter: Letter) -> None:
    other = factories.letter(session)

    assert sign(session, letter).email_index != sign(session, other).email_index


@pytest.mark.parametrize(
    "columns", [{"state": LetterState.CLOSED}, {"state": LetterState.DRAFT}], ids=["closed", "draft"]
)
def test_sign_refuses_a_letter_that_takes_no_signatures(session: Session, columns: dict[str, Any]) -> None:
    letter = factories.letter(session, **columns)

    with pytest.raises(actions.NotTaken):
        sign(session, letter)

    assert session.scalars(sa.select(Signatory)).all() == []


def test_confirm_puts_on_the_roll_behind_the_bundle(app: Flask, session: Session, letter: Letter) -> None:
    person, _ = confirmed(app, session, letter)
    organisation, _ = confirmed(app, session, letter, kind=Kind.ORGANISATION, email="office@example.org")

    assert person.state is State.CONFIRMED
    assert person.rank == SECTION + BUNDLE_END + person.id
    assert organisation.rank == 2 * SECTION + BUNDLE_END + organisation.id


def test_confirm_forgets_the_address(app: Flask, session: Session, letter: Letter) -> None:
    signatory, _ = confirmed(app, session, letter)

    assert signatory.email_sealed is None
    assert signatory.email_index is not None


def test_confirm_keeps_the_address_of_who_asked_for_updates(app: Flask, session: Session, letter: Letter) -> None:
    signatory, _ = confirmed(app, session, letter, updates=True)

    assert mailboxes.address(signatory) == EMAIL


def test_confirm_takes_back_the_mails_that_still_wait(app: Flask, session: Session, letter: Letter) -> None:
    for _ in range(3):
        sign(session, letter)

    actions.confirm(session, last_token(app))

    assert mails(session) == 0


def test_confirm_works_by_any_of_the_links_that_were_mailed(app: Flask, session: Session, letter: Letter) -> None:
    sign(session, letter)
    first = last_token(app)
    sign(session, letter)

    signatory, _ = actions.confirm(session, first)

    assert signatory.state is State.CONFIRMED


def test_confirm_refuses_a_link_that_was_used(app: Flask, session: Session, letter: Letter) -> None:
    sign(session, letter)
    token = last_token(app)
    actions.confirm(session, token)

    with pytest.raises(actions.AlreadyConfirmed):
        actions.confirm(session, token)


def test_confirm_refuses_the_token_of_another_purpose(app: Flask, session: Session, letter: Letter) -> None:
    _, own = confirmed(app, session, letter)

    with pytest.raises(actions.LinkUnknown):
        actions.confirm(session, own)


def test_confirm_refuses_after_three_days(app: Flask, session: Session, letter: Letter, clock: Any) -> None:
    sign(session, letter)
    token = last_token(app)
    clock.shift(timedelta(hours=72))

    with pytest.raises(actions.LinkExpired):
        actions.confirm(session, token)


def test_tokens_are_kept_as_digests(app: Flask, session: Session, letter: Letter) -> None:
    _, own = confirmed(app, session, letter)

    kept = session.scalars(sa.select(SigningToken.digest)).all()
    assert tokens.digest(actions.SIGNATURE, own) in kept
    assert own.encode() not in kept


def test_change_seals_what_was_public(app: Flask, session: Session, letter: Letter) -> None:
    signatory, own = confirmed(app, session, letter)

    actions.change(session, own, stated=STATED, visibility=Visibility.ADDRESSEE, updates=False)

    assert in_the_open(signatory) == set()
    assert particulars.read(signatory) == STATED


def test_change_ends_updates_and_forgets_the_address(app: Flask, session: Session, letter: Letter) -> None:
    signatory, own = confirmed(app, session, letter, updates=True)

    actions.change(session, own, stated=STATED, visibility=Visibility.PUBLIC, updates=False)

    assert (signatory.updates, signatory.email_sealed) == (False, None)


def test_withdraw_takes_back_every_mail_that_still_waits(app: Flask, session: Session, letter: Letter) -> None:
    _, own = confirmed(app, session, letter)
    sign(session, letter)
    assert mails(session) == 1

    actions.withdraw(session, own)

    assert mails(session) == 0


@pytest.mark.parametrize("visibility", Visibility)
def test_withdraw_leaves_a_row_that_says_nothing(
    app: Flask, session: Session, letter: Letter, visibility: Visibility
) -> None:
    signatory, own = confirmed(app, session, letter, visibility=visibility, updates=True)

    actions.withdraw(session, own)

    assert signatory.state is State.WITHDRAWN
    assert in_the_open(signatory) == set()
    assert (signatory.sealed_record, signatory.email_sealed, signatory.email_index, signatory.rank) == (None,) * 4


def test_withdraw_leaves_the_address_free_to_sign_again(app: Flask, session: Session, letter: Letter) -> None:
    first, own = confirmed(app, session, letter)
    actions.withdraw(session, own)

    again = sign(session, letter)

    assert again.id != first.id
    assert again.state is State.PENDING


def test_withdraw_happens_once(app: Flask, session: Session, letter: Letter) -> None:
    _, own = confirmed(app, session, letter)
    actions.withdraw(session, own)

    with pytest.raises(actions.AlreadyWithdrawn):
        actions.withdraw(session, own)


def test_forget_unconfirmed_deletes_who_did_not_confirm(
    app: Flask, session: Session, letter: Letter, clock: Any
) -> None:
    kept, _ = confirmed(app, session, letter)
    sign(session, letter, email="late@example.org")
    clock.shift(timedelta(hours=72))

    actions.forget_unconfirmed(session)

    assert session.scalars(sa.select(Signatory)).all() == [kept]
    assert mails(session) == 0
    assert {token.purpose for token in session.scalars(sa.select(SigningToken))} == {actions.SIGNATURE}


def test_forget_unconfirmed_takes_back_mails_whose_links_have_expired(
    app: Flask, session: Session, letter: Letter, clock: Any
) -> None:
    confirmed(app, session, letter)
    sign(session, letter)
    session.execute(sa.update(Mail).values(state="failed"))
    clock.shift(actions.SENT_AGAIN_LIVES)

    actions.forget_unconfirmed(session)

    assert mails(session) == 0


def test_forget_unconfirmed_waits_for_the_last_link(app: Flask, session: Session, letter: Letter, clock: Any) -> None:
    sign(session, letter)
    clock.shift(timedelta(hours=71))
    sign(session, letter)
    clock.shift(timedelta(hours=2))

    actions.forget_unconfirmed(session)

    assert len(session.scalars(sa.select(Signatory)).all()) == 1
    assert db.session is session
