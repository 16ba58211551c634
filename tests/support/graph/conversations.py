"""The Conversations API: what was said, for whoever was away. Only the newest have details (`Page.detailed`)."""

from datetime import UTC, datetime

from tests.support.graph.errors import need, no_object
from tests.support.graph.fields import Field, parse
from tests.support.graph.people import Message, Page, Person
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def every(world: World, page: Page, call: Call) -> Json:
    """`GET /{page}/conversations?platform=messenger[&user_id=…][&fields=…][&limit=…][&after=…]`: newest first."""
    world.rates.count(page, "conversations")
    need(call.params.get("platform", "messenger") == "messenger", "This Page has conversations on messenger only")
    people = [p for p in page.people.values() if p.thread.messages]
    if wanted := call.params.get("user_id"):
        people = [p for p in people if p.psid == str(wanted)]
    people.sort(key=lambda p: p.thread.messages[-1].at, reverse=True)
    fields = parse(str(call.params.get("fields", "id,updated_time")))
    start = int(str(call.params.get("after", "0")))
    end = start + int(str(call.params.get("limit", "25")))
    answer: Json = {"data": [conversation(world, p, fields) for p in people[start:end]]}
    if answer["data"]:
        answer["paging"] = {"cursors": {"before": str(start), "after": str(end)}}
    if end < len(people):
        answer["paging"]["next"] = f"{world.files.origin}/v25.0/{page.id}/conversations?after={end}"
    return answer


def conversation(world: World, person: Person, fields: dict[str, Field]) -> Json:
    """Return a thread with the fields that were asked for."""
    thread, page = person.thread, person.page
    answer: Json = {"id": thread.id}
    if "updated_time" in fields:
        answer["updated_time"] = when(thread.messages[-1].at)
    if "participants" in fields:
        answer["participants"] = {"data": [_who(person), _page(page)]}
    if "is_owner" in fields:
        answer["is_owner"] = page.may_send(thread, page.app.id, world.clock.now())
    if messages := fields.get("messages"):
        answer["messages"] = _page_of_messages(world, person, messages.fields, messages.limit or 25, after=None)
    return answer


def messages(world: World, person: Person, call: Call) -> Json:
    """`GET /{conversation}/messages[?fields=…][&limit=…][&after=…]`: newest first."""
    fields, limit = parse(str(call.params.get("fields", ""))), int(str(call.params.get("limit", "25")))
    return _page_of_messages(world, person, fields, limit, after=call.params.get("after"))


def _page_of_messages(
    world: World, person: Person, fields: dict[str, Field], limit: int, *, after: object | None
) -> Json:
    """Return a page; its cursors are messages, so what is said meanwhile moves none."""
    newest = person.thread.messages[::-1]
    start = 1 + next((i for i, m in enumerate(newest) if m.mid == after), -1)
    need(after is None or start > 0, "Invalid cursors values")
    some = newest[start : start + limit]
    wanted = fields or parse("id,created_time")
    detailed = person.page.detailed
    answer: Json = {"data": [_message(person, m, wanted, detailed=start + i < detailed) for i, m in enumerate(some)]}
    if some:
        answer["paging"] = {"cursors": {"before": some[0].mid, "after": some[-1].mid}}
        if start + limit < len(newest):
            where = f"{world.files.origin}/v25.0/{person.thread.id}/messages"
            answer["paging"]["next"] = f"{where}?limit={limit}&after={some[-1].mid}"
    return answer


def message(page: Page, mid: str, call: Call) -> Json:
    """Answer `GET /{message}`.

    Raises:
        GraphError: 100/33, when it is unknown or not one of the newest of its thread.
    """
    for person in page.people.values():
        newest = person.thread.messages[-page.detailed :]
        for found in newest:
            if found.mid == mid:
                return _message(person, found, parse(str(call.params.get("fields", "id,created_time"))), detailed=True)
    raise no_object(mid, call.method)


def _message(person: Person, said: Message, fields: dict[str, Field], *, detailed: bool) -> Json:
    sides = [_who(person), _page(person.page)]
    if said.sender != person.psid:
        sides.reverse()
    known: Json = {
        "id": said.mid,
        "created_time": when(said.at),
        "from": sides[0],
        "to": {"data": [sides[1]]},
        "message": said.text or "",
        "attachments": {"data": said.attachments} if said.attachments else None,
        "reply_to": {"mid": said.reply_to} if said.reply_to else None,
    }
    names = ["id", *fields] if detailed else ["id", "created_time"]
    return {name: known[name] for name in names if known.get(name) is not None}


def when(at: int) -> str:
    """Write milliseconds as Graph does: to the second, in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _who(person: Person) -> Json:
    return {"name": person.name, "email": f"{person.psid}@facebook.com", "id": person.psid}


def _page(page: Page) -> Json:
    return {"name": page.name, "email": f"{page.id}@facebook.com", "id": page.id}
