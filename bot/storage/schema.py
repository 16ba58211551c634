"""The tables, once; migrations make them, `tests/storage/test_migrations.py` holds the two together."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint
from sqlalchemy.engine import Dialect

metadata = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment, stored as whole microseconds since 1970 so that every database compares it alike."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """Turn an aware moment into microseconds."""
        if value is None:
            return None
        return round((value - _EPOCH).total_seconds() * 1_000_000)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Turn microseconds into an aware moment."""
        return None if value is None else datetime.fromtimestamp(value / 1_000_000, UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

conversation = Table(
    "conversation",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("token_hash", String(64)),
    Column("owner", String(8), nullable=False),
    Column("agent_id", String(64)),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    # A turn is due while the bot owns and customer_seq > answered_seq.
    Column("customer_seq", Integer, nullable=False),
    Column("answered_seq", Integer, nullable=False),
    Column("turn_id", String(64)),
    Column("turn_ends_at", Moment),
    Column("started_at", Moment, nullable=False),
)
Index(
    "conversation_due",
    conversation.c.owner,
    conversation.c.turn_ends_at,
    sqlite_where=conversation.c.customer_seq > conversation.c.answered_seq,
)

event = Table(
    "event",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    # The sender's own id, prefixed with who sent it: a repeat is seen by the database, not by hope.
    Column("client_key", String(160)),
    Column("body", Text, nullable=False),
    UniqueConstraint("conversation_id", "client_key", name="event_sent_once"),
    sqlite_with_rowid=False,
)

ticket = Table(
    "ticket",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("queue", String(32), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("intent", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("frustration", sa.Float, nullable=False),
    # Minutes of waiting that stakes and frustration are worth (see handoff.priority).
    Column("bonus_minutes", sa.Float, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ranked_at", Moment, nullable=False),
    Column("agent_id", ForeignKey("agent.id")),
    Column("offer_ends_at", Moment),
    Column("assigned_at", Moment),
    Column("closed_at", Moment),
    # Who had the customer before: asked first, never waited for.
    Column("last_agent_id", String(64)),
    # Since when this stretch of waiting lasts: what it wants of an agent is relaxed from then on.
    Column("queued_at", Moment),
    # Whom it was passed to: nobody else is asked before `wanted_until`.
    Column("wanted_agent_id", String(64)),
    Column("wanted_until", Moment),
    # When the customer's page was last seen; none where they need not stay on it.
    Column("seen_at", Moment),
    # The customer said that they will not stay.
    Column("message_left", sa.Boolean),
    # Since when the customer has been gone, while the place is kept.
    Column("left_at", Moment),
    Column("due_at", Moment),
    Column("phone", String(32)),
    Column("snoozed_until", Moment),
    Column("wrap_up_ends_at", Moment),
    Column("disposition", String(32)),
    # Seconds promised at the handoff, and the point in the middle that they were made from.
    Column("promised_low", sa.Float),
    Column("promised_high", sa.Float),
    Column("promised_middle", sa.Float),
    # When the first agent took it: what the promise is held against.
    Column("first_assigned_at", Moment),
)
Index("ticket_line", ticket.c.state, ticket.c.ranked_at)
Index("ticket_before", ticket.c.conversation_id, ticket.c.closed_at)
Index(
    "ticket_open_once",
    ticket.c.conversation_id,
    unique=True,
    sqlite_where=ticket.c.state.not_in(["closed", "wrap_up"]),
)
Index("ticket_of_agent", ticket.c.agent_id, ticket.c.state)
Index("ticket_promised", ticket.c.first_assigned_at)

agent = Table(
    "agent",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", String(255)),
    Column("presence", String(12), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("languages", String(64), nullable=False),
    # Present only as long as a screen of theirs says so.
    Column("lease_ends_at", Moment),
    Column("missed_offers", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("role", String(12), nullable=False, server_default="agent"),
    Column("skills", String(255), nullable=False, server_default=sa.text("''")),
    # When they last took a conversation: among the equally busy the longest idle is next.
    Column("served_at", Moment),
    # Gone for good; the name stays in what they said.
    Column("removed_at", Moment),
)

#: An agent who declined or missed a ticket is not shown it again before `until`.
passed_offer = Table(
    "passed_offer",
    metadata,
    Column("ticket_id", ForeignKey("ticket.id"), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), primary_key=True),
    Column("until", Moment, nullable=False),
)

#: A customer who is never to be given to an agent again.
never_again = Table(
    "never_again",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), primary_key=True),
    Column("at", Moment, nullable=False),
)

#: What a system confirmed of a conversation: finds the other conversations about the same order or person.
verified_fact = Table(
    "verified_fact",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", String(254), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
)
Index("verified_of", verified_fact.c.conversation_id)

#: Every policy that was in force, since when, and who brought it.
policy_version = Table(
    "policy_version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", String(12), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("text", Text, nullable=False),
)

agent_session = Table(
    "agent_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), nullable=False),
    Column("ends_at", Moment, nullable=False),
)

#: One-time sign-in links, and failed tries by e-mail or address.
sign_in_code = Table(
    "sign_in_code",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("agent_id", ForeignKey("agent.id"), nullable=False),
    Column("ends_at", Moment, nullable=False),
)

#: Things that may only be tried so often (sign-ins, order look-ups), by hashed key, so that a restart forgives nothing.
attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("attempt_recent", attempt.c.key, attempt.c.at)

demo_order = Table(
    "demo_order",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("status", String(32), nullable=False),
    Column("carrier", String(64)),
    Column("tracking", String(64)),
    Column("expected_on", sa.Date),
)
