"""Joins what `baton messenger` looks at and sets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.channels.messenger.doctor import App, Finding, examine, note, ok, problem
from bot.channels.messenger.doctor_here import examine_health, examine_names, examine_webhook
from bot.channels.messenger.graph_errors import GraphError, Trouble
from bot.channels.messenger.pages import Page
from bot.channels.messenger.profile import profile_of
from bot.channels.messenger.profile_file import load_profile
from bot.channels.messenger.setup import Json, Step, set_up, told
from bot.channels.messenger.watch import Checked, Watch
from bot.conversation.clock import SystemClock
from bot.conversation.errors import BadConfiguration
from bot.remote.http import open_session
from bot.settings import Settings
from bot.storage.migrate import check_up_to_date
from bot.storage.push_health import push_health
from bot.storage.sqlite import SqliteDatabase, sqlite_engine
from bot.wiring.pages import AtMeta, at_meta, keeping, watch_over

#: What Meta says where it does not let an app hear something.
_REFUSED = GraphError(Trouble.PERMISSION)


def profile_wanted(settings: Settings) -> Json:
    """Return the profile that `messenger.yml` describes.

    Raises:
        BadConfiguration: with every mistake in the file.
    """
    return profile_of(load_profile(settings.training_data / "messenger.yml"))


async def all_set_up(settings: Settings) -> dict[str, list[Step]]:
    """Set every page up; return what became of it, by page.

    Raises:
        BadConfiguration: see `profile_wanted`; no page is set up.
    """
    profile = profile_wanted(settings)
    async with at_meta(settings) as there:
        app_id = there.settings.messenger.app_id
        return {page.id: await set_up(there.graph, page, profile, app_id=app_id) for page in there.pages}


async def all_examined(settings: Settings, *, url: str | None, repair: bool) -> dict[str, list[Finding]]:
    """Look at every page, and at what is here of it; return what was found by page, the webhook under no page.

    Args:
        url: under which the webhook is reached from outside; None where it is not to be asked.
        repair: subscribe again where Meta has stopped, and take in what was missed.

    Raises:
        BadConfiguration: no page is set up; the database or `messenger.yml` cannot be used.
    """
    profile = profile_wanted(settings)
    found: dict[str, list[Finding]] = {}
    async with at_meta(settings) as there:
        messenger = there.settings.messenger
        app = App(id=messenger.app_id, secret=messenger.secrets()[0])
        for page in there.pages:
            found[page.id] = [] if not repair else [await _repaired(there, page)]
            found[page.id] += await examine(there.graph, page, app, profile)
            found[page.id] += [examine_names(messenger.agent_picture), *_here(settings, page.id)]
    if url is not None and messenger.verify_token is not None:
        token = messenger.verify_token.get_secret_value()
        async with open_session() as session:
            found[""] = await examine_webhook(session, url, verify_token=token, app_secret=app.secret)
    return found


async def _repaired(there: AtMeta, page: Page) -> Finding:
    async with _watching(there) as watch:
        try:
            checked = await watch.check(page, now=_now(), repair=True)
        except GraphError as error:
            return problem("repair", f"could not be done ({error})", told(error))
    return _told(checked)


def _told(checked: Checked) -> Finding:
    done = "" if checked.was_alive else "subscribed again; "
    if checked.problem is not None:
        return problem("repair", f"{done}what was missed could not be read ({checked.problem})", told(checked.problem))
    repaired = checked.repaired
    missing, unreadable = (repaired.missing, repaired.unreadable) if repaired else (0, 0)
    text = f"{done}{missing} missed messages taken in"
    if checked.refused:
        names = ", ".join(sorted(checked.refused))
        return problem("repair", f"{text}; Meta refuses to subscribe the app to {names}", told(_REFUSED))
    if unreadable:
        todo = "read them in Meta's inbox: Meta tells only the 20 newest of a conversation"
        return note("repair", f"{text}; {unreadable} that may have been missed cannot be read", todo)
    return ok("repair", text)


@asynccontextmanager
async def _watching(there: AtMeta) -> AsyncIterator[Watch]:
    _check_database(there.settings)
    database = SqliteDatabase(there.settings.database_file)
    clock = SystemClock()
    try:
        arrivals = keeping(database, clock)
        yield watch_over(there.settings, there.graph, there.pages, arrivals, database=database, clock=clock)
    finally:
        await database.close()


def _here(settings: Settings, page_id: str) -> list[Finding]:
    if not settings.database_file.is_file():
        return [
            note("deliveries", f"{settings.database_file}: no database here yet", "start Baton, or name its --data")
        ]
    _check_database(settings)
    with sqlite_engine(settings.database_file, read_only=True).connect() as connection:
        now = _now()
        return list(examine_health(push_health(connection, page_id, now=now), now=now))


def _check_database(settings: Settings) -> None:
    file = settings.database_file
    if not file.is_file():
        raise BadConfiguration(f"{file}: no database here; --data or --database names another")
    with sqlite_engine(file, read_only=True).connect() as connection:
        check_up_to_date(connection)


def _now() -> datetime:
    return SystemClock().now()
