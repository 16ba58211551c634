"""Joins what makes one customer of two channels, and what erases one."""

from collections.abc import Callable

from bot.channels.messenger.app_people import AppPeople
from bot.channels.messenger.deletion_http import DeletionHttp
from bot.channels.messenger.link_http import LinkHttp, page_link
from bot.channels.website import Website
from bot.console.joining_http import JoiningHttp
from bot.console.sign_in import TRIES, TRIES_WITHIN, SignIn
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.engine.deletions import Deletions
from bot.engine.joining import Joining
from bot.http.route import Route
from bot.settings import MessengerSettings
from bot.storage.agents import StoredAgents
from bot.storage.deletions import StoredDeletions
from bot.storage.joining import StoredJoining
from bot.storage.orders import StoredAttempts
from bot.storage.secret_file import SecretFile
from bot.wiring.ground import Ground, new_id

#: The file of secrets that links are signed with, in the data folder.
SECRETS = "link.secrets"


def joining_of(ground: Ground) -> Joining:
    """Return what joins customers."""

    def greet(language: Language) -> Reply:
        return ground.knowledge.responses.say("utter_push/known", language)

    return Joining(
        StoredJoining(ground.database),
        secrets=SecretFile(ground.settings.data / SECRETS),
        greet=greet,
        feed=ground.feed,
        clock=ground.clock,
        new_id=new_id,
    )


def joining_routes(ground: Ground, joining: Joining, website: Website, settings: MessengerSettings) -> list[Route]:
    """Return its doors, for customers and for agents; links lead to the first page."""
    website.may_link = joining.may_link
    page_id = next(iter(settings.tokens()))
    attempts = StoredAttempts(ground.database, ground.clock, most=TRIES, within=TRIES_WITHIN)
    sign_in = SignIn(StoredAgents(ground.database), attempts, clock=ground.clock)
    console = JoiningHttp(joining, sign_in, page_link=lambda word: page_link(page_id, word))
    widget = LinkHttp(website, joining, page_id=page_id, graph_url=settings.graph_url)
    return [*widget.routes(), *console.routes()]


def deletions_of(ground: Ground, people: AppPeople, *, forget: Callable[[str], None]) -> Deletions:
    """Return what erases people who ask for it."""
    return Deletions(
        StoredDeletions(ground.database),
        who=people.who,
        forget=forget,
        feed=ground.feed,
        clock=ground.clock,
        new_id=new_id,
    )


def deletion_routes(ground: Ground, deletions: Deletions) -> list[Route]:
    """Return its doors."""
    settings = ground.settings
    secrets = settings.messenger.secrets()
    doors = DeletionHttp(deletions, secrets=secrets, public_url=settings.public_url, clock=ground.clock)
    return list(doors.routes())
