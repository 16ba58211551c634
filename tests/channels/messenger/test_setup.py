"""A page is set up from what the business wrote."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.messenger.intake import GET_STARTED
from bot.channels.messenger.profile import PROPERTIES, ProfileTexts, profile_of
from bot.channels.messenger.profile_file import load_profile
from bot.channels.messenger.setup import Outcome, set_up
from bot.channels.messenger.subscription import FIELDS, NEEDED
from bot.conversation.errors import BadConfiguration
from bot.conversation.language import Language
from tests.channels.messenger.at_meta import Reached, reached
from tests.support.graph import FakeGraph, HandClock, fake_graph
from tests.support.live import fresh_knowledge

WRITTEN = Path(__file__).parents[3] / "training_data" / "messenger.yml"


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    async with fake_graph(HandClock()) as found:
        yield found


@pytest.fixture
async def there(fake: FakeGraph) -> AsyncIterator[Reached]:
    async with reached(fake) as found:
        yield found


async def outcomes(there: Reached, profile: dict[str, object] | None = None) -> dict[str, Outcome]:
    wanted = profile or profile_of(load_profile(WRITTEN))
    return {step.what: step.outcome for step in await set_up(there.graph, there.page, wanted, app_id=None)}


async def test_all_is_set_with_one_call_and_is_there_in_every_language(fake: FakeGraph, there: Reached) -> None:
    fake.shop.fields.clear()
    done = await outcomes(there)
    assert set(done.values()) == {Outcome.DONE}
    assert [c.path for c in fake.calls if c.method == "POST"] == ["me/messenger_profile", "me/subscribed_apps"]
    profile = fake.shop.profile
    assert profile["get_started"] == {"payload": GET_STARTED}
    for name in ("greeting", "ice_breakers", "persistent_menu"):
        assert {one["locale"] for one in profile[name]} == {"default", "zh_CN", "zh_TW", "zh_HK"}
    assert fake.shop.fields == set(FIELDS)


async def test_what_is_so_already_is_not_sent_again(fake: FakeGraph, there: Reached) -> None:
    await outcomes(there)
    fake.calls.clear()
    # Meta sorts as it likes and adds what it likes.
    fake.shop.profile["greeting"].reverse()
    fake.shop.profile["persistent_menu"][0]["disabled_surfaces"] = []
    del fake.shop.profile["persistent_menu"][0]["composer_input_disabled"]
    assert set((await outcomes(there)).values()) == {Outcome.ALREADY}
    assert {call.method for call in fake.calls} == {"GET"}


async def test_only_what_was_changed_is_sent(fake: FakeGraph, there: Reached) -> None:
    await outcomes(there)
    fake.shop.profile["ice_breakers"][0]["call_to_actions"][0]["question"] = "Something else?"
    fake.calls.clear()
    done = await outcomes(there)
    assert done.pop("ice_breakers") is Outcome.DONE
    assert set(done.values()) == {Outcome.ALREADY}
    (sent,) = [call for call in fake.calls if call.method == "POST"]
    assert sent.params.keys() == {"ice_breakers"}


async def test_what_the_file_does_not_say_is_left_as_it_is(fake: FakeGraph, there: Reached) -> None:
    await outcomes(there)
    menu = fake.shop.profile["persistent_menu"]
    done = await outcomes(there, profile_of(ProfileTexts()))
    assert done["persistent_menu"] is Outcome.LEFT
    assert fake.shop.profile["persistent_menu"] == menu


async def test_of_what_meta_refuses_the_rest_is_set_all_the_same(fake: FakeGraph, there: Reached) -> None:
    profile = profile_of(load_profile(WRITTEN))
    for one in profile["ice_breakers"]:
        one["call_to_actions"] *= 2  # eight; Meta takes four
    fake.shop.fields.clear()
    fake.shop.refused_fields = {"message_edits", "send_cart"}
    done = await outcomes(there, profile)
    refused = {name for name, outcome in done.items() if outcome is Outcome.REFUSED}
    assert refused == {"ice_breakers", "subscription to message_edits", "subscription to send_cart"}
    assert fake.shop.profile.keys() == set(PROPERTIES) - {"ice_breakers"}
    assert fake.shop.fields == set(FIELDS) - fake.shop.refused_fields


async def test_without_customers_messages_there_is_no_subscription(fake: FakeGraph, there: Reached) -> None:
    fake.shop.fields.clear()
    fake.shop.refused_fields = {"messages"}
    assert (await outcomes(there))["subscription"] is Outcome.REFUSED
    fake.shop.refused_fields = {"message_echoes", "standby"}
    done = await outcomes(there)
    assert {name for name, outcome in done.items() if outcome is Outcome.REFUSED} == {
        "subscription to message_echoes",
        "subscription to standby",
    }
    assert fake.shop.fields == set(FIELDS) - fake.shop.refused_fields


async def test_what_others_subscribed_to_stays(fake: FakeGraph, there: Reached) -> None:
    fake.shop.fields.clear()
    fake.shop.fields.update({"inbox_labels", *NEEDED})
    await outcomes(there)
    assert fake.shop.fields == {"inbox_labels", *FIELDS}


async def test_too_many_calls_are_said_and_hide_nothing(fake: FakeGraph, there: Reached) -> None:
    for _ in range(10):
        await outcomes(there)
    steps = await set_up(there.graph, there.page, profile_of(load_profile(WRITTEN)), app_id=None)
    assert {step.outcome for step in steps if step.what in PROPERTIES} == {Outcome.REFUSED}
    assert "10 in 10 minutes" in steps[0].why
    fake.clock.advance(601)  # type: ignore[attr-defined]
    there.page.paused_until = None
    assert set((await outcomes(there)).values()) == {Outcome.ALREADY}


async def test_every_mistake_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "messenger.yml"
    file.write_text(
        "greetings: {en: Hi}\n"
        "greeting: {en: Hi, zh-Hans: 您好}\n"
        "ice_breakers:\n"
        f"  - {{en: {'long ' * 20}, zh-Hans: 好, zh-Hant: 好}}\n"
        "menu:\n"
        "  - title: {en: Shop, zh-Hans: 店, zh-Hant: 店}\n"
        "    url: http://shop.example\n"
        "  - {url: https://shop.example}\n"
    )
    with pytest.raises(BadConfiguration) as caught:
        load_profile(file)
    lines = [problem.removeprefix(f"{file}:") for problem in caught.value.problems]
    assert [line.partition(":")[0] for line in lines] == ["1", "2", "4", "7", "8"]
    assert "zh-Hant" in lines[1]
    assert "80" in lines[2]
    assert "https://" in lines[3]


async def test_every_question_and_line_of_the_menu_is_understood() -> None:
    texts = load_profile(WRITTEN)
    understanding = fresh_knowledge().understanding
    said = [*texts.questions, *(line.title for line in texts.menu)]
    for language in Language:
        meant = await understanding.interpret([text[language] for text in said], fallback=language)
        intents = [one.intent for one in meant]
        english = await understanding.interpret([text[Language.ENGLISH] for text in said], fallback=Language.ENGLISH)
        assert intents == [one.intent for one in english], language
        assert all(one.intent and one.out_of_scope < 0.5 for one in meant), intents
    await understanding.close()
