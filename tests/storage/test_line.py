"""The line: who is offered whom, and what becomes of an offer that nobody takes."""

import asyncio

import pytest

from bot.conversation.events import SYSTEM, OfferLapsed, TicketOffered
from bot.conversation.language import Language
from bot.conversation.line_rules import LineRules
from bot.handoff.agent import Presence
from bot.handoff.ticket import TicketState
from bot.storage.offers import PASSED
from tests.storage.stage import OFFER_LASTS, Stage

MISSED = LineRules().missed_offers


async def test_nothing_happens_where_nobody_waits_or_nobody_is_there(stage: Stage) -> None:
    assert await stage.offers() == ()
    await stage.hires()
    assert await stage.offers() == ()
    assert await stage.count() == 0


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.OFFLINE])
async def test_who_is_away_is_offered_nothing(stage: Stage, presence: Presence) -> None:
    await stage.hires(presence=presence)
    await stage.waits()
    assert await stage.offers() == ()


async def test_who_has_no_screen_open_is_offered_nothing(stage: Stage) -> None:
    ann = await stage.hires(at_the_desk=False)
    await stage.waits()
    assert await stage.offers() == ()
    await stage.agents.renew_lease(ann.id, ends_at=stage.now + OFFER_LASTS)
    assert await stage.offers()


async def test_an_offer_is_told_with_its_deadline(stage: Stage) -> None:
    await stage.hires()
    await stage.waits()
    (entry,) = await stage.offers()
    assert (entry.actor, entry.epoch) == (SYSTEM, 2)
    assert entry.event == TicketOffered(
        ticket_id="k-c1", agent_id="ann", agent_name="Ann", ends_at=stage.now + OFFER_LASTS
    )
    assert (await stage.log())[-1] == entry.event


async def test_an_offer_is_made_once(stage: Stage) -> None:
    await stage.hires()
    await stage.waits()
    await stage.offers()
    assert await stage.offers() == ()


async def test_many_looks_at_once_make_one_offer(stage: Stage) -> None:
    await stage.hires("ann")
    await stage.hires("bo")
    await stage.waits()
    made = await asyncio.gather(*(stage.offers() for _ in range(10)))
    assert sum(map(len, made)) == 1


async def test_who_has_waited_longest_is_first(stage: Stage) -> None:
    for conversation_id in ("c1", "c2", "c3"):
        await stage.waits(conversation_id)
        stage.later(seconds=1)
    ann = await stage.hires(capacity=2)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1", "k-c2"]


async def test_high_stakes_count_as_minutes_of_waiting(stage: Stage) -> None:
    await stage.waits("early")
    stage.later(seconds=9 * 60)
    await stage.waits("urgent", bonus=10.0)
    ann = await stage.hires(capacity=1)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-urgent"]


async def test_nobody_is_overtaken_by_who_comes_much_later(stage: Stage) -> None:
    await stage.waits("early")
    stage.later(seconds=11 * 60)
    await stage.waits("urgent", bonus=10.0)
    ann = await stage.hires(capacity=1)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-early"]


async def test_the_language_of_the_customer_chooses_among_those_who_are_free(stage: Stage) -> None:
    ann = await stage.hires("ann", languages=("en",))
    mei = await stage.hires("mei", languages=("zh", "en"))
    await stage.waits("c1", language=Language.TRADITIONAL)
    await stage.offers()
    assert (await stage.offered_to(ann), await stage.offered_to(mei)) == ([], ["k-c1"])


async def test_anyone_is_better_than_nobody(stage: Stage) -> None:
    ann = await stage.hires("ann", languages=("en",))
    await stage.waits("c1", language=Language.SIMPLIFIED)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]


async def test_the_least_busy_is_offered_the_next(stage: Stage) -> None:
    ann, bo = await stage.hires("ann"), await stage.hires("bo", presence=Presence.AWAY)
    await stage.takes_over(ann, "c1")
    await stage.says(bo.id, Presence.AVAILABLE)
    await stage.waits("c2")
    await stage.offers()
    assert (await stage.offered_to(ann), await stage.offered_to(bo)) == ([], ["k-c2"])


async def test_nobody_is_offered_more_than_they_can_take(stage: Stage) -> None:
    ann = await stage.hires(capacity=2)
    await stage.takes_over(ann, "c0")
    for number in range(1, 4):
        await stage.waits(f"c{number}")
    await stage.offers()
    assert len(await stage.offered_to(ann)) == 1


async def test_a_freed_place_is_filled_from_the_line(stage: Stage) -> None:
    ann = await stage.hires(capacity=1)
    epoch = await stage.takes_over(ann, "c1")
    await stage.waits("c2")
    assert await stage.offers() == ()
    await stage.ends("c1", ann, epoch=epoch)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c2"]


