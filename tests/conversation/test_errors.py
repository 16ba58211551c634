"""Errors are named after what happened, and speak for themselves."""

import pytest

from bot.conversation import errors
from bot.conversation.errors import BadConfiguration, BotError, Conflict, OfferExpired

ALL = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, BotError)]


@pytest.mark.parametrize("error", ALL)
def test_an_error_without_words_says_what_its_class_says(error: type[BotError]) -> None:
    assert error().message.startswith((error.__doc__ or "?").partition("\n")[0])


@pytest.mark.parametrize("error", [error for error in ALL if error is not BadConfiguration])
def test_an_error_says_the_words_that_it_was_given(error: type[BotError]) -> None:
    assert error("there is no such order").message == "there is no such order"


def test_an_expired_offer_is_a_conflict_that_tells_where_the_ticket_is() -> None:
    assert isinstance(OfferExpired(), Conflict)
    assert OfferExpired().code == "conflict"
    assert OfferExpired().message == "The offer has timed out; the ticket is back in line."


def test_a_bad_configuration_names_every_problem() -> None:
    error = BadConfiguration("policy.yml:3: wrong", "policy.yml:9: wrong too")
    assert error.problems == ("policy.yml:3: wrong", "policy.yml:9: wrong too")
    assert error.message == "policy.yml:3: wrong\npolicy.yml:9: wrong too"
