"""`/openapi.json` is complete, and every path answers with and without a trailing slash."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from tests.api.conftest import Program
from webchat.api.app import create_api
from webchat.api.reference import as_text, methods_of
from webchat.api.reference_answer_examples import OBJECTS
from webchat.api.reference_examples import BODIES
from webchat.api.reference_words import ASKED, FIELDS
from webchat.domain.errors import WebchatError
from webchat.settings import PROJECT

DOCUMENT = create_api().openapi()
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_route_says_what_it_does_and_what_can_go_wrong(path: str, method: str, operation: dict) -> None:
    assert operation["summary"]
    assert operation["description"]
    if operation["tags"] == ["operation"]:
        return
    answers = operation["responses"]
    assert {"429", "503"} <= set(answers)
    assert ("401" in answers) == bool(operation.get("security"))
    for status, answer in answers.items():
        if status >= "400":
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def _fields(place: str, schema: dict) -> Iterator[tuple[str, dict]]:
    for name, field in schema.get("properties", {}).items():
        yield f"{place}.{name}", field
        yield from _fields(f"{place}.{name}", field)


def test_every_field_and_parameter_is_explained_and_no_words_are_left_over() -> None:
    asked, fields = {}, {}
    for name, schema in DOCUMENT["components"]["schemas"].items():
        fields |= dict(_fields(name, schema))
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            for one in operation.get("parameters", ()):
                asked[f"{method.upper()} {path} {one['name']}"] = one
            for said in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in said.get("content", {}).values():
                    fields |= dict(_fields(f"{method} {path} ", content["schema"]))
    assert [place for place, one in (fields | asked).items() if "description" not in one] == []
    used = {place if place in FIELDS else place.rpartition(".")[2] for place in fields}
    used_of_asked = {place if place in ASKED else place.rpartition(" ")[2] for place in asked}
    assert (FIELDS.keys() - used, ASKED.keys() - used_of_asked) == (set(), set())


def test_a_door_of_the_host_is_not_offered_to_a_cookie() -> None:
    operation = DOCUMENT["paths"]["/api/conversations/ensure"]["post"]
    assert operation["security"] == [{"token": []}]
    assert DOCUMENT["paths"]["/api/conversations"]["get"]["security"] == [{"token": []}, {"cookie": []}]


_SENT = ("200", "206", "304", "416")


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/api/hooks/{secret}", "post", ("200", "201", "413")),
        ("/api/events", "get", ("200", "409")),
        ("/api/conversations/{conversation_id}", "patch", ("200", "403")),
        ("/api/uploads", "post", ("201", "413")),
        ("/api/uploads/{upload_id}", "get", ("200", "413")),
        ("/api/uploads/{upload_id}", "patch", ("204", "409", "413", "423")),
        ("/api/groups/{group_id}/members/{user_id}", "delete", ("200", "403", "409")),
        ("/api/media/{media_id}/download", "get", _SENT),
        ("/api/media/{media_id}/thumbnail", "get", _SENT),
        ("/api/users/{user_id}/avatar", "get", _SENT),
        ("/api/groups/{group_id}/avatar", "get", _SENT),
        ("/api/invites/{code}/avatar", "get", _SENT),
    ],
)
def test_each_answer_of_these_is_there(path: str, method: str, statuses: tuple[str, ...]) -> None:
    answers = DOCUMENT["paths"][path][method]["responses"]
    assert set(statuses) <= set(answers)
    assert "content" not in answers.get("304", {})
    if "206" in answers:
        assert answers["206"]["content"] == answers["200"]["content"]
        assert answers["416"]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")
    if path.startswith("/api/hooks"):
        content = DOCUMENT["paths"][path][method]["requestBody"]["content"]
        assert set(content) == {"application/json", "text/plain"}
        assert answers["200"]["content"] == answers["201"]["content"]


def _all_codes(kind: type[WebchatError] = WebchatError) -> set[str]:
    return {kind.code}.union(*(_all_codes(one) for one in kind.__subclasses__()))


def test_every_code_of_a_refusal_is_told_where_it_comes() -> None:
    """The server's own modules are loaded by now, and their errors with them."""
    told: set[str] = set()
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            refusals = [one for status, one in operation["responses"].items() if status >= "400"]
            for refusal in refusals if operation["tags"] != ["operation"] else ():
                codes = re.findall(r"`(\w+)`", refusal["description"].rpartition("`code`: ")[2])
                assert codes, refusal["description"]
                told |= set(codes)
    ours = {code for code in _all_codes() if code != WebchatError.code}
    assert ours <= told


def test_the_committed_document_is_this_one() -> None:
    committed = (PROJECT / "docs" / "openapi.json").read_text()
    assert committed == as_text(create_api()), "Run: python -m webchat.api > docs/openapi.json"


def test_every_object_has_an_example_that_is_valid() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    bodies = {name for name in schemas if name.endswith(("Body", "Change", "Changes", "Item"))}
    assert (bodies, schemas.keys() - bodies) == (set(BODIES), set(OBJECTS))
    for schema in schemas.values():
        _check(schema["example"], schema)


def _check(example: object, schema: dict) -> None:
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(example)


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_each_answer_has_an_example_that_is_valid(path: str, method: str, operation: dict) -> None:
    answers = [one["content"] for status, one in operation["responses"].items() if status < "300" and "content" in one]
    for answer in (one["application/json"] for one in answers if "application/json" in one):
        if "$ref" in answer["schema"]:  # the object has one
            assert answer["schema"]["$ref"].rpartition("/")[2] in OBJECTS
        else:
            _check(answer["example"], answer["schema"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_each_body_in_words_has_an_example_that_is_valid(path: str, method: str, operation: dict) -> None:
    bodies = operation.get("requestBody", {}).get("content", {})
    for sort in ("application/json", "text/plain"):
        body = bodies.get(sort)
        if body and "$ref" not in body["schema"]:  # the object has one
            _check(body["example"], body["schema"])


async def test_a_wrong_method_names_the_right_ones(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.put("/api/health")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["error"]["code"] == "method_not_allowed"


async def test_a_wrong_method_is_told_also_where_an_id_could_stand(ana: Program) -> None:
    answer = await ana.http.patch("/api/messages/starred", json={"body": "x"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert (await ana.http.patch("/api/messages/others", json={"body": "x"})).status_code == 422


def test_the_methods_of_an_address_are_of_the_one_that_names_most_of_it() -> None:
    app = FastAPI()
    app.add_api_route("/rooms/{room}/{seat}", lambda room, seat: None, methods=["PATCH"])
    app.add_api_route("/rooms/{room}/doors", lambda room: None, methods=["POST"])
    assert methods_of(app, "/rooms/7/doors") == ["POST"]
    assert methods_of(app, "/rooms/7/8") == ["PATCH"]


def test_every_reference_leads_somewhere() -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert named <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
async def test_a_slash_at_the_end_changes_nothing(
    nobody: httpx.AsyncClient, path: str, method: str, operation: dict
) -> None:
    address = re.sub(r"\{\w+\}", "1", path)
    plain = await nobody.request(method, address)
    slashed = await nobody.request(method, f"{address}/")
    assert (plain.status_code, plain.content) == (slashed.status_code, slashed.content)
    assert not plain.is_redirect
