"""Prints have a shape, a seal and a maker, and can be made again; rolls come in volumes.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from app.kit.refusals import Refusal

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SHAPES = ("letter", "bound", "lighter", "enclosing", "roll")
STATES = ("asked", "made", "failed", "cancelled")
TIMESTAMPS = ("none", "pending", "granted")
PRINTS = sa.table("print", sa.column("id"), sa.column("shape"), sa.column("state"))
DISPATCHES = sa.table("dispatch", sa.column("print_id"))
UNKNOWN_BEFORE = sa.or_(PRINTS.c.shape.not_in(SHAPES[:2]), PRINTS.c.state.not_in(STATES[:3]))


def upgrade() -> None:
    with op.batch_alter_table("print") as table:
        table.add_column(sa.Column("shape", sa.String(length=20), nullable=False, server_default="letter"))
        table.add_column(sa.Column("paper", sa.String(length=10), nullable=False, server_default="A4"))
        table.add_column(sa.Column("reference", sa.String(length=20), nullable=False, server_default=""))
        table.add_column(sa.Column("unsealed", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("kept", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))
        table.add_column(sa.Column("typesetter", sa.String(length=16), nullable=False, server_default=""))
        table.add_column(sa.Column("timestamp", sa.String(length=20), nullable=False, server_default="none"))
        table.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("overtaken_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE print SET shape = 'bound' WHERE bound")
    with op.batch_alter_table("print") as table:
        table.drop_column("bound")
        table.drop_constraint(op.f("ck_print_state"), type_="check")
        table.create_check_constraint(op.f("ck_print_state"), sa.column("state").in_(STATES))
        table.create_check_constraint(op.f("ck_print_shape"), sa.column("shape").in_(SHAPES))
        table.create_check_constraint(op.f("ck_print_timestamp"), sa.column("timestamp").in_(TIMESTAMPS))
        for name in ("shape", "paper", "reference", "seal", "typesetter", "timestamp", "pages", "tries"):
            table.alter_column(name, server_default=None)
        table.create_foreign_key(op.f("fk_print_made_by_id"), "organiser", ["made_by_id"], ["id"], ondelete="SET NULL")
        table.create_index(op.f("ix_print_reference"), ["reference"])
        table.create_index(op.f("ix_print_content"), ["content"])
    op.create_table(
        "volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("print_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("unsealed", sa.String(length=64), nullable=True),
        sa.Column("kept", sa.String(length=64), nullable=True),
        sa.Column(
            "timestamp",
            sa.Enum(*TIMESTAMPS, name="timestamp", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["print_id"], ["print.id"], name=op.f("fk_volume_print_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume")),
        sa.UniqueConstraint("print_id", "number", name=op.f("uq_volume_print_id_number")),
    )
    op.create_index(op.f("ix_volume_content"), "volume", ["content"])


def downgrade() -> None:
    _refuse_to_forget_what_was_sent()
    op.drop_table("volume")
    op.execute(PRINTS.delete().where(UNKNOWN_BEFORE))
    with op.batch_alter_table("print") as table:
        table.add_column(sa.Column("bound", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_index(op.f("ix_print_content"))
        table.drop_index(op.f("ix_print_reference"))
        table.drop_constraint(op.f("fk_print_made_by_id"), type_="foreignkey")
        table.drop_constraint(op.f("ck_print_timestamp"), type_="check")
        table.drop_constraint(op.f("ck_print_shape"), type_="check")
        table.drop_constraint(op.f("ck_print_state"), type_="check")
        table.create_check_constraint(op.f("ck_print_state"), sa.column("state").in_(STATES[:3]))
    op.execute("UPDATE print SET bound = (shape = 'bound')")
    with op.batch_alter_table("print") as table:
        table.alter_column("bound", server_default=None)
        for name in (
            "overtaken_at",
            "again_at",
            "tries",
            "made_by_id",
            "pages",
            "timestamp",
            "typesetter",
            "seal",
            "kept",
            "unsealed",
            "reference",
        ):
            table.drop_column(name)
        table.drop_column("paper")
        table.drop_column("shape")


def _refuse_to_forget_what_was_sent() -> None:
    """A dispatch that is gone would be made again, and officials get the letter twice."""
    sent = sa.select(DISPATCHES).join(PRINTS, PRINTS.c.id == DISPATCHES.c.print_id).where(UNKNOWN_BEFORE)
    if op.get_bind().execute(sent).first():
        raise Refusal(
            "There is no way back before 0002: letters were sent in a shape that it brought. Restore a backup."
        )
