"""One shape for every error, whatever the door."""

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.conversation import errors
from bot.conversation.errors import BadConfiguration, BotError
from bot.conversation.reasons import ToAgent
from bot.http.errors import STATUS, error_body, error_response
from tests.http.doors import door, fine, raising, served

ALL = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, BotError)]

#: What callers build on; a new error must be written down here.
PROMISED = {
    errors.BotError: 500,
    errors.BadInput: 400,
    errors.TooLarge: 413,
    errors.TooManyRequests: 429,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.OfferExpired: 409,
    errors.Unavailable: 503,
    errors.BadConfiguration: 500,
}


def test_the_table_holds_every_error() -> None:
    assert set(PROMISED) == set(ALL)


@pytest.mark.parametrize("error", ALL)
async def test_every_error_has_its_status_and_the_one_shape(error: type[BotError]) -> None:
    raised = error("what went wrong")
    async with served([door(raising(raised))]) as client, client.post("/api/door") as response:
        assert response.status == PROMISED[error]
        assert response.content_type == "application/json"
        assert response.headers["Cache-Control"] == "no-store"
        assert await response.json() == {"error": {"code": error.code, "message": "what went wrong"}}


async def test_which_case_it_is_and_its_facts_stand_beside_the_sentence() -> None:
    raised = errors.Conflict("Ana is not at the desk", reason=ToAgent.NOT_AT_DESK, name="Ana")
    async with served([door(raising(raised))]) as client, client.post("/api/door") as response:
        assert await response.json() == {
            "error": {
                "code": "conflict",
                "message": "Ana is not at the desk",
                "reason": "not_at_desk",
                "facts": {"name": "Ana"},
            }
        }


@pytest.mark.parametrize("error", [error for error in ALL if error is not BadConfiguration])
def test_every_code_stands_in_the_table_of_statuses(error: type[BotError]) -> None:
    assert error.code in STATUS
    assert error_response(error()).status == STATUS[error.code]


SECRET = "swordfish-4711"


async def test_a_bug_is_logged_and_told_without_its_stack() -> None:
    async with served([door(raising(KeyError(SECRET)))]) as client:
        with capture_logs() as logs:
            async with client.post("/api/door") as response:
                text = await response.text()
    assert response.status == 500
    assert text == '{"error":{"code":"internal","message":"something went wrong on our side"}}'
    assert [(entry["event"], entry["log_level"], entry["route"]) for entry in logs] == [
        ("request_failed", "error", "/api/door")
    ]


async def test_a_door_that_is_not_there_is_not_found_in_the_same_shape() -> None:
    async with served([]) as client, client.get("/api/nothing") as response:
        assert response.status == 404
        assert await response.json() == error_body("not_found", "not found")


async def test_a_method_that_a_door_does_not_take_is_refused_and_the_right_one_named() -> None:
    async with served([door(fine)]) as client, client.delete("/api/door") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "POST"
        assert await response.json() == error_body("bad_input", "method not allowed")


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (web.HTTPForbidden(), 403, "not_allowed"),
        (web.HTTPUnsupportedMediaType(), 415, "bad_input"),
        (web.HTTPServiceUnavailable(), 503, "unavailable"),
        (web.HTTPBadGateway(), 502, "internal"),
    ],
)
async def test_errors_of_the_web_library_have_the_same_shape(raised: web.HTTPException, status: int, code: str) -> None:
    async with served([door(raising(raised))]) as client, client.post("/api/door") as response:
        assert response.status == status
        assert (await response.json())["error"]["code"] == code


async def test_a_redirect_is_no_error() -> None:
    async with (
        served([door(raising(web.HTTPFound("/elsewhere")))]) as client,
        client.post("/api/door", allow_redirects=False) as response,
    ):
        assert (response.status, response.headers["Location"]) == (302, "/elsewhere")


@pytest.mark.parametrize("path", ["/api/%00", "/api/door/%ff", "/api/door?x=%ff%00", "/api/" + "a" * 4000])
async def test_strange_paths_are_answered_in_the_same_shape(path: str) -> None:
    async with served([door(fine)]) as client, client.get(path) as response:
        assert response.status in {400, 404, 405, 414}
        assert set(await response.json()) == {"error"}
