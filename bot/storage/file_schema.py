"""The table of files that came with messages or were sent by agents; their bytes lie in a folder."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.storage.schema import Moment, metadata

file = Table(
    "file",
    metadata,
    # The name in the folder, too: nobody can guess it.
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("media_type", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("created_at", Moment, nullable=False),
)
Index("file_of", file.c.conversation_id)
