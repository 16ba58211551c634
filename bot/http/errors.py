"""One shape for every error: `{"error": {"code", "message"}}`, and `reason` and `facts` where there are."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.conversation.errors import BotError
from bot.http.body import json_response

log = structlog.get_logger()

STATUS = {
    "bad_input": 400,
    "not_signed_in": 401,
    "not_allowed": 403,
    "not_found": 404,
    "conflict": 409,
    "too_large": 413,
    "too_many_requests": 429,
    "internal": 500,
    "unavailable": 503,
}
_CODE_OF_STATUS = {status: code for code, status in STATUS.items()}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def error_body(code: str, message: str) -> dict[str, object]:
    """Return the body of an error."""
    return {"error": {"code": code, "message": message}}


def told(error: BotError) -> dict[str, object]:
    """Return the body that tells of an error: its sentence, and what it takes to say it in another language."""
    which = {"reason": error.reason} if error.reason else {}
    facts = {"facts": error.facts} if error.facts else {}
    return {"error": {"code": error.code, "message": error.message, **which, **facts}}


def error_response(error: BotError) -> web.Response:
    """Return the answer that tells of an error."""
    return json_response(told(error), status=STATUS.get(error.code, 500))


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every error in one shape; a bug is logged with its stack and told without it."""
    try:
        return await handler(request)
    except BotError as error:
        return error_response(error)
    except web.HTTPRequestEntityTooLarge:
        return json_response(error_body("too_large", "the request is too large"), status=413)
    except web.RequestPayloadError:
        return json_response(error_body("bad_input", "the body is not packed as its headers say"), status=400)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = _CODE_OF_STATUS.get(error.status, "bad_input" if error.status < 500 else "internal")
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return json_response(error_body(code, error.reason.lower()), status=error.status, headers=headers)
    except Exception:  # the last owner of a request: nobody outside sees a stack
        log.exception("request_failed", method=request.method, route=str(request.rel_url.path))
        return json_response(error_body("internal", "something went wrong on our side"), status=500)
