"""A ticket knows which agent the customer had before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and find a conversation's earlier tickets."""
    op.add_column("ticket", sa.Column("last_agent_id", sa.String(length=64), nullable=True))
    op.create_index("ticket_before", "ticket", ["conversation_id", "closed_at"], unique=False)
