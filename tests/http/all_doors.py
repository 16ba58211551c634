"""Every door of the API, as the application opens them."""

from datetime import timedelta
from functools import cache

from bot.channels.messenger.link_http import LinkHttp
from bot.channels.rest import Rest
from bot.channels.website import Website
from bot.channels.website_http import WebsiteHttp
from bot.console.desk_http import DeskHttp
from bot.console.desk_screen import DeskScreens
from bot.console.files_http import FilesHttp
from bot.console.http import ConsoleHttp
from bot.console.joining_http import JoiningHttp
from bot.console.notes_http import NotesHttp
from bot.console.policy_http import PolicyHttp
from bot.console.reach import OwnPages
from bot.console.reach_http import ReachHttp
from bot.console.replies_http import RepliesHttp
from bot.console.sign_in import SignIn
from bot.console.socket import ConsoleSocket, Sources
from bot.console.supervisor_http import SupervisorHttp
from bot.conversation.line_rules import LineRules
from bot.conversation.tracker import Tracker
from bot.engine.files import Files
from bot.engine.joining import Joining
from bot.engine.lessons import Lessons
from bot.engine.patience import Patience
from bot.engine.policies import Policies
from bot.engine.replies import Suggested
from bot.engine.reply_index import ReplyIndex
from bot.engine.supervision import Supervision
from bot.engine.wording import unsaid
from bot.http.route import Route
from bot.insight.apart import ReplayApart
from bot.storage.customers import StoredCustomers
from bot.storage.desk_view import StoredDeskViews
from bot.storage.file_folder import FileFolder
from bot.storage.files import StoredFiles
from bot.storage.joining import StoredJoining
from bot.storage.lessons import StoredLessons
from bot.storage.orders import StoredAttempts
from bot.storage.past_answers import StoredPastAnswers
from bot.storage.policies import StoredPolicies
from bot.storage.supervision import StoredSupervision
from bot.storage.waiting import StoredPatience
from tests.engine.small_bot import DATA, SmallShop, in_shop


@cache
def all_routes() -> tuple[Route, ...]:
    """Return the doors of customers, machines and agents; nobody goes through them."""

    async def story(shop: SmallShop) -> tuple[Route, ...]:
        async def nothing(_tracker: Tracker, _agent_name: str) -> Suggested:
            return Suggested(id="", title="", text="", source="need")

        def rules() -> LineRules:
            return shop.policy.line

        website = Website(
            inbox=shop.inbox,
            conversations=shop.conversations,
            patience=Patience(StoredPatience(shop.database), feed=shop.feed, clock=shop.clock, rules=rules),
            feed=shop.feed,
            clock=shop.clock,
            new_id=shop.leases.new_id,
        )
        rest = Rest(
            inbox=shop.inbox,
            conversations=shop.conversations,
            feed=shop.feed,
            clock=shop.clock,
            new_id=shop.leases.new_id,
            token=None,
        )
        attempts = StoredAttempts(shop.database, shop.clock, most=10, within=timedelta(minutes=15))
        sign_in = SignIn(shop.agents, attempts, clock=shop.clock)
        screens = ConsoleSocket(
            sources=Sources(
                conversations=shop.conversations,
                desks=DeskScreens(StoredDeskViews(shop.database), policy=lambda: shop.policy, clock=shop.clock),
                customers=StoredCustomers(shop.database),
            ),
            feed=shop.feed,
            sign_in=sign_in,
            suggest=nothing,
            clock=shop.clock,
        )
        files = Files(StoredFiles(shop.database), FileFolder(DATA), clock=shop.clock, new_id=shop.leases.new_id)
        console = ConsoleHttp(shop.desk, sign_in, shop.feed, files)
        policies = Policies(
            DATA / "policy.yml",
            shop.policy,
            store=StoredPolicies(shop.database),
            clock=shop.clock,
            check=lambda policy: unsaid(policy, shop.texts),
        )
        policy = PolicyHttp(policies, sign_in, replay=ReplayApart(DATA / "none.db"))
        supervision = Supervision(
            StoredSupervision(shop.database),
            feed=shop.feed,
            clock=shop.clock,
            new_id=shop.leases.new_id,
            rules=rules,
            queue=lambda: shop.policy.queue,
        )
        lessons = Lessons(StoredLessons(shop.database), intents=(), feed=shop.feed, clock=shop.clock)
        replies = ReplyIndex((), StoredPastAnswers(shop.database), None)
        joining = Joining(
            StoredJoining(shop.database),
            secrets=lambda: ("secret",),
            greet=lambda language: shop.texts.say("utter_push/known", language),
            feed=shop.feed,
            clock=shop.clock,
            new_id=shop.leases.new_id,
        )
        return (
            *WebsiteHttp(website).routes(),
            *LinkHttp(website, joining, page_id="1111", graph_url="https://graph.facebook.com").routes(),
            *JoiningHttp(joining, sign_in, page_link=str).routes(),
            *rest.routes(),
            *console.routes(),
            *FilesHttp(files, sign_in).routes(),
            *DeskHttp(shop.desk, sign_in).routes(),
            *SupervisorHttp(supervision, sign_in).routes(),
            *ReachHttp(OwnPages(), sign_in).routes(),
            *NotesHttp(lessons, sign_in).routes(),
            *RepliesHttp(replies, shop.conversations, sign_in).routes(),
            *policy.routes(),
            screens.route(),
        )

    return in_shop(story)