async def test_an_offer_that_runs_out_goes_back_to_its_place(stage: Stage) -> None:
    await stage.waits("c1")
    stage.later(seconds=1)
    await stage.waits("c2")
    await stage.hires(capacity=1)
    await stage.offers()
    stage.later(seconds=30)
    lapsed, *_ = await stage.offers()
    assert (lapsed.conversation_id, lapsed.event) == ("c1", OfferLapsed(ticket_id="k-c1", agent_name="Ann"))
    card = await stage.views.card("c1")
    assert card is not None
    assert (card.state, card.agent_id) == (TicketState.WAITING, None)
    assert (await stage.conversations.standing("c1")).place == 1


async def test_an_offer_lasts_to_its_last_moment(stage: Stage) -> None:
    await stage.hires()
    await stage.waits()
    await stage.offers()
    stage.later(seconds=29.999)
    assert await stage.offers() == ()


async def test_who_missed_an_offer_is_not_shown_it_again_while_others_are(stage: Stage) -> None:
    ann = await stage.hires("ann", capacity=1)
    await stage.waits("c1")
    await stage.offers()
    bo = await stage.hires("bo", capacity=1)
    stage.later(seconds=30)
    await stage.offers()
    assert (await stage.offered_to(ann), await stage.offered_to(bo)) == ([], ["k-c1"])


async def test_a_customer_behind_does_not_wait_for_one_whom_everybody_passed(stage: Stage) -> None:
    ann = await stage.hires(capacity=1)
    await stage.waits("c1")
    await stage.offers()
    await stage.desk.decline("k-c1", ann, "", now=stage.now)
    stage.later(seconds=1)
    await stage.waits("c2")
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c2"]


async def test_a_declined_ticket_comes_back_after_a_minute(stage: Stage) -> None:
    ann = await stage.hires()
    await stage.waits()
    await stage.offers()
    await stage.desk.decline("k-c1", ann, "", now=stage.now)
    stage.later(seconds=PASSED.total_seconds() - 0.001)
    assert await stage.offers() == ()
    stage.later(seconds=0.001)
    await stage.offers()
    assert await stage.offered_to(ann) == ["k-c1"]


async def misses(stage: Stage, conversation_id: str) -> None:
    """Let a new customer be offered, and the offer run out."""
    await stage.waits(conversation_id)
    await stage.offers()
    stage.later(seconds=30)
    await stage.offers()


async def presence(stage: Stage) -> Presence:
    return (await stage.agents.all())[0].presence


async def test_who_misses_three_offers_in_a_row_is_not_there(stage: Stage) -> None:
    await stage.hires(capacity=1)
    for number in range(MISSED):
        assert await presence(stage) is Presence.AVAILABLE
        await misses(stage, f"c{number}")
    assert await presence(stage) is Presence.AWAY
    stage.later(seconds=3600)
    assert await stage.offers() == ()


async def test_an_offer_that_is_taken_begins_the_count_anew(stage: Stage) -> None:
    ann = await stage.hires(capacity=2)
    for number in range(MISSED - 1):
        await misses(stage, f"c{number}")
    await stage.takes_over(ann, "taken")
    await misses(stage, "c9")
    assert await presence(stage) is Presence.AVAILABLE


async def test_coming_back_begins_the_count_anew(stage: Stage) -> None:
    ann = await stage.hires(capacity=1)
    for number in range(MISSED):
        await misses(stage, f"c{number}")
    await stage.says(ann.id, Presence.AVAILABLE)
    await misses(stage, "c9")
    assert await presence(stage) is Presence.AVAILABLE


async def test_declining_is_not_missing(stage: Stage) -> None:
    ann = await stage.hires(capacity=1)
    for number in range(MISSED + 1):
        ticket_id = await stage.waits(f"c{number}")
        await stage.offers()
        await stage.desk.decline(ticket_id, ann, "", now=stage.now)
    assert await presence(stage) is Presence.AVAILABLE


async def test_everyone_in_a_long_line_is_served_in_the_end_and_in_order(stage: Stage) -> None:
    ann = await stage.hires(capacity=1)
    tickets = []
    for number in range(6):
        tickets.append(await stage.waits(f"c{number}"))
        stage.later(seconds=1)
    served: list[str] = []
    for number in range(6):
        await stage.offers()
        (ticket_id,) = await stage.offered_to(ann)
        await stage.accepts(ticket_id, ann)
        served.append(ticket_id)
        epoch = (await stage.conversations.standing(f"c{number}")).epoch
        await stage.ends(f"c{number}", ann, epoch=epoch)
    assert served == tickets
