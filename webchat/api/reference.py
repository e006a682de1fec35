"""The machine-readable reference, `/openapi.json`: who may ask, what comes out, what can go wrong."""

import json
import re
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from webchat.api.reference_answer_examples import OBJECTS, example_of
from webchat.api.reference_answers import ANSWERS, FILES, IN_PARTS
from webchat.api.reference_codes import codes_of
from webchat.api.reference_examples import BODIES, PARAMETERS
from webchat.api.reference_objects import REF, objects
from webchat.api.reference_words import ASKED, FIELDS

_OPEN = {
    ("/api/users", "post"),
    ("/session", "post"),
    ("/session", "delete"),
    ("/session/link", "post"),
    ("/api/sessions/redeem", "post"),
    ("/api/sessions/redeem/{claim}", "get"),
    ("/api/sessions/redeem/{claim}", "post"),
    ("/api/invites/{code}", "get"),
    ("/api/invites/{code}/avatar", "get"),
    ("/api/hooks/{secret}", "post"),
    ("/api/uploads", "options"),
}
_HOST_ONLY = {("/api/conversations/ensure", "post")}
# Not for bots, nor for guests.
_FOR_PEOPLE = re.compile(r"/api/bots(/.*)?|/api/users/me/(export|look|mail|mail/confirm|privacy|sessions(/.*)?)")
_ALLOWED_TO_SOME = {
    ("/api/conversations/{conversation_id}", "patch"),
    ("/api/conversations/notes", "post"),
    ("/api/groups", "post"),
    ("/api/groups/directory", "get"),
    ("/api/users/me", "delete"),
    ("/api/messages/{message_id}", "delete"),
    ("/api/messages/{message_id}/preview", "delete"),
    ("/api/messages/{message_id}", "patch"),
    ("/api/messages/{message_id}/restore", "post"),
    ("/api/messages/{message_id}/pin", "post"),
    ("/api/messages/{message_id}/pin", "delete"),
    ("/api/messages/{message_id}/forward", "post"),
    ("/api/messages/delete", "post"),
    ("/api/messages/restore", "post"),
    ("/api/messages/forward", "post"),
    ("/api/messages/{message_id}/close", "post"),
    ("/api/messages/{message_id}/location", "patch"),
    ("/api/scheduled", "post"),
    ("/api/users/me/link", "post"),
    ("/api/users/me/link/{link_id}", "get"),
    ("/api/users/me/link/{link_id}", "post"),
    ("/api/sessions/redeem/{claim}", "post"),
    ("/api/users/me/notifications", "patch"),
    ("/api/push/subscriptions", "get"),
    ("/api/push/subscriptions", "post"),
    ("/api/push/subscriptions", "delete"),
    ("/api/users/{user_id}", "put"),
    ("/api/users/{user_id}", "patch"),
    ("/api/blocks", "get"),
    ("/api/blocks/{user_id}", "put"),
    ("/api/blocks/{user_id}", "delete"),
    ("/api/conversations/ensure", "post"),
    ("/api/messages", "post"),
    ("/api/messages/{message_id}/reactions/{emoji}", "put"),
    ("/api/messages/{message_id}/votes", "put"),
    ("/api/calls", "post"),
    ("/api/calls/{call_id}/{verb}", "post"),
}
_NAMES_OTHERS = {
    "/session/link",
    "/api/conversations/ensure",
    "/api/sessions/redeem",
    "/api/gifs",
    "/api/messages",
    "/api/messages/search",
    "/api/messages/delete",
    "/api/messages/restore",
    "/api/messages/forward",
    "/api/scheduled",
    "/api/webhooks",
    "/api/push/subscriptions",
    "/api/reports",
    "/api/users/me/mail",
    "/api/users/me/mail/confirm",
    "/api/calls",
    "/api/calls/ice",
    "/api/calls/livekit",
}
_CAN_COLLIDE = ("/me/mail", "/livekit", "/reactions/{emoji}", "/votes", "/location", "/heard", "/{scheduled_id}")
_COLLIDES = {
    ("/api/messages/{message_id}", "patch"),
    ("/api/groups/{group_id}/members/{user_id}", "delete"),
    ("/api/events", "get"),
}
_ERRORS = {
    "401": "Nobody is signed in: no token, or one that no longer counts.",
    "403": "Known, but not allowed.",
    "404": "Not there, or not for the one who asks: the two look the same.",
    "409": "It contradicts what is stored: a taken name, the same `client_id` or `Idempotency-Key` with another body.",
    "412": "Another version of tus is spoken: say `Tus-Resumable: 1.0.0`.",
    "413": "The request is too large.",
    "415": "A part is sent as `application/offset+octet-stream`.",
    "416": "Nothing of the file is in this range.",
    "422": "A value or a field that cannot be used; `field` names it.",
    "423": "Another request is writing to this upload: try again soon.",
    "429": "Too much at once; `Retry-After` says in how many seconds to come back.",
    "503": "The database does not answer; try again soon.",
}
_SAID = {("/api/events", "get", "409"): "Too many streams and sockets of this user are open."}
_IN_PARTS = {
    "206": "The parts that `Range` asks for; several come as `multipart/byteranges`.",
    "304": "What `If-None-Match` names is still it.",
}
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A user's token (`wcu_…`), a bot's (`wcb_…`), a JWT that the host application signs for its user, or the "
            "host's own service key (`wcs_…`, with `X-Webchat-User`; never with an `Origin`)."
        ),
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "webchat_session",
        "description": "The session of WebChat's own pages; other sites' pages cannot use it.",
    },
}
_ON_BEHALF = {
    "name": "X-Webchat-User", "in": "header", "schema": {"type": "string"},
    "description": "With the service key, whom it acts for: the id of a user, or `sub:` and the host's id of its user.",
}  # fmt: skip


