"""The Send API: `POST /{page}/messages`."""

from tests.support.graph import message_rules, routing, windows
from tests.support.graph.errors import GraphError, need, no_such_person, not_owner
from tests.support.graph.people import Message, Page, Person
from tests.support.graph.signing import Json
from tests.support.graph.wire import Call
from tests.support.graph.world import World

ACTIONS = {"typing_on", "typing_off", "mark_seen", "react", "unreact"}
SOUND = {"audio", "video"}


async def messages(world: World, page: Page, call: Call) -> Json:
    """Take a message or an action of the sender.

    Raises:
        GraphError: as the rules say; see the modules that hold them.
    """
    message = call.params.get("message")
    attachment = message.get("attachment") if isinstance(message, dict) else None
    world.rates.count(page, "messages")
    if isinstance(attachment, dict) and attachment.get("type") in SOUND:
        world.rates.count(page, "sound")
    recipient = call.object("recipient")
    if "sender_action" in call.params:
        return _action(world, _recipient(world, page, recipient), call)
    message = call.object("message")
    message_rules.check(message, has_file=call.file is not None)
    person = _recipient(world, page, recipient)
    _may_reach(world, person)
    if "notification_messages_token" not in recipient:
        kind, tag = call.params.get("messaging_type"), call.params.get("tag")
        windows.check(person, kind, tag, message, world.clock.now())
    sent, reusable = await _accept(world, person, message, call)
    answer = {"message_id": sent.mid} | ({"attachment_id": reusable} if reusable else {})
    # Who is known by less than an id stays so.
    return ({"recipient_id": person.psid} if "id" in recipient else {}) | answer


def _recipient(world: World, page: Page, recipient: Json) -> Person:
    names = {"id": "psid", "user_ref": "user_ref", "notification_messages_token": "notification_token"}
    # Comments and posts are not part of this fake.
    given = [k for k in names if recipient.get(k)]
    need(len(given) == 1, "param recipient must hold exactly one of id, user_ref and notification_messages_token")
    value = str(recipient[given[0]])
    for person in page.people.values():
        if getattr(person, names[given[0]]) == value:
            return person
    raise no_such_person()


def _may_reach(world: World, person: Person) -> None:
    if not person.reachable:
        raise GraphError(551, "(#551) This person isn't available right now.", 1545041)
    if not person.page.may_send(person.thread, person.page.app.id, world.clock.now()):
        raise not_owner()


async def _accept(world: World, person: Person, message: Json, call: Call) -> tuple[Message, str | None]:
    page, thread = person.page, person.thread
    persona = call.params.get("persona_id")
    need(persona is None or _alive(page, str(persona)), "param persona_id is not a persona of this Page")
    reply_to = message_rules.check_reply_to(call.params.get("reply_to"), thread)
    control = call.params.get("thread_control")
    shown, reusable = await _attachments(world, page, message, call)
    sent = Message(
        world.chance.mid(),
        0,
        page.id,
        person.psid,
        message.get("text"),
        shown,
        page.app.id,
        message.get("metadata"),
        message.get("quick_replies", []),
        None if persona is None else str(persona),
        reply_to,
        call.params.get("messaging_type"),
        call.params.get("tag"),
    )
    if control is not None:
        routing.control_after_send(world, person, control)
    say(world, person, sent)
    thread.typing = False
    return sent, reusable


async def _attachments(world: World, page: Page, message: Json, call: Call) -> tuple[list[Json], str | None]:
    if message.get("sticker_id"):
        return [{"type": "sticker", "payload": {"sticker_id": int(message["sticker_id"])}}], None
    if (attachment := message.get("attachment")) is None:
        return [], None
    if attachment["type"] == "template":
        return [attachment], None
    shown, reusable = await world.files.take(page, attachment, call.file)
    return [shown], reusable


def _alive(page: Page, persona: str) -> bool:
    return persona in page.personas and not page.personas[persona]["deleted"]


def say(world: World, person: Person, sent: Message) -> None:
    """Add to the thread what the Page said, whoever said it, and echo it."""
    body: Json = {"mid": sent.mid, "is_echo": True, "app_id": int(sent.app_id or 0)}
    body |= {"text": sent.text} if sent.text is not None else {}
    body |= {"attachments": sent.attachments} if sent.attachments else {}
    body |= {"metadata": sent.metadata} if sent.metadata is not None else {}
    body |= {"reply_to": {"mid": sent.reply_to}} if sent.reply_to else {}
    sent.at = world.tell("message_echoes", person, {"message": body}, echo=True)["timestamp"]
    person.thread.messages.append(sent)


def _action(world: World, person: Person, call: Call) -> Json:
    action = call.params["sender_action"]
    extra = {"message", "messaging_type", "tag", "reply_to", "notification_type"} & call.params.keys()
    need(not extra, f"sender_action takes nothing beside the recipient, but got {sorted(extra)}", 2018014)
    need(action in ACTIONS, f"Param sender_action must be one of {sorted(ACTIONS)}")
    _may_reach(world, person)
    persona = call.params.get("persona_id")
    need(persona is None or _alive(person.page, str(persona)), "param persona_id is not a persona of this Page")
    thread = person.thread
    if action in {"typing_on", "typing_off"}:
        thread.typing = action == "typing_on"
    elif action == "mark_seen":
        thread.seen = max((m.at for m in thread.messages if m.sender == person.psid), default=0)
    else:
        _react(person, str(action), call.object("payload"))
    return {"recipient_id": person.psid}


def _react(person: Person, action: str, payload: Json) -> None:
    message = person.thread.find(str(payload.get("message_id")))
    need(message, "param payload[message_id] is not a message of this thread")
    assert message
    if action == "unreact":
        message.reactions.pop(person.page.id, None)
        return
    need(payload.get("reaction"), "param payload[reaction] is required")
    message.reactions[person.page.id] = str(payload["reaction"])
