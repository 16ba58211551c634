"""Who is next.

Priority is one number: bonus + AGING × minutes waited, where the bonus (stakes, frustration, segment) is bounded and
waiting is not. With AGING = 1 this orders tickets by `created_at − bonus`, which never changes while they wait: the
line is an index, and no ticket is ever overtaken by one that came more than `LARGEST_BONUS` minutes after it.
"""

from datetime import datetime, timedelta

#: Minutes of waiting that high stakes are worth.
STAKES_BONUS = 10.0
#: Minutes of waiting that the greatest frustration is worth.
FRUSTRATION_BONUS = 5.0
#: Up to here frustration is worth nothing: the calm are served in the order in which they came.
CALM = 0.3
#: Minutes of waiting that the policy may give a segment of customers.
SEGMENT_BONUS = 5.0
#: The starvation bound, in minutes.
LARGEST_BONUS = STAKES_BONUS + FRUSTRATION_BONUS + SEGMENT_BONUS


def bonus_minutes(*, high_stakes: bool, frustration: float, segment: float = 0.0) -> float:
    """Return how many minutes earlier a ticket stands in line; 0…`LARGEST_BONUS`.

    Args:
        segment: minutes that the customer's segment is worth.
    """
    felt = FRUSTRATION_BONUS * min(max(frustration - CALM, 0.0) / (1 - CALM), 1.0)
    return STAKES_BONUS * high_stakes + felt + min(max(segment, 0.0), SEGMENT_BONUS)


def ranked_at(created_at: datetime, bonus: float) -> datetime:
    """Return the moment that orders the line: the smallest is next."""
    return created_at - timedelta(minutes=min(bonus, LARGEST_BONUS))
