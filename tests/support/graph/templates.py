"""The limits of templates and their buttons."""

from typing import Any

from tests.support.graph.errors import need
from tests.support.graph.signing import Json


def words(holder: Json, key: str, limit: int, *, required: bool = True) -> None:
    """Want text of at most so many characters.

    Raises:
        GraphError: 100.
    """
    value = holder.get(key)
    if value is None and not required:
        return
    need(isinstance(value, str) and value.strip(), f"param {key} must be a non-empty UTF-8 encoded string")
    need(len(str(value)) <= limit, f"Length of param {key} must be less than or equal to {limit}")


def several(holder: Json, key: str, least: int, most: int) -> list[Json]:
    """Return a list of objects that has a fitting length.

    Raises:
        GraphError: 100.
    """
    value: Any = holder.get(key) or []
    need(
        isinstance(value, list) and all(isinstance(v, dict) for v in value), f"param {key} must be an array of objects"
    )
    need(least <= len(value) <= most, f"param {key} must have between {least} and {most} entries")
    return list(value)


def link(holder: Json, key: str = "url") -> None:
    """Want a URL.

    Raises:
        GraphError: 100.
    """
    value = holder.get(key)
    good = isinstance(value, str) and value.startswith(("http://", "https://"))
    need(good, f"param {key} should represent a valid URL")


def button(value: Json, title_limit: int = 20) -> None:
    """Check a button.

    Raises:
        GraphError: 100.
    """
    kind = value.get("type")
    need(
        kind in {"web_url", "postback", "phone_number", "account_link", "account_unlink"}, f"Invalid button type {kind}"
    )
    if kind in {"web_url", "postback", "phone_number"}:
        words(value, "title", title_limit)
    if kind in {"web_url", "account_link"}:
        link(value)
    if kind in {"postback", "phone_number"}:
        words(value, "payload", 1000)


def check(payload: Json) -> None:
    """Check a template.

    Raises:
        GraphError: 100.
    """
    kind = payload.get("template_type")
    need(kind in _CHECKS, f"Unknown template_type {kind}")
    _CHECKS[str(kind)](payload)


def _buttons(payload: Json) -> None:
    words(payload, "text", 640)
    for value in several(payload, "buttons", 1, 3):
        button(value)


def _generic(payload: Json) -> None:
    for element in several(payload, "elements", 1, 10):
        words(element, "title", 80)
        words(element, "subtitle", 80, required=False)
        more = {"subtitle", "image_url", "default_action", "buttons"} & element.keys()
        need(more, "An element needs at least one property besides its title")
        for value in several(element, "buttons", 0, 3):
            button(value)
        if (action := element.get("default_action")) is not None:
            need(
                action.get("type") == "web_url" and "title" not in action,
                "default_action must be a web_url without title",
            )
            link(action)


def _media(payload: Json) -> None:
    (element,) = several(payload, "elements", 1, 1)
    need(element.get("media_type") in {"image", "video"}, "param media_type must be image or video")
    need(
        ("url" in element) != ("attachment_id" in element), "Exactly one of url and attachment_id is required", 2018164
    )
    if "url" in element:
        need("facebook.com/" in str(element["url"]), "The url must be one of Facebook's", 2018164)
    for value in several(element, "buttons", 0, 3):
        button(value)


def _receipt(payload: Json) -> None:
    for key in ("recipient_name", "order_number", "currency", "payment_method"):
        words(payload, key, 1000)
    need((payload.get("summary") or {}).get("total_cost") is not None, "param summary[total_cost] is required")
    for element in several(payload, "elements", 0, 100):
        words(element, "title", 1000)
        need(isinstance(element.get("price"), int | float), "param price must be a number")


def _product(payload: Json) -> None:
    for element in several(payload, "elements", 1, 10):
        words(element, "id", 100)


def _coupon(payload: Json) -> None:
    words(payload, "title", 80)
    need("coupon_code" in payload or "coupon_url" in payload, "One of coupon_code and coupon_url is required")


def _feedback(payload: Json) -> None:
    words(payload, "title", 65)
    words(payload, "subtitle", 80)
    words(payload, "button_title", 20)
    (screen,) = several(payload, "feedback_screens", 1, 1)
    (question,) = several(screen, "questions", 1, 1)
    need(question.get("type") in {"csat", "nps", "ces"}, "Invalid question type")
    link(payload.get("business_privacy") or {})
    need(1 <= int(payload.get("expires_in_days", 1)) <= 7, "param expires_in_days must be between 1 and 7")


_CHECKS = {
    "button": _buttons,
    "generic": _generic,
    "media": _media,
    "receipt": _receipt,
    "product": _product,
    "coupon": _coupon,
    "customer_feedback": _feedback,
}
