"""What `doctor` finds on our side: whether webhooks get through to us, and what stands still.

Source: Messenger Platform, «Webhooks, verification» and «Validate payloads».
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

import aiohttp

from bot.channels.messenger.doctor import Finding, State, note, ok, problem
from bot.channels.messenger.signature import signature_of
from bot.channels.messenger.webhook import PATH
from bot.engine.push_health import PushHealth, Standing

#: Seconds that Meta waits for an answer.
PATIENCE = 5.0
#: Signed as Meta signs: escaped, with a slash that must stay as it is. It holds no event.
_EMPTY = b'{"object":"page","entry":[],"note":"\\u4f60\\/"}'
_SEEN_AS = "your proxy must hand on the path, the query and the body as they are"


async def examine_webhook(
    session: aiohttp.ClientSession, url: str, *, verify_token: str, app_secret: str
) -> list[Finding]:
    """Ask our own webhook as Meta does, at the address under which it is reached from outside."""
    where = url.rstrip("/")
    where = where if where.endswith(PATH) else where + PATH
    findings = []
    if not where.startswith("https://"):
        findings.append(note("webhook", "the address is not https", "Meta sends webhooks to https only"))
    try:
        findings.append(await _verified(session, where, verify_token))
        if findings[-1].state is State.OK:
            findings.append(await _taken(session, where, app_secret))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        text = f"{where} does not answer ({type(error).__name__})"
        findings.append(problem("webhook", text, "start Baton, and see that the address leads to it from the internet"))
    return findings


async def _verified(session: aiohttp.ClientSession, where: str, verify_token: str) -> Finding:
    challenge = str(secrets.randbelow(10**9))
    query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
    status, body = await _asked(session, "GET", where, params=query)
    if (status, body) == (200, challenge):
        return ok("webhook", f"{where} answers Meta's verification")
    if status == 403:
        return problem("webhook", f"{where} does not know this verify_token", "is another Baton, or an older, running?")
    return problem("webhook", f"{where} answers {status}, not the challenge", f"is it Baton's address? {_SEEN_AS}")


async def _taken(session: aiohttp.ClientSession, where: str, app_secret: str) -> Finding:
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature_of(_EMPTY, app_secret)}
    status, _ = await _asked(session, "POST", where, data=_EMPTY, headers=headers)
    if status == 200:
        return ok("signature", "a signed webhook is taken as it is")
    if status == 403:
        text = "a webhook signed with this app_secret is refused"
        return problem("signature", text, f"restart Baton with this app_secret; {_SEEN_AS}")
    return problem("signature", f"a signed webhook is answered {status}", "see the server's log")


async def _asked(
    session: aiohttp.ClientSession,
    method: str,
    where: str,
    *,
    params: dict[str, str] | None = None,
    data: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, str]:
    limit = aiohttp.ClientTimeout(total=PATIENCE)
    async with session.request(
        method, where, params=params, data=data, headers=headers, timeout=limit, allow_redirects=False
    ) as response:
        return response.status, (await response.content.read(1000)).decode("utf-8", "replace")


def examine_names(picture: str | None) -> Finding:
    """Say as whom customers see agents; `picture`: the one that stands beside their names."""
    if picture is not None:
        return ok("personas", "agents speak under their own names")
    todo = "give BATON_MESSENGER__AGENT_PICTURE, the https address of a picture, and they speak under their own names"
    return note("personas", "agents speak as the page itself", todo)


def examine_health(health: PushHealth, *, now: datetime) -> Iterator[Finding]:
    """Yield what stands still."""
    kinds = (
        ("failed", health.failed, "could not be delivered", "agents see each with its reason, and can send it again"),
        ("late", health.late, "wait to be sent", "is the server running? Otherwise see the reason"),
        ("unsure", health.unsure, "may or may not have arrived; their echo is awaited", ""),
    )
    for check, standing, what, todo in kinds:
        if standing.count:
            text = f"{standing.count} messages to customers {what}{_about(standing)}"
            yield problem(check, text, todo) if todo else note(check, text)
    if health.waiting.count:
        text = f"{health.waiting.count} events came and were not taken in{_about(health.waiting)}"
        yield problem("arrivals", text, "is the server running? It takes them in when it starts")
    if health.given_up.count:
        text = f"{health.given_up.count} events broke each time they were taken in{_about(health.given_up)}"
        yield problem("arrivals", text, "see `arrival_broke` in the server's log")
    if not any(one.count for one in (health.failed, health.late, health.unsure, health.waiting, health.given_up)):
        yield ok("deliveries", "nothing stands still")
    if health.last_received is None:
        yield note("events", "no event has come yet", "write to the page from an account of your own")
    else:
        yield ok("events", f"the last one came {_ago(now - health.last_received)} ago")


def _about(standing: Standing) -> str:
    return f" ({standing.example})" if standing.example else ""


def _ago(lasts: timedelta) -> str:
    minutes = round(lasts.total_seconds() / 60)
    if minutes < 120:
        return f"{max(minutes, 0)} minutes"
    hours = minutes // 60
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