def install_reference(app: FastAPI) -> None:
    """Give the app a complete `/openapi.json`, made at the first look."""

    def reference() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = reference  # type: ignore[method-assign]


def operations_of(app: FastAPI, path: str) -> dict[str, dict[str, Any]]:
    """What the reference has for an address, by its methods in lower case: of the path of it that names most."""
    paths = app.openapi()["paths"]
    likely = [one for one in paths if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(one)), path)]
    least = min((one.count("{") for one in likely), default=0)  # "/members/new" is none of "/members/{id}"
    return {method: one for place in likely if place.count("{") == least for method, one in paths[place].items()}


def methods_of(app: FastAPI, path: str) -> list[str]:
    """The names of these methods."""
    return sorted(method.upper() for method in operations_of(app, path))


def as_text(app: FastAPI) -> str:
    """The document as `docs/openapi.json` holds it."""
    return json.dumps(app.openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= objects()
    for name, example in (BODIES | OBJECTS).items():
        schemas[name]["example"] = example
    for name, schema in schemas.items():
        _explain(name, schema)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete_operation(path, method, operation)
    return document


def _explain(name: str, schema: dict[str, Any]) -> None:
    """Each field in words. Its schema is a new one: the same may stand for several."""
    fields = schema.get("properties", {})
    for field, value in fields.items():
        place = f"{name}.{field}"
        if words := FIELDS.get(place, FIELDS.get(field)):
            fields[field] = {"description": words} | value
        _explain(place, value)


def _complete_answers(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    if (kind := FILES.get((path, method))) is not None:
        answers["200"]["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
    if method == "head":
        answers["200"].pop("content", None)
    for status in answers.keys() & {"200", "201", "202"}:
        if (path, method) in ANSWERS:
            schema = deepcopy(ANSWERS[path, method])
            _explain("", schema)
            example = {} if "$ref" in schema else {"example": example_of(schema)}
            answers[status]["content"] = {"application/json": {"schema": schema} | example}
    for status in _possible(path, method, operation):
        content = {"application/json": {"schema": {"$ref": REF + "Error"}}}
        words = _SAID.get((path, method, status), _ERRORS[status])
        codes = codes_of(path, status, has_body="requestBody" in operation)
        told = " ".join(f"`{code}`" for code in codes)
        answers[status] = {"description": f"{words} `code`: {told}.", "content": content}
    if path.endswith(IN_PARTS):
        answers["206"] = {"description": _IN_PARTS["206"], "content": answers["200"]["content"]}
        answers["304"] = {"description": _IN_PARTS["304"]}


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    _complete_answers(path, method, operation)
    if not path.startswith("/session") and operation.get("tags") != ["operation"]:
        operation["security"] = [{"token": []}, {"cookie": []}]
        operation.setdefault("parameters", []).append(_ON_BEHALF)
    if (path, method) in _OPEN:
        operation["security"] = []
    if (path, method) in _HOST_ONLY:
        operation["security"] = [{"token": []}]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        _explain("", content["schema"])
        for one in content["schema"].get("anyOf", ()):  # a body that may be left out
            if one.get("$ref", "").startswith(REF):
                content["example"] = BODIES[one["$ref"].removeprefix(REF)]
    for parameter in operation.get("parameters", ()):
        asked = parameter["name"]
        if words := ASKED.get(f"{method.upper()} {path} {asked}", ASKED.get(asked)):
            parameter.setdefault("description", words)
        if asked in PARAMETERS and "$ref" not in parameter:
            parameter["example"] = PARAMETERS[asked]


def _possible(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    if operation.get("tags") == ["operation"]:
        return ["503"] if path.endswith("ready") else []
    found = ["429", "503"]
    if (path, method) not in _OPEN:
        found.append("401")
    if _FOR_PEOPLE.fullmatch(path) or (path, method) in _ALLOWED_TO_SOME or _by_role(path, method):
        found.append("403")
    if "{" in path or path in _NAMES_OTHERS or (path, method) == ("/api/groups", "post"):
        found.append("404")
    if method == "post" or path.endswith(_CAN_COLLIDE) or (path, method) in _COLLIDES:
        found.append("409")
    if "requestBody" in operation or (path.startswith("/api/uploads") and method in ("post", "get", "patch")):
        found.append("413")
    if "422" in operation["responses"] or "requestBody" in operation or method == "post":
        found.append("422")
    if path.startswith("/api/uploads") and method not in ("get", "options"):
        found += ["412", "409", "415", "423"] if method == "patch" else ["412"]
    if path.endswith(IN_PARTS):
        found.append("416")
    return sorted(set(found))


def _by_role(path: str, method: str) -> bool:
    """Doors where a role or a removal decides."""
    if path.startswith(("/api/webhooks", "/session", "/api/admin")):
        return True
    return path.startswith(("/api/groups/{group_id}", "/api/invites")) and (method != "get" or path.endswith("invites"))
