"""Which case of an error it is: closed sets of labels, so that whoever shows it can say it in the reader's language.

Beside the label stand its facts (a name, seconds). The English sentence stays in the error, for terminals and for pages
that are older than a label.
"""

from enum import StrEnum


class ToAgent(StrEnum):
    """Why something was refused to an agent; the console's locales have words for each, under `refusals`."""

    BOT_HAS_IT = "bot_has_it"
    IN_LINE = "in_line"
    CLOSED = "closed"
    #: facts: app
    APP_HAS_IT = "app_has_it"
    #: facts: name
    COLLEAGUE_HAS_IT = "colleague_has_it"
    #: facts: name, seconds since
    COLLEAGUE_ANSWERED = "colleague_answered"
    CHANGED_HANDS = "changed_hands"
    CUSTOMER_WROTE = "customer_wrote"
    NOT_YOURS = "not_yours"
    SUPERVISORS_ONLY = "supervisors_only"

    OFFER_EXPIRED = "offer_expired"
    NOT_AN_AGENT = "not_an_agent"
    #: facts: capacity
    FULL = "full"
    TAKEN = "taken"
    CUSTOMER_LEFT = "customer_left"

    NOBODY_HAS_IT = "nobody_has_it"
    NOT_ENDED = "not_ended"
    NOTHING_TO_NOTE = "nothing_to_note"
    #: facts: name
    COLLEAGUE_ENDED = "colleague_ended"
    #: facts: disposition
    NOTED_ALREADY = "noted_already"

    #: facts: queue, skills
    NOBODY_SKILLED = "nobody_skilled"
    #: facts: name
    NOT_AT_DESK = "not_at_desk"
    #: facts: name
    OFF_DUTY = "off_duty"
    #: facts: name, presence
    TAKES_NONE = "takes_none"
    #: facts: name, skills
    NOT_SKILLED = "not_skilled"
    #: facts: name, capacity
    COLLEAGUE_FULL = "colleague_full"
    #: facts: name
    NEVER_AGAIN = "never_again"

    NOT_FAILED = "not_failed"
    NO_APP_HAS_IT = "no_app_has_it"
    NOT_PUSHED = "not_pushed"
    PAGE_GONE = "page_gone"
    WINDOW_OVER = "window_over"
    META_SILENT = "meta_silent"
    META_REFUSED = "meta_refused"
    META_TOKEN = "meta_token"  # noqa: S105 — a label
    META_PERMISSION = "meta_permission"
    META_BLOCKED = "meta_blocked"
    PERSON_GONE = "person_gone"

    UNCONFIRMED = "unconfirmed"
    JOINED_WITH_NONE = "joined_with_none"
    FILE_TYPE = "file_type"
    FILE_EMPTY = "file_empty"
    REPLAY_RUNS = "replay_runs"
    NO_CONVERSATION = "no_conversation"
    NO_TICKET = "no_ticket"
    NO_AGENT = "no_agent"


class ToCustomer(StrEnum):
    """Why a customer's choice was refused; the widget's locales have words for each, under the same name."""

    CALL_UNREADABLE = "call_unreadable"
    CALL_PAST = "call_past"
    CALL_SOON = "call_soon"
    CALL_FAR = "call_far"
    CALL_CLOSED = "call_closed"
    CALL_AGREED = "call_agreed"
    PHONE_WRONG = "phone_wrong"
    #: Nothing to say: the customer waits here, as they wanted.
    NO_CALL = "no_call"


Reason = ToAgent | ToCustomer
