"""What is asked about one thing by its id: the Page itself, a person, a persona, a conversation, a message."""

from tests.support.graph import conversations, debug, personas, routing
from tests.support.graph.errors import GraphError, need, no_object
from tests.support.graph.fields import parse
from tests.support.graph.people import Page, Person
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World


async def answer(world: World, page: Page, call: Call) -> Json:
    """Answer a call about a node.

    Raises:
        GraphError: 100/33 for an unknown one; see the modules for the rest.
    """
    if call.edge in {"ids_for_pages", "ids_for_apps"}:
        return _ids(world, page, call)
    if call.node == "debug_token":
        return debug.token(world, page, call)
    if call.edge == "messages" and call.node.startswith("t_") and call.method == "GET":
        world.rates.count(page, "conversations")
        return conversations.messages(world, _of_thread(page, call), call)
    if call.edge:
        raise no_object(call.node, call.method)
    if call.node in page.personas:
        return _persona(page, call)
    if call.method == "GET":
        return _read(world, page, call)
    raise no_object(call.node, call.method)


def _read(world: World, page: Page, call: Call) -> Json:
    if call.node in {"me", page.id}:
        return _page(world, page, call)
    if call.node.startswith("m_"):
        return conversations.message(page, call.node, call)
    if call.node.startswith("t_"):
        world.rates.count(page, "conversations")
        fields = parse(str(call.params.get("fields", "id,updated_time")))
        return conversations.conversation(world, _of_thread(page, call), fields)
    if call.node in page.people:
        return _profile(world, page.people[call.node], call)
    raise no_object(call.node, call.method)


def _of_thread(page: Page, call: Call) -> Person:
    for person in page.people.values():
        if person.thread.id == call.node:
            return person
    raise no_object(call.node, call.method)


def _page(world: World, page: Page, call: Call) -> Json:
    if token := call.params.get("account_linking_token"):
        return world.linking.who(page, str(token))
    known = {"id": page.id, "name": page.name, "messaging_feature_status": routing.features(page)}
    names = ["id", *(call.names("fields") or ["name"])]
    return {name: known[name] for name in names if name in known}


def _profile(world: World, person: Person, call: Call) -> Json:
    if person.profile == "empty":
        return {}
    if person.profile == "none":
        raise GraphError(100, "(#100) No profile available for this user.", 2018218)
    if person.profile == "denied":
        raise GraphError(100, "(#100) Insufficient permission to access user profile.", 2018247)
    known = {
        "id": person.psid,
        "name": person.name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "locale": person.locale,
        "timezone": 1,
        "gender": "female",
    }
    names = call.names("fields") or ["first_name", "last_name", "profile_pic"]
    unknown = sorted(set(names) - known.keys() - {"profile_pic"})
    need(not unknown, f"Tried accessing nonexisting field ({', '.join(unknown)})")
    if "profile_pic" in names:
        known["profile_pic"] = world.files.put(b"\x89PNG", "image/png", "face.png", 3600.0)
    return {name: known[name] for name in dict.fromkeys([*names, "id"])}


def _persona(page: Page, call: Call) -> Json:
    persona = page.personas[call.node]
    if persona["deleted"]:
        raise no_object(call.node, call.method)
    if call.method == "DELETE":
        persona["deleted"] = True
        return {"success": True}
    return personas.shown(persona)


def _ids(world: World, page: Page, call: Call) -> Json:
    """Tell by which ids the Pages of an app know a human: `node` is a PSID or an app-scoped id."""
    humans = {p.app_scoped_id for p in world.people.values() if call.node in {p.psid, p.app_scoped_id}}
    known = [p for p in world.people.values() if p.app_scoped_id in humans and p.page.app is page.app]
    if not known:
        raise no_object(call.node, call.method)
    if call.edge == "ids_for_apps":
        data: list[Json] = [{"id": known[0].app_scoped_id, "app": {"id": page.app.id, "name": "Baton"}}]
    else:
        wanted = call.params.get("page")
        data = [
            {"id": p.psid, "page": {"id": p.page.id, "name": p.page.name}}
            for p in known
            if wanted is None or p.page.id == wanted
        ]
    return {"data": data}
