"""How much an agent has to do.

A conversation that waits for its agent weighs 1; one that waits for its customer weighs less, as the policy says
(`waiting_weight`). An offer weighs 1, and so does the work after the end. Nobody is offered or given a conversation
that would bring the weight above their capacity; customers who all write again at once may. So an agent never has more
than `most(capacity, weight)` conversations.

Source: LivePerson, «Smart Capacity», which weighs by who is waited for.
"""

import math

#: The weight of a conversation that waits for its agent.
ONE = 1.0


def most(capacity: int, waiting_weight: float) -> float:
    """Return the largest number of conversations that an agent may have; infinite where waiting ones weigh nothing."""
    if waiting_weight <= 0:
        return math.inf
    return math.floor((capacity - ONE) / waiting_weight) + ONE
