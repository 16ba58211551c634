"""The API's description: made from the table that serves it, so that nothing is left out."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot import __version__
from bot.http.openapi import describe
from bot.http.route import Route
from tests.http.all_doors import all_routes

ROUTES = all_routes()
DESCRIPTION = describe(ROUTES)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DESCRIPTION["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _every(thing: object) -> Iterator[dict[str, Any]]:
    """Yield every mapping within a description."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from _every(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _every(value)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.path.startswith("/api/") and r.method != "OPTIONS"])
def test_every_door_of_the_api_is_described(route: Route) -> None:
    operation = DESCRIPTION["paths"][route.path][route.method.lower()]
    assert operation["summary"] == route.summary
    assert ("requestBody" in operation) == (route.takes is not None)


def test_there_are_doors_for_customers_agents_and_machines() -> None:
    for start in ("/api/widget/", "/api/console/", "/webhooks/rest/"):
        assert [path for path, _, _ in operations() if path.startswith(start)]


def test_it_is_openapi_3_1_and_plain_json() -> None:
    assert DESCRIPTION["openapi"] == "3.1.0"
    assert DESCRIPTION["info"]["version"] == __version__
    assert json.loads(json.dumps(DESCRIPTION)) == DESCRIPTION


def test_every_reference_leads_somewhere() -> None:
    references = [node["$ref"] for node in _every(DESCRIPTION) if "$ref" in node]
    assert references
    for reference in references:
        node: Any = DESCRIPTION
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
        assert isinstance(node, dict)


def test_every_schema_is_one() -> None:
    for name, schema in DESCRIPTION["components"]["schemas"].items():
        assert {"type", "enum", "anyOf", "$ref", "const"} & schema.keys(), name


def test_every_place_in_a_path_is_a_parameter() -> None:
    for path, _, operation in operations():
        named = re.findall(r"{(\w+)}", path)
        described = operation.get("parameters", [])
        assert [parameter["name"] for parameter in described] == named
        assert all(parameter["in"] == "path" and parameter["required"] for parameter in described)


def test_every_door_says_how_to_prove_who_one_is() -> None:
    known = DESCRIPTION["components"]["securitySchemes"]
    for _, _, operation in operations():
        for choice in operation["security"]:
            assert set(choice) <= set(known)


def test_doors_of_agents_want_a_session_and_those_of_customers_a_token() -> None:
    for path, _, operation in operations():
        if path.startswith("/api/console/") and not path.endswith(("/sign-in", "/redeem")):
            assert operation["security"] == [{"session": []}], path
        if path.startswith("/api/widget/conversations/"):
            assert operation["security"] == [{"token": []}], path


def test_every_door_tells_of_errors_in_the_one_shape() -> None:
    for _, _, operation in operations():
        error = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert error == {"$ref": "#/components/schemas/Error"}


def test_bodies_take_no_field_that_is_not_described() -> None:
    for _, _, operation in operations():
        if "requestBody" not in operation:
            continue
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        assert DESCRIPTION["components"]["schemas"][name]["additionalProperties"] is False, name
