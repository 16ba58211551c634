"""Tables of channels that are pushed to: who is reached where, what came in, what is under way."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.schema import Moment, metadata

thread = Table(
    "thread",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("page_id", String(64), nullable=False),
    Column("person_id", String(64), nullable=False),
    # Everything up to here has become deliveries.
    Column("planned_seq", Integer, nullable=False),
    # The customer's last act that lets us write.
    Column("opened_at", Moment),
    # The other application that owns the thread.
    Column("outside", String(64)),
    Column("delivered_at", Moment),
    Column("read_at", Moment),
    UniqueConstraint("page_id", "person_id", name="thread_of_person"),
)

Index("thread_outside", thread.c.opened_at, sqlite_where=thread.c.outside.is_not(None))

delivery = Table(
    "delivery",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("agent_name", String(80)),
    # Forgotten once it has arrived: the log holds what was said.
    Column("body", Text),
    # due, sending, unsure, sent, failed
    Column("state", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    # When it is tried next; while it is being sent, when its lease ends.
    Column("due_at", Moment),
    Column("external_id", String(255)),
    Column("code", String(16)),
    Column("problem", String(255)),
    Column("sent_at", Moment),
    UniqueConstraint("conversation_id", "seq", "part", name="delivered_once"),
)
#: What is sent or has failed is due at no time.
Index("delivery_due", delivery.c.due_at)
Index("delivery_external", delivery.c.external_id)

#: What a channel's server sent us, kept before it is told so. The body goes once it has been taken in.
arrival = Table(
    "arrival",
    metadata,
    Column("id", Integer, primary_key=True),
    # The same event again has the same key.
    Column("key", String(80), nullable=False, unique=True),
    Column("page_id", String(64), nullable=False),
    Column("person_id", String(64), nullable=False),
    # By the channel's clock: the order in which things were done, whatever the order in which they came.
    Column("at", Moment, nullable=False),
    Column("body", Text),
    Column("received_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("tries", Integer, nullable=False, server_default=sa.text("0")),
    Column("problem", String(255)),
)
Index("arrival_open", arrival.c.at, sqlite_where=arrival.c.done_at.is_(None))
