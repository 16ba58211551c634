"""The Messenger Profile: what a Page shows before and beside a conversation."""

import json
from typing import Any

from tests.support.graph.errors import need
from tests.support.graph.people import Page
from tests.support.graph.signing import Json
from tests.support.graph.templates import link, several, words
from tests.support.graph.wire import Call
from tests.support.graph.world import World

DONE = {"result": "success"}


async def change(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/messenger_profile`."""
    world.rates.count(page, "messenger_profile")
    given = call.params
    need(given, "At least one property of the profile is required")
    unknown = sorted(given.keys() - _CHECKS.keys())
    need(not unknown, f"Unknown properties {unknown}")
    for name in given:
        _CHECKS[name](given)
    after = page.profile | given
    need("persistent_menu" not in after or "get_started" in after, "A persistent menu needs a Get Started button")
    page.profile = after
    return DONE


async def show(world: World, page: Page, call: Call) -> Json:
    """`GET /{page}/messenger_profile?fields=…`."""
    world.rates.count(page, "messenger_profile")
    names = _names(call)
    found = {name: page.profile[name] for name in names if name in page.profile}
    return {"data": [found] if found else []}


async def remove(world: World, page: Page, call: Call) -> Json:
    """`DELETE /{page}/messenger_profile`."""
    world.rates.count(page, "messenger_profile")
    after = {k: v for k, v in page.profile.items() if k not in _names(call)}
    need("persistent_menu" not in after or "get_started" in after, "The persistent menu must be removed first")
    page.profile = after
    return DONE


def _names(call: Call) -> list[str]:
    names = call.names("fields")
    need(names, "The parameter fields is required")
    unknown = [name for name in names if name not in _CHECKS]
    need(not unknown, f"Unknown properties {unknown}")
    return names


async def change_for_person(world: World, page: Page, call: Call) -> Json:
    """`POST /{page}/custom_user_settings`: a menu for one person."""
    psid = _psid(world, page, call)
    _menu(call.params)
    page.settings[psid] = {"persistent_menu": call.params["persistent_menu"]}
    return DONE


async def show_for_person(world: World, page: Page, call: Call) -> Json:
    """`GET /{page}/custom_user_settings?psid=…`."""
    own = page.settings.get(_psid(world, page, call))
    return {"data": [{"user_level_persistent_menu": own["persistent_menu"]}] if own else []}


async def remove_for_person(world: World, page: Page, call: Call) -> Json:
    """`DELETE /{page}/custom_user_settings?psid=…&params=[…]`."""
    psid = _psid(world, page, call)
    need("persistent_menu" in json.dumps(call.params.get("params", "")), "The parameter params is required")
    page.settings.pop(psid, None)
    return DONE


def _psid(world: World, page: Page, call: Call) -> str:
    psid = world.person(page, call.text("psid")).psid
    world.rates.count(page, "custom_user_settings", psid)
    return psid


def _get_started(given: Json) -> None:
    value = given["get_started"]
    need(isinstance(value, dict), "param get_started must be an object")
    words(value, "payload", 1000)


def _greeting(given: Json) -> None:
    for value in _by_locale(given, "greeting"):
        words(value, "text", 160)


def _ice_breakers(given: Json) -> None:
    for value in _by_locale(given, "ice_breakers"):
        for question in several(value, "call_to_actions", 1, 4):
            words(question, "question", 80)
            words(question, "payload", 1000)


def _menu(given: Json) -> None:
    for value in _by_locale(given, "persistent_menu"):
        items = several(value, "call_to_actions", 0, 20)
        need(items or value.get("composer_input_disabled"), "A menu needs items, or a disabled composer")
        for item in items:
            words(item, "title", 30)
            need(item.get("type") in {"web_url", "postback"}, "A menu's items are web_url or postback")
            link(item) if item["type"] == "web_url" else words(item, "payload", 1000)


def _commands(given: Json) -> None:
    for value in _by_locale(given, "commands"):
        for command in several(value, "commands", 1, 100):
            words(command, "name", 32)
            words(command, "description", 64)


def _domains(given: Json) -> None:
    value: Any = given["whitelisted_domains"]
    need(
        isinstance(value, list) and 0 < len(value) <= 50, "param whitelisted_domains must have between 1 and 50 entries"
    )
    for domain in value:
        need(str(domain).startswith("https://"), "A domain must begin with https://")


def _linking(given: Json) -> None:
    need(str(given["account_linking_url"]).startswith("https://"), "param account_linking_url must begin with https://")


def _by_locale(given: Json, name: str) -> list[Json]:
    values = several(given, name, 1, 100)
    locales = [value.get("locale") for value in values]
    need("default" in locales, f"param {name} needs an entry for the locale default")
    need(len(set(locales)) == len(locales), f"param {name} has a locale twice")
    return values


_CHECKS = {
    "get_started": _get_started,
    "greeting": _greeting,
    "ice_breakers": _ice_breakers,
    "persistent_menu": _menu,
    "commands": _commands,
    "whitelisted_domains": _domains,
    "account_linking_url": _linking,
}
