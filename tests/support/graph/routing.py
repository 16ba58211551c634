"""Conversation Routing: which app may speak in a thread."""

from typing import Any

from tests.support.graph.errors import GraphError, need, not_owner
from tests.support.graph.people import DAY, INBOX, Page, Person, same
from tests.support.graph.signing import Json
from tests.support.graph.windows import WEEK
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def pass_control(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/pass_thread_control`."""
    person = _person(world, page, call)
    target = call.text("target_app_id")
    _must_own(world, person, page.app.id)
    need(not same(target, page.app.id), "The target is this app itself", 2018171)
    person.thread.passed.append((target, str(call.params.get("metadata", ""))))
    move(world, person, target, "", tell_us=False)
    return {"success": True}


async def release(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/release_thread_control`: the thread is idle again."""
    person = _person(world, page, call)
    _must_own(world, person, page.app.id)
    person.thread.give(None, world.clock.now())
    return {"success": True}


async def take(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/take_thread_control`: blocked where the Page has no default app."""
    person = _person(world, page, call)
    if page.default_app is None:
        raise GraphError(100, "(#100) Taking control needs a default app", 2018171)
    person.thread.give(page.app.id, world.clock.now())
    return {"success": True}


async def request(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/request_thread_control`: the owner is asked; `thread.requests` shows it."""
    _person(world, page, call).thread.requests.append(page.app.id)
    return {"success": True}


async def extend(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/extend_thread_control`: by up to seven days."""
    person = _person(world, page, call)
    seconds = call.text("duration")
    need(seconds.isdigit() and 0 < int(seconds) <= WEEK, "param duration must be between 1 and 604800 seconds")
    _must_own(world, person, page.app.id)
    person.thread.give(page.app.id, world.clock.now(), int(seconds))
    return {"success": True}


async def owner(world: World, page: Page, call: Call) -> Json:
    """`GET /{page}/thread_owner?recipient=PSID`: nothing while the thread is idle."""
    recipient = call.params.get("recipient")
    person = world.person(page, recipient.get("id") if isinstance(recipient, dict) else recipient)
    app = person.thread.owner(world.clock.now())
    if app is None:
        return {"data": []}
    return {"data": [{"thread_owner": {"app_id": app, "expiration": int(person.thread.owner_until)}}]}


def features(page: Page) -> Json:
    """`GET /me?fields=messaging_feature_status`."""
    return {
        "hop_v2": page.default_app is not None,
        "msgr_multi_app": page.default_app is not None,
        "ig_multi_app": False,
    }


def move(world: World, person: Person, app_id: str, metadata: str, *, tell_us: bool, taken: bool = False) -> None:
    """Give a thread to an app, and tell ours about it where it is the one to be told."""
    now = world.clock.now()
    before = person.thread.owner(now)
    person.thread.give(app_id, now)
    if tell_us:
        change: Json = {"previous_owner_app_id": before, "new_owner_app_id": app_id, "metadata": metadata}
        world.tell("messaging_handovers", person, {f"{'take' if taken else 'pass'}_thread_control": change})


def control_after_send(world: World, person: Person, control: Any) -> None:
    """Do what a message's `thread_control` says.

    Raises:
        GraphError: 100.
    """
    kind = control.get("control_type") if isinstance(control, dict) else None
    need(kind in {"pass", "release"}, "param thread_control[control_type] must be pass or release")
    if kind == "release":
        person.thread.give(None, world.clock.now())
        return
    target = str(control.get("app_id") or INBOX)
    person.thread.passed.append((target, ""))
    move(world, person, target, "", tell_us=False)


def heard(world: World, person: Person) -> None:
    """Open the 24 hours; an idle thread becomes the default app's."""
    now, thread, page = world.clock.now(), person.thread, person.page
    thread.opened_at = now
    if page.default_app is None:
        return
    app = thread.owner(now) or page.default_app
    # An extension is not shortened.
    thread.give(app, now, max(DAY, thread.owner_until - now if thread.owner(now) else 0.0))


def _person(world: World, page: Page, call: Call) -> Person:
    return world.person(page, call.object("recipient").get("id"))


def _must_own(world: World, person: Person, app_id: str) -> None:
    if not person.page.may_send(person.thread, app_id, world.clock.now()):
        raise not_owner()
