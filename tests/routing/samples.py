"""Facts, meanings and policies that the tests of routing start from."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.conversation.events import Decided, Understood
from bot.conversation.interpretation import Entity, Interpretation, Need
from bot.routing.facts import Facts
from bot.routing.policy import Policy, Rule, Stakes
from bot.routing.policy_file import load_policy

POLICY_FILE = Path(__file__).parents[2] / "training_data" / "policy.yml"
#: The policy that is shipped.
POLICY = load_policy(POLICY_FILE)

#: A calm customer who asks where their order is.
CALM = Facts(
    intent="order_status",
    confidence=0.9,
    runner_up=None,
    runner_up_confidence=0.0,
    stakes=Stakes.LOW,
    stakes_intent="order_status",
    stakes_confidence=0.9,
    out_of_scope=0.0,
    sentiment=0.0,
    frustration=0.0,
    understood=True,
    asks_for_person=False,
    person_offered=False,
    affirms=False,
    denies=False,
    settled=False,
    open_handoff=False,
    continues=False,
    clarified=0,
    failures=0,
    bot_repeats=0,
    asked_before=0,
    form=None,
    fills_form=False,
)

_share = st.floats(0, 1)
_intent = st.sampled_from([*POLICY.intents, "an_intent_that_no_policy_names"])
#: Whatever could be known of a turn, likely or not.
ANY_FACTS = st.builds(
    Facts,
    intent=_intent,
    confidence=_share,
    runner_up=st.none() | _intent,
    runner_up_confidence=_share,
    stakes=st.sampled_from(Stakes),
    stakes_intent=_intent,
    stakes_confidence=_share,
    out_of_scope=_share,
    sentiment=st.floats(-1, 1),
    frustration=_share,
    clarified=st.integers(0, 5),
    failures=st.integers(0, 5),
    bot_repeats=st.integers(0, 5),
    asked_before=st.integers(0, 5),
    form=st.none() | st.just("order_status"),
)


def facts(**changes: Any) -> Facts:
    """Return the facts of a calm customer, changed as told."""
    return replace(CALM, **changes)


def meaning(intent: str = "order_status", confidence: float = 0.9, **more: Any) -> Interpretation:
    """Return what a message means that names one need."""
    needs = more.pop("needs", (Need(intent=intent, confidence=confidence),))
    entities = tuple(Entity(name=name, value=value) for name, value in more.pop("entities", {}).items())
    text = more.pop("text", "what the customer wrote")
    return Interpretation(text=text, intent=intent, confidence=confidence, needs=needs, entities=entities, **more)


def understood(intent: str = "order_status", confidence: float = 0.9, **more: Any) -> Understood:
    """Return the event of a message being understood."""
    seq, felt = more.pop("seq", 2), more.pop("frustration", 0.0)
    return Understood(message_seq=seq, meant=meaning(intent, confidence, **more), frustration=felt)


def decided(kind: str, reason: str = "", **known: object) -> Decided:
    """Return the event of a decision that was taken on a few facts."""
    return Decided(kind=kind, rule="some_rule", reason=reason, explanation="", facts=known, policy=POLICY.version)


def policy_of(*rules: Rule) -> Policy:
    """Return a policy of these rules over the shipped intents."""
    return Policy(
        confident=0.45, out_of_scope=0.6, need=0.4, rules=rules, intents=POLICY.intents, queue="general", version="test"
    )
