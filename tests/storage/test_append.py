"""Ids that senders choose are theirs alone."""

from bot.conversation.events import CUSTOMER, agent_actor
from bot.storage.append import client_key
from bot.storage.schema import event


def test_two_senders_may_choose_the_same_id() -> None:
    keys = {client_key(actor, "m1") for actor in (CUSTOMER, agent_actor("ann"), agent_actor("bo"))}
    assert len(keys) == 3


def test_the_longest_id_of_the_longest_sender_fits_its_column() -> None:
    longest = client_key(agent_actor("a" * 64), "m" * 64)
    assert len(longest) <= event.c.client_key.type.length  # type: ignore[attr-defined]
