"""The signatories of a letter, and the tokens of the links that they hold."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organiser
from app.kit import clock, text
from app.kit.database import Model, state_type
from app.kit.refusals import Refusal
from app.letters.models import Letter, Text


class Kind(StrEnum):
    """Who signs."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Visibility(StrEnum):
    """Where a signatory is named: everywhere, to the officials only, or nowhere (counted only)."""

    PUBLIC = "public"
    ADDRESSEE = "addressee"
    ANONYMOUS = "anonymous"


class State(StrEnum):
    """Where a signatory stands; only the confirmed are on the roll."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    STRUCK = "struck"


class Assurance(StrEnum):
    """How we know of a signatory."""

    EMAIL = "email"
    ORGANISER = "organiser"


MOVES = {
    State.PENDING: {State.CONFIRMED, State.HELD, State.WITHDRAWN},
    State.CONFIRMED: {State.WITHDRAWN, State.STRUCK, State.HELD},
    State.HELD: {State.CONFIRMED, State.STRUCK, State.WITHDRAWN},
    State.WITHDRAWN: set(),
    State.STRUCK: {State.CONFIRMED, State.HELD, State.WITHDRAWN},
}

# The roll's order in one sortable number: a section of the roll, then the place within it.
SECTION = 10**12
BUNDLE_END = 10**9  # those who come with the bundle keep its order and stand before those who sign on the site


class NotFromHere(Refusal):
    """A move between states that is not allowed."""

    sentence = "This signature cannot be changed that way any more."


class Signatory(Model):
    """A person or organisation that signed one exact text.

    Public names are plain. For visibility `addressee` the name stands sealed in `sealed_record`; for `anonymous` it is
    nowhere. `email_sealed` is forgotten at confirmation unless updates were asked for; `email_index` finds the same
    address again within this letter and joins nothing across letters; `entry_index` does so for an entry of the bundle.
    `own_words` says that the signatory has changed the entry since: a bundle has no say in it any more.
    """

    __tablename__ = "signatory"
    __table_args__ = (
        sa.UniqueConstraint("letter_id", "email_index"),
        sa.Index("ix_signatory_roll", "letter_id", "state", "rank"),
        {"sqlite_autoincrement": True},  # what was sealed for one who is gone opens for nobody after them
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"))
    text_id: Mapped[int] = mapped_column(sa.ForeignKey("text.id"))
    kind: Mapped[Kind] = mapped_column(state_type(Kind, "kind"))
    state: Mapped[State] = mapped_column(state_type(State, "state"))
    visibility: Mapped[Visibility] = mapped_column(state_type(Visibility, "visibility"), default=Visibility.PUBLIC)
    assurance: Mapped[Assurance] = mapped_column(state_type(Assurance, "assurance"))
    honorific: Mapped[str] = mapped_column(sa.String(200), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    affiliation: Mapped[str] = mapped_column(sa.String(300), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    representative: Mapped[str] = mapped_column(sa.String(200), default="")
    representative_role: Mapped[str] = mapped_column(sa.String(200), default="")
    sealed_record: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    email_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    email_index: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    entry_index: Mapped[bytes | None] = mapped_column(sa.LargeBinary(32))
    language: Mapped[str] = mapped_column(sa.String(35), default="")
    updates: Mapped[bool] = mapped_column(default=False)
    featured: Mapped[bool] = mapped_column(default=False)
    own_words: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int | None] = mapped_column(sa.BigInteger)
    signed_on: Mapped[date | None] = mapped_column(default=clock.today)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    struck_from: Mapped[State | None] = mapped_column(state_type(State, "struck_from"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organiser.id", ondelete="SET NULL"))
    decided_on: Mapped[date | None]
    sought: Mapped[str] = mapped_column(sa.Text, default="")

    letter: Mapped[Letter] = relationship()
    text: Mapped[Text] = relationship()
    decided_by: Mapped[Organiser | None] = relationship()

    def signed_earlier(self) -> bool:
        """Tell whether the signature stands under an older wording of the letter, and the new one can be signed."""
        return self.state is State.CONFIRMED and self.text.edition is not self.letter.edition

    def move(self, state: State) -> None:
        """Go to another state, or raise NotFromHere."""
        if state not in MOVES[self.state]:
            raise NotFromHere
        self.state = state

    def place(self, position: int) -> None:
        """Give the place on the roll."""
        self.rank = rank(self.kind, position, featured=self.featured)


def rank(kind: Kind, position: int, *, featured: bool) -> int:
    """Return what sorts a roll: featured first, then persons, then organisations, each by position."""
    section = 0 if featured else 1 if kind is Kind.PERSON else 2
    return section * SECTION + position


@event.listens_for(Signatory, "before_insert")
@event.listens_for(Signatory, "before_update")
def _index(_mapper: object, _connection: object, signatory: Signatory) -> None:
    """Keep what is searched in step with what is shown, whoever writes it."""
    signatory.sought = sought(signatory.name, signatory.affiliation, signatory.representative)


def sought(*words: str | None) -> str:
    """Return what a search at the desk looks through."""
    return text.sought(" ".join(word or "" for word in words))


class SigningToken(Model):
    """The digest of a link that a signatory holds: to confirm one text, or to see and change the signature."""

    __tablename__ = "signing_token"

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    signatory_id: Mapped[int] = mapped_column(sa.ForeignKey("signatory.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("text.id"))
    expires_at: Mapped[datetime | None]

    signatory: Mapped[Signatory] = relationship()
    text: Mapped[Text | None] = relationship()
