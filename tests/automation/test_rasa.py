"""Actions of developers, written for Rasa, run in this process."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.runner import Runner
from bot.conversation.errors import BadConfiguration

from .talk import Talk


@pytest.fixture
def local(responses: Responses) -> Iterator[RasaActions]:
    actions = RasaActions(responses)
    yield actions
    actions.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def module(folder: Path, name: str, source: str) -> str:
    (folder / f"{name}.py").write_text(textwrap.dedent(source))
    return name


async def test_an_action_written_for_rasa_runs_unchanged(
    folder: Path, local: RasaActions, responses: Responses
) -> None:
    name = module(
        folder,
        "plain_rasa_actions",
        """
        from rasa_sdk import Action
        from rasa_sdk.events import SlotSet

        class ActionHello(Action):
            def name(self):
                return "action_hello"

            def run(self, dispatcher, tracker, domain):
                dispatcher.utter_message(text=f"Hello, you wrote {tracker.latest_message['text']}")
                return [SlotSet("greeted", "yes")]
        """,
    )
    local.register_module(name)
    assert local.names == {"action_hello"}
    runner = Runner(local, {}, responses, time_limit=timedelta(seconds=5))
    result = await Talk(runner).says("hi", action="action_hello")
    assert [reply.text for reply in result.replies] == ["Hello, you wrote hi"]
    assert [(slot.name, slot.value, slot.verified) for slot in result.slots] == [("greeted", "yes", False)]


def test_a_package_is_searched_to_its_depth_and_only_it(folder: Path, local: RasaActions) -> None:
    (folder / "deep_actions" / "inner").mkdir(parents=True)
    (folder / "deep_actions" / "__init__.py").write_text("")
    (folder / "deep_actions" / "inner" / "__init__.py").write_text("")
    module(
        folder / "deep_actions" / "inner",
        "far",
        """
        from bot.automation.actions.answer import AnswerAction
        from rasa_sdk import Action

        class Base(Action):
            pass

        class ActionFar(Base):
            def name(self):
                return "action_far"

            async def run(self, dispatcher, tracker, domain):
                return []
        """,
    )
    local.register_module("deep_actions")
    assert local.names == {"action_far"}


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("raise RuntimeError('no')", "RuntimeError"),
        ("x = 1", "no action is written there"),
        (
            """
            from rasa_sdk import Action

            class A(Action):
                def __init__(self, wants): ...
                def name(self): return "a"
                async def run(self, d, t, o): ...
            """,
            "A: ",
        ),
    ],
)
def test_a_module_that_cannot_be_used_refuses_to_start(folder: Path, local: RasaActions, source: str, why: str) -> None:
    name = module(folder, f"bad_actions_{abs(hash(why))}", source)
    with pytest.raises(BadConfiguration, match=why):
        local.register_module(name)


def test_a_module_that_does_not_exist_is_named(local: RasaActions) -> None:
    with pytest.raises(BadConfiguration, match="nowhere_at_all"):
        local.register_module("nowhere_at_all")


@pytest.mark.parametrize("name", ["runner", "responses_file", "orders", "rasa_answer", "rasa_call"])
def test_rasa_is_loaded_only_through_its_door(name: str) -> None:
    code = f"import sys, bot.automation.{name}; sys.exit('rasa_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_an_action_that_never_returns_keeps_no_process_from_ending() -> None:
    code = """
        import asyncio, threading
        from rasa_sdk import Action
        from bot.automation.rasa import RasaActions
        from bot.automation.responses import Responses

        class ActionForEver(Action):
            def name(self):
                return "action_for_ever"

            def run(self, dispatcher, tracker, domain):
                loop.call_soon_threadsafe(begun.set)
                threading.Event().wait()

        async def main():
            global loop, begun
            loop, begun = asyncio.get_running_loop(), asyncio.Event()
            actions = RasaActions(Responses({}))
            actions.register(ActionForEver())
            asyncio.ensure_future(actions._executor.actions["action_for_ever"](None, None, None))
            await begun.wait()
            actions.close()

        asyncio.run(main())
        print("ended")
        """
    script = [sys.executable, "-c", textwrap.dedent(code)]
    ended = subprocess.run(script, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.count("action_for_ever") == 1
    assert ended.stdout.splitlines()[-1] == "ended"
