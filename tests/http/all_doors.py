"""Every door of the API, as the application opens them."""

from datetime import timedelta
from functools import cache

from bot.channels.rest import Rest
from bot.channels.website import Website
from bot.channels.website_http import WebsiteHttp
from bot.console.http import ConsoleHttp
from bot.console.policy_http import PolicyHttp
from bot.console.sign_in import SignIn
from bot.console.socket import ConsoleSocket
from bot.engine.policies import Policies
from bot.engine.wording import check_wording
from bot.http.route import Route
from bot.insight.apart import ReplayApart
from bot.storage.desk_view import StoredDeskViews
from bot.storage.orders import StoredAttempts
from bot.storage.policies import StoredPolicies
from tests.engine.small_bot import DATA, SmallShop, in_shop


@cache
def all_routes() -> tuple[Route, ...]:
    """Return the doors of customers, machines and agents; nobody goes through them."""

    async def story(shop: SmallShop) -> tuple[Route, ...]:
        website = Website(
            inbox=shop.inbox,
            conversations=shop.conversations,
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
            conversations=shop.conversations,
            feed=shop.feed,
            views=StoredDeskViews(shop.database),
            sign_in=sign_in,
            suggest=lambda _tracker: "",
            clock=shop.clock,
        )
        console = ConsoleHttp(shop.desk, sign_in, shop.feed)
        policies = Policies(
            DATA / "policy.yml",
            shop.policy,
            store=StoredPolicies(shop.database),
            clock=shop.clock,
            check=lambda policy: check_wording(policy, shop.texts),
        )
        policy = PolicyHttp(policies, sign_in, replay=ReplayApart(DATA / "none.db"))
        customers = (*WebsiteHttp(website).routes(), *rest.routes())
        return (*customers, *console.routes(), *policy.routes(), screens.route())

    return in_shop(story)
