"""What people do in Messenger, as methods of the fake. Each queues its webhook; `pump` sends it."""

from typing import Any

from tests.support.graph import routing
from tests.support.graph.linking import Login
from tests.support.graph.people import Message, Person
from tests.support.graph.signing import Json
from tests.support.graph.world import World

#: Meta's thumb.
LIKE = 369239263222822


class PersonActs:
    """What a person does. Whoever acts is given first."""

    world: World

    def person_says(
        self,
        person: Person,
        text: str | None,
        *,
        attachments: list[Json] | None = None,
        reply_to: str | None = None,
        payload: str | None = None,
        **more: Any,
    ) -> Message:
        """Write a message; `payload`: by tapping a quick reply. `more` goes into `message`: `referral`, `commands` …"""
        routing.heard(self.world, person)
        body: Json = {"mid": self.world.chance.mid()}
        body |= {"text": text} if text is not None else {}
        body |= {"quick_reply": {"payload": payload}} if payload is not None else {}
        body |= {"attachments": attachments} if attachments else {}
        if reply_to is not None:
            answered = person.thread.find(reply_to)
            own = answered is not None and answered.sender == person.psid
            body["reply_to"] = {"mid": reply_to, "is_self_reply": own}
        event = self.world.tell("messages", person, {"message": body | more})
        said = Message(body["mid"], event["timestamp"], person.psid, person.page.id, text, attachments or [])
        said.reply_to = reply_to
        person.thread.messages.append(said)
        return said

    def person_picks(self, person: Person, title: str) -> Message:
        """Tap a quick reply of the Page's newest message. Nobody can tap what is not there."""
        last = _newest(person)
        (reply,) = [r for r in last.quick_replies if r.get("title") == title]
        return self.person_says(person, title, payload=reply["payload"])

    def person_presses(self, person: Person, title: str) -> str:
        """Press a postback button of the Page's newest message; return the postback's mid."""
        (attachment,) = _newest(person).attachments
        found = [b["payload"] for b in _buttons(attachment["payload"]) if b.get("title") == title]
        return self.person_posts_back(person, title, found[0])

    def person_posts_back(self, person: Person, title: str, payload: str, *, referral: Json | None = None) -> str:
        """Press a button: Get Started, an ice breaker, the menu. Returns the postback's mid."""
        routing.heard(self.world, person)
        body: Json = {"mid": self.world.chance.mid(), "title": title, "payload": payload}
        self.world.tell(
            "messaging_postbacks", person, {"postback": body | ({"referral": referral} if referral else {})}
        )
        return str(body["mid"])

    def person_sends(
        self, person: Person, kind: str, data: bytes, content_type: str, *, name: str = "file", text: str | None = None
    ) -> Message:
        """Send an image, audio, video or file: the fake serves its bytes for seven days."""
        url = self.world.files.put(data, content_type, name)
        return self.person_says(person, text, attachments=[{"type": kind, "payload": {"url": url}}])

    def person_sends_sticker(self, person: Person, sticker_id: int = LIKE, *, old: bool = False) -> Message:
        """Send a sticker; `old`: as until 30 August 2026, with an image beside it."""
        url = self.world.files.put(b"\x89PNG", "image/png", "sticker.png")
        payload = {"url": url, "sticker_id": sticker_id}
        kinds = ["sticker", "image"] if old else ["sticker"]
        return self.person_says(person, None, attachments=[{"type": k, "payload": payload} for k in kinds])

    def person_shares(self, person: Person, url: str, title: str) -> Message:
        """Write a link: text and a «fallback» attachment come together."""
        shared = [{"type": "fallback", "payload": {"url": url, "title": title}}]
        return self.person_says(person, url, attachments=shared)

    def person_reacts(
        self, person: Person, mid: str, reaction: str = "love", emoji: str = "❤", *, take_back: bool = False
    ) -> None:
        """React to a message, or take the reaction back."""
        routing.heard(self.world, person)
        what = (
            {"action": "unreact", "mid": mid}
            if take_back
            else {"action": "react", "reaction": reaction, "emoji": emoji, "mid": mid}
        )
        self.world.tell("message_reactions", person, {"reaction": what})

    def person_edits(self, person: Person, mid: str, text: str) -> None:
        """Change one of their messages, at most five times."""
        message = person.thread.find(mid)
        assert message, "there is no such message"
        assert message.sender == person.psid, "it is not theirs"
        assert message.edits < 5, "a message can be edited five times"
        message.text, message.edits = text, message.edits + 1
        self.world.tell(
            "message_edits", person, {"message_edit": {"mid": mid, "text": text, "num_edit": message.edits}}
        )

    def person_reads(self, person: Person) -> int:
        """See everything so far; return the watermark in milliseconds."""
        mark = self._mark(person)
        self.world.tell("message_reads", person, {"read": {"watermark": mark}})
        return mark

    def person_receives(self, person: Person, *, mids: bool = True) -> int:
        """Get everything so far on their device; `mids=False`: Meta leaves the list out. Returns the watermark."""
        mark, page = self._mark(person), person.page.id
        ids = [m.mid for m in person.thread.messages if m.sender == page]
        self.world.tell(
            "message_deliveries", person, {"delivery": ({"mids": ids} if mids else {}) | {"watermark": mark}}
        )
        return mark

    def person_follows_link(self, person: Person, ref: str, **more: Any) -> None:
        """Open the thread by an m.me link with a `ref`."""
        routing.heard(self.world, person)
        referral = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"} | more
        self.world.tell("messaging_referrals", person, {"referral": referral})

    def person_logs_in(self, person: Person) -> Login:
        """Press «Log In»: `login.opens(url)` is what their browser opens then."""
        return self.world.linking.begin(person)

    def person_logs_out(self, person: Person) -> None:
        """Press «Log Out»."""
        self.world.linking.end(person)

    def person_opts_in(self, person: Person, payload: str, title: str = "News", *, status: str | None = None) -> str:
        """Agree to notifications, or stop or resume them by `status`; return the token that can be written to."""
        token = person.notification_token = person.notification_token or self.world.chance.number(18)
        optin: Json = {"type": "notification_messages", "payload": payload, "notification_messages_token": token}
        optin |= {"title": title, "user_token_status": "NOT_REFRESHED"}
        optin["token_expiry_timestamp"] = round((self.world.clock.now() + 365 * 86_400) * 1000)
        optin |= {"notification_messages_status": status} if status else {}
        self.world.tell("messaging_optins", person, {"optin": optin})
        return token

    def person_answers_survey(
        self, person: Person, screen: str, question: str, score: int, words: str | None = None
    ) -> None:
        """Answer a customer_feedback template."""
        answer: Json = {"type": "csat", "payload": str(score)}
        answer |= {"follow_up": {"type": "free_form", "payload": words}} if words else {}
        screens = [{"screen_id": screen, "questions": {question: answer}}]
        self.world.tell("messaging_feedback", person, {"messaging_feedback": {"feedback_screens": screens}})

    def person_judges(self, person: Person, mid: str, *, good: bool) -> None:
        """Call one answer good or bad."""
        feedback = f"{'Good' if good else 'Bad'} response"
        self.world.tell("response_feedback", person, {"response_feedback": {"feedback": feedback, "mid": mid}})

    def person_orders(self, person: Person, products: list[Json], note: str = "") -> None:
        """Send a shopping cart."""
        self.world.tell("send_cart", person, {"order": {"products": products, "note": note}})

    def person_fills_form(self, person: Person, form_id: str) -> None:
        """Send in a form of an ad."""
        self.world.tell("messaging_in_thread_lead_form_submit", person, {"form": {"id": form_id}})

    def _mark(self, person: Person) -> int:
        return max((m.at for m in person.thread.messages), default=self.world.timestamp())


def _newest(person: Person) -> Message:
    return [m for m in person.thread.messages if m.sender == person.page.id][-1]


def _buttons(payload: Json) -> list[Json]:
    holders = [payload, *payload.get("elements", [])]
    return [b for holder in holders for b in holder.get("buttons", []) if b.get("type") == "postback"]
