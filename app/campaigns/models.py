"""Campaigns and the organisations behind them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Model


class Organisation(Model):
    """Who publishes letters, with what stands in its letterhead.

    `offices` are mappings of label, address, phone; `contacts` of name, email, phone. `logo` is the digest of a file.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    website: Mapped[str] = mapped_column(sa.String(500), default="")
    logo: Mapped[str | None] = mapped_column(sa.String(64))
    logo_name: Mapped[str] = mapped_column(sa.String(200), default="")
    logo_type: Mapped[str] = mapped_column(sa.String(50), default="")
    offices: Mapped[list[Any]] = mapped_column(default=list)
    contacts: Mapped[list[Any]] = mapped_column(default=list)


class Campaign(Model):
    """A cause that one or more letters serve."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
