"""What stands still on channels that are pushed to, for whoever looks after them. Reads only."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.arrivals import TRIES
from bot.engine.push_health import PushHealth, Standing
from bot.storage.push_schema import arrival, delivery, thread

#: What failed before is not told of again.
LATELY = timedelta(days=7)
#: So long something may be under way before it is told of.
LATE = timedelta(minutes=5)


def push_health(connection: Connection, page_id: str, *, now: datetime) -> PushHealth:
    """Return what stands still on a page."""
    of_page = sa.and_(thread.c.conversation_id == delivery.c.conversation_id, thread.c.page_id == page_id)
    failed = sa.and_(of_page, delivery.c.state == "failed", thread.c.opened_at > now - LATELY)
    late = sa.and_(of_page, delivery.c.state.in_(("due", "sending")), delivery.c.due_at < now - LATE)
    tried = sa.and_(
        of_page, delivery.c.state == "due", delivery.c.problem.is_not(None), delivery.c.due_at >= now - LATE
    )
    unsure = sa.and_(of_page, delivery.c.state == "unsure")
    mine = arrival.c.page_id == page_id
    waiting = sa.and_(mine, arrival.c.done_at.is_(None), arrival.c.received_at < now - LATE)
    given_up = sa.and_(mine, arrival.c.done_at > now - LATELY, arrival.c.tries >= TRIES - 1)
    return PushHealth(
        failed=_deliveries(connection, failed),
        late=_deliveries(connection, sa.or_(late, tried)),
        unsure=_deliveries(connection, unsure),
        waiting=_arrivals(connection, waiting),
        given_up=_arrivals(connection, given_up),
        last_received=connection.execute(
            sa.select(arrival.c.received_at).where(mine).order_by(arrival.c.id.desc()).limit(1)
        ).scalar(),
    )


def _deliveries(connection: Connection, where: sa.ColumnElement[bool]) -> Standing:
    found = sa.select(sa.func.count(), sa.func.min(delivery.c.due_at), sa.func.max(delivery.c.problem))
    count, since, example = connection.execute(found.select_from(delivery).join(thread, where)).one()
    return Standing(count=count, since=since, example=example or "")


def _arrivals(connection: Connection, where: sa.ColumnElement[bool]) -> Standing:
    found = sa.select(sa.func.count(), sa.func.min(arrival.c.received_at), sa.func.max(arrival.c.problem))
    count, since, example = connection.execute(found.where(where)).one()
    return Standing(count=count, since=since, example=example or "")
