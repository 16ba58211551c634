"""The errors that Graph answers with, in its shape."""

from typing import Any


class GraphError(Exception):
    """Answered as `{"error": {...}}`.

    Graph answers 400 to nearly all of them and 500 to its own faults (codes 1 and 2).
    """

    def __init__(self, code: int, message: str, subcode: int | None = None, *, status: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.message = message
        self.status = status or (500 if code in {1, 2} else 400)

    def body(self, trace: str) -> dict[str, Any]:
        """Return what is sent."""
        error: dict[str, Any] = {"message": self.message, "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.code in {1, 2}:
            error["is_transient"] = True
        return {"error": error | {"fbtrace_id": trace}}


def need(condition: object, message: str, subcode: int | None = None) -> None:
    """Refuse a call whose parameters are wrong.

    Raises:
        GraphError: 100, where the condition is not met.
    """
    if not condition:
        raise GraphError(100, f"(#100) {message}", subcode)


def no_such_person() -> GraphError:
    """Nobody of this page has that id."""
    return GraphError(100, "(#100) No matching user found", 2018001)


def outside_window() -> GraphError:
    """The person's last message is too long ago."""
    return GraphError(
        10, "(#10) This message is sent outside of allowed window. Learn more about the new policy here: …", 2018278
    )


def not_owner() -> GraphError:
    """Another app owns the thread."""
    return GraphError(10, "(#10) Message failed to send because another app is controlling this thread now.", 2018300)


def bad_token(subcode: int | None = None) -> GraphError:
    """The token is not, or no longer, good: 460 password changed, 463 expired, 467 invalid."""
    why = {460: "The session has been invalidated", 463: "Session has expired", 467: "The token is invalid"}
    text = why.get(subcode or 0, "Invalid OAuth access token - Cannot parse access token")
    return GraphError(190, f"Error validating access token: {text}.", subcode, status=401 if subcode else 400)


def no_object(node: str, method: str) -> GraphError:
    """There is nothing of that id, or this token may not see it."""
    return GraphError(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{node}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation.",
        33,
    )


def too_many_calls() -> GraphError:
    """More calls to one API than it takes."""
    return GraphError(613, "(#613) Calls to this api have exceeded the rate limit.")


def app_limit() -> GraphError:
    """The app's own limit for all its calls."""
    return GraphError(4, "(#4) Application request limit reached")
