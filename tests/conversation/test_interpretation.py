"""What understanding makes of a message, as others read it."""

from bot.conversation.interpretation import Entity, Interpretation


def test_the_last_entity_of_a_name_counts() -> None:
    corrected = (Entity(name="order_number", value="48213"), Entity(name="order_number", value="48214"))
    meant = Interpretation(text="48213, no, 48214", intent="order_status", confidence=0.9, entities=corrected)
    assert meant.entity("order_number") == "48214"


def test_an_entity_that_is_not_there_is_none() -> None:
    assert Interpretation(text="hello", intent="greeting", confidence=0.9).entity("order_number") is None
