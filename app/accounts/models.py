"""Organisers, the organisations they work for, and the links that sign them in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_security import UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Model, state_type


class Role(StrEnum):
    """What an organiser may do in an organisation; each role may do what those before it may."""

    VIEWER = "viewer"
    MODERATOR = "moderator"
    EDITOR = "editor"
    OWNER = "owner"

    def covers(self, needed: Role) -> bool:
        """Tell whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


# Flask-Security's own model keeps the addresses that people sign in from; ours has only what it needs without them.
class Organiser(UserMixin, Model):
    """A person who signs in at the desk. An operator runs the site and is owner everywhere."""

    __tablename__ = "organiser"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    operator: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    link_mailed_at: Mapped[datetime | None]
    memberships: Mapped[list[Membership]] = relationship(cascade="all, delete-orphan")

    def may(self, needed: Role) -> bool:
        """Tell whether the organiser holds at least this role in any organisation."""
        return self.operator or any(held.role.covers(needed) for held in self.memberships)

    def role_in(self, organisation_id: int | None) -> Role | None:
        """Return the role held in an organisation, None where there is none."""
        if self.operator:
            return Role.OWNER
        return next(
            (held.role for held in self.memberships if held.organisation_id == organisation_id),
            None,
        )


class Membership(Model):
    """An organiser's role in one organisation."""

    __tablename__ = "membership"

    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))


class SignInLink(Model):
    """A link that signs an organiser in once, kept as a digest until it is used or expires."""

    __tablename__ = "sign_in_link"

    digest: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("organiser.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    organiser: Mapped[Organiser] = relationship()
