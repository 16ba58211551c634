"""What the business wrote and trained."""

from dataclasses import dataclass
from pathlib import Path

from bot.automation.canned import CannedReply
from bot.automation.canned_file import load_canned
from bot.automation.responses import Responses
from bot.automation.responses_file import load_responses
from bot.engine.wording import check_wording
from bot.routing.policy import Policy
from bot.routing.policy_file import load_policy
from bot.settings import Settings
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
    """Return a policy and the texts, which has words for all that it wants said.

    Raises:
        BadConfiguration: with every mistake in a file.
    """
    data = settings.training_data
    policy = load_policy(policy_file)
    responses = load_responses(data / "responses.yml", data / "faq.yml")
    check_wording(policy, responses)
    return policy, responses
