"""Joins what the agents' door is made of."""

from bot.console.desk_http import DeskHttp
from bot.console.desk_screen import DeskScreens
from bot.console.files_http import FilesHttp
from bot.console.http import ConsoleHttp
from bot.console.notes_http import NotesHttp
from bot.console.policy_http import PolicyHttp
from bot.console.reach import Reaches
from bot.console.reach_http import ReachHttp
from bot.console.replies_http import RepliesHttp
from bot.console.sign_in import TRIES, TRIES_WITHIN, SignIn
from bot.console.socket import ConsoleSocket, Sources
from bot.console.supervisor_http import SupervisorHttp
from bot.conversation.language import Language
from bot.conversation.message import Reply
from bot.conversation.tracker import Tracker
from bot.engine.desk import Desk
from bot.engine.lessons import Lessons
from bot.engine.replies import Suggested
from bot.engine.reply_index import ReplyIndex
from bot.engine.suggestion import suggestion
from bot.engine.supervision import Supervision
from bot.http.route import Route
from bot.insight.apart import ReplayApart
from bot.storage.agents import StoredAgents
from bot.storage.customers import StoredCustomers
from bot.storage.desk import StoredDesk
from bot.storage.desk_view import StoredDeskViews
from bot.storage.lessons import StoredLessons
from bot.storage.orders import StoredAttempts
from bot.storage.supervision import StoredSupervision
from bot.wiring.files import kept_files
from bot.wiring.ground import Ground, new_id


def console_routes(ground: Ground, agents: StoredAgents, replies: ReplyIndex, reach: Reaches) -> list[Route]:
    """Return every door of the console."""
    files = kept_files(ground)
    database, clock, feed = ground.database, ground.clock, ground.feed
    responses = ground.knowledge.responses

    def greeting(language: Language) -> Reply:
        return responses.say("utter_handed_back", language)

    async def suggest(tracker: Tracker, agent_name: str) -> Suggested:
        return await replies.first(tracker, agent_name) or suggestion(tracker, responses)

    desk = Desk(StoredDesk(database), feed=feed, greeting=greeting, clock=clock, new_id=new_id, rules=ground.rules)
    supervision = Supervision(
        StoredSupervision(database),
        feed=feed,
        clock=clock,
        new_id=new_id,
        rules=ground.rules,
        queue=lambda: ground.policy().queue,
    )
    attempts = StoredAttempts(database, clock, most=TRIES, within=TRIES_WITHIN)
    sign_in = SignIn(agents, attempts, clock=clock)
    sources = Sources(
        conversations=ground.conversations,
        desks=DeskScreens(StoredDeskViews(database), policy=ground.policy, clock=clock, reach=reach),
        customers=StoredCustomers(database),
        reach=reach,
    )
    screens = ConsoleSocket(
        sources=sources,
        feed=feed,
        sign_in=sign_in,
        suggest=suggest,
        clock=clock,
    )
    policy = PolicyHttp(ground.policies, sign_in, replay=ReplayApart(ground.settings.database_file))
    lessons = Lessons(StoredLessons(database), intents=ground.knowledge.understanding.intents, feed=feed, clock=clock)
    return [
        *ConsoleHttp(desk, sign_in, feed, files, reach=reach).routes(),
        *FilesHttp(files, sign_in).routes(),
        *DeskHttp(desk, sign_in).routes(),
        *SupervisorHttp(supervision, sign_in).routes(),
        *ReachHttp(reach, sign_in).routes(),
        *NotesHttp(lessons, sign_in).routes(),
        *policy.routes(),
        *RepliesHttp(replies, ground.conversations, sign_in).routes(),
        screens.route(),
    ]
