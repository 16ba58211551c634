"""Roles, skills, callbacks, promises, transfers, wrap-up; customers kept apart from agents; policy versions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TICKET = (
    ("queued_at", sa.BigInteger()),
    ("wanted_agent_id", sa.String(length=64)),
    ("wanted_until", sa.BigInteger()),
    ("seen_at", sa.BigInteger()),
    ("message_left", sa.Boolean()),
    ("left_at", sa.BigInteger()),
    ("due_at", sa.BigInteger()),
    ("phone", sa.String(length=32)),
    ("snoozed_until", sa.BigInteger()),
    ("wrap_up_ends_at", sa.BigInteger()),
    ("disposition", sa.String(length=32)),
    ("promised_low", sa.Float()),
    ("promised_high", sa.Float()),
    ("promised_middle", sa.Float()),
    ("first_assigned_at", sa.BigInteger()),
)


def upgrade() -> None:
    """Add the columns and tables; a conversation in wrap-up may get a new ticket."""
    for name, kind in _TICKET:
        op.add_column("ticket", sa.Column(name, kind, nullable=True))
    op.add_column("agent", sa.Column("role", sa.String(length=12), nullable=False, server_default="agent"))
    op.add_column("agent", sa.Column("skills", sa.String(length=255), nullable=False, server_default=sa.text("''")))
    op.add_column("agent", sa.Column("served_at", sa.BigInteger(), nullable=True))
    op.add_column("agent", sa.Column("removed_at", sa.BigInteger(), nullable=True))
    op.drop_index("ticket_open_once", "ticket")
    op.create_index(
        "ticket_open_once",
        "ticket",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("(state NOT IN ('closed', 'wrap_up'))"),
    )
    op.create_index("ticket_of_agent", "ticket", ["agent_id", "state"], unique=False)
    op.create_index("ticket_promised", "ticket", ["first_assigned_at"], unique=False)
    op.create_table(
        "never_again",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id"),
    )
    op.create_table(
        "verified_fact",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=254), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("name", "value", "conversation_id"),
    )
    op.create_index("verified_of", "verified_fact", ["conversation_id"], unique=False)
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
