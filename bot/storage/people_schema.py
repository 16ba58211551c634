"""Tables of people across channels: which conversations are one customer's, and what they asked to be erased."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.storage.schema import Moment, metadata

#: Two conversations that a link has joined.
joined_pair = Table(
    "joined_pair",
    metadata,
    # Whose link it was, and where it was brought.
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("to_id", ForeignKey("conversation.id"), primary_key=True),
    # link or account
    Column("how", String(8), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("joined_pair_to", joined_pair.c.to_id)

#: Which conversations hang together by pairs: those of one person are one customer's. One alone is not here.
person_link = Table(
    "person_link",
    metadata,
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("person_id", String(64), nullable=False),
)
Index("person_link_of", person_link.c.person_id)

#: Links that have done their work, for as long as they would still be good.
used_link = Table(
    "used_link",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("ends_at", Moment, nullable=False),
)

#: What somebody asked us to erase, by the code that they were given.
deletion = Table(
    "deletion",
    metadata,
    Column("code", String(64), primary_key=True),
    # The same request again has the same key.
    Column("key", String(64), nullable=False, unique=True),
    # Meta's id of the person for our app; forgotten once nothing is left to do.
    Column("user_id", String(64)),
    Column("received_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default=sa.text("0")),
    # When the person is looked for next.
    Column("due_at", Moment),
    Column("done_at", Moment),
    # How many conversations were erased.
    Column("conversations", Integer),
)
Index("deletion_due", deletion.c.due_at, sqlite_where=deletion.c.done_at.is_(None))
