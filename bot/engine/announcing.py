"""What a customer is told at the handoff: that a person comes, where they stand, how long it may take."""

from collections.abc import Callable

from bot.automation.days import moment_in_words
from bot.automation.responses import Responses
from bot.conversation.events import BotReplied, Event, HandoffRequested
from bot.conversation.hours import Hours
from bot.conversation.language import Language
from bot.conversation.line_events import WaitPromised
from bot.conversation.message import Reply
from bot.handoff.expected_wait import Outlook
from bot.handoff.ticket import NewTicket

Announce = Callable[[Outlook], tuple[Event, ...]]

#: Up to so many minutes a wait is «a moment».
SOON = 2


def announcing(
    voice: Responses, ticket: NewTicket, language: Language, hours: Hours | None, *, say: str | None = None
) -> Announce:
    """Return what tells a customer about a place in line, once it is known what to expect there.

    Args:
        voice: in which the bot speaks in this conversation.
        say: the response to begin with; that of the ticket's reason unless given.
    """

    def announce(outlook: Outlook) -> tuple[Event, ...]:
        wait = outlook.wait
        told = voice.say(say or f"utter_handoff/{ticket.reason}", language, place=outlook.number)
        promised = WaitPromised(
            ticket_id=ticket.id,
            place=outlook.number,
            low=wait.low if wait else None,
            high=wait.high if wait else None,
            opens_at=outlook.opens_at,
        )
        requested = HandoffRequested(ticket_id=ticket.id, queue=ticket.queue, reason=ticket.reason)
        return (_spoken(told), _spoken(_wait_in_words(voice, ticket, language, outlook, hours)), promised, requested)

    return announce


def _wait_in_words(
    voice: Responses, ticket: NewTicket, language: Language, outlook: Outlook, hours: Hours | None
) -> Reply:
    if outlook.wait is None:
        # A call is asked for on the page on which the wait is shown.
        where = "" if ticket.may_leave else "_elsewhere"
        if outlook.opens_at is None or hours is None:
            return voice.say(f"utter_nobody_here_unknown{where}", language)
        back = moment_in_words(outlook.opens_at.astimezone(hours.zone), language)
        return voice.say(f"utter_nobody_here{where}", language, opens_at=back)
    low, high = outlook.wait.minutes
    if high <= SOON:
        return voice.say("utter_wait_soon", language)
    # Nobody says «0 to 9 minutes».
    if low <= 0:
        return voice.say("utter_wait_up_to", language, high=high)
    return voice.say("utter_wait_range", language, low=low, high=high)


def _spoken(reply: Reply) -> BotReplied:
    return BotReplied(text=reply.text, buttons=reply.buttons)
