"""What the business wrote and trained."""

from dataclasses import dataclass
from pathlib import Path

from bot.automation.actions import answer, order_status
from bot.automation.canned import CannedReply
from bot.automation.canned_file import load_canned
from bot.automation.rasa import RasaActions
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.engine.known import Known
from bot.routing.policy import Policy
from bot.routing.policy_file import load_policy, read_policy
from bot.settings import Settings
from bot.understanding.heads import trained_intents
from bot.understanding.understanding import Understanding, load_understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the business wrote and trained, loaded whole."""

    policy: Policy
    responses: Responses
    canned: tuple[CannedReply, ...]
    understanding: Understanding


def load_knowledge(settings: Settings, encoder: Path) -> Knowledge:
    """Return policy, texts and model.

    Args:
        encoder: folder of the exported encoder that the model reads.

    Raises:
        BadConfiguration: with every mistake in a file.
    """
    policy, responses = load_written(settings, settings.training_data / "policy.yml")
    return Knowledge(
        policy=policy,
        responses=responses,
        canned=load_canned(settings.training_data / "canned.yml"),
        understanding=load_understanding(encoder, settings.model, threads=settings.threads),
    )


def load_written(settings: Settings, policy_file: Path) -> tuple[Policy, Responses]:
    """Return a policy and the texts: there is all that the policy names.

    Raises:
        BadConfiguration: with every mistake in a file.
    """
    responses = _responses(settings)
    return load_policy(policy_file, known_here(settings, responses).problems), responses


def read_written(settings: Settings, raw: bytes, path: Path) -> Policy:
    """Return the policy that a text holds; see `load_written`.

    Args:
        path: what mistakes are named by.
    """
    return read_policy(raw, path, known_here(settings, _responses(settings)).problems)


def known_here(settings: Settings, responses: Responses) -> Known:
    """Return what a policy can name here: what is trained, written, and run as an action.

    Raises:
        BadConfiguration: the model or the module of actions cannot be used.
    """
    actions = RasaActions(responses)
    if settings.actions.module:
        actions.register_module(settings.actions.module)
    actions.close()
    own = {answer.NAME, order_status.NAME}
    return Known(
        responses=responses,
        intents=trained_intents(settings.model),
        actions=frozenset({*own, *actions.names, *settings.actions.remote}),
    )


def _responses(settings: Settings) -> Responses:
    return load_responses(settings.training_data / "responses.yml", settings.training_data / "faq.yml")
