"""The machine-readable reference, `/openapi.json`: who may ask, what comes out, what can go wrong."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from webchat.domain import group_views, unsent_views, views
from webchat.domain.search_views import MessageHit
from webchat.domain.views import INNER

_REF = "#/components/schemas/"
_OPEN = {("/api/users", "post"), ("/session", "post"), ("/session", "delete"), ("/api/invites/{code}", "get")}
_ALLOWED_TO_SOME = {
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
    ("/api/users/{user_id}", "put"),
    ("/api/users/{user_id}", "patch"),
}
_NAMES_OTHERS = {
    "/api/messages",
    "/api/messages/delete",
    "/api/messages/restore",
    "/api/messages/forward",
    "/api/scheduled",
}
_CAN_COLLIDE = ("/reactions/{emoji}", "/votes", "/location", "/{scheduled_id}")
_ERRORS = {
    "401": "Nobody is signed in: no token, or one that no longer counts.",
    "403": "Known, but not allowed.",
    "404": "Not there, or not for the one who asks: the two look the same.",
    "409": "It contradicts what is stored: a taken name, the same `client_id` or `Idempotency-Key` with another body.",
    "413": "The request is too large.",
    "422": "A value or a field that cannot be used; `field` names it.",
    "429": "Too much at once; `Retry-After` says in how many seconds to come back.",
    "503": "The database does not answer; try again soon.",
}
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A user's token (`wcu_…`) or the service key (`wcs_…`, with `X-Webchat-User`).",
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
    "description": "With the service key: the id of the user to act for.",
}  # fmt: skip
_ONCE = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string"},
    "description": "The same key again within a day gives the first answer again.",
}  # fmt: skip
_VIEWS = {
    "User": views.UserView,
    "Message": views.MessageView,
    "Revision": views.RevisionView,
    "MessageReceipt": views.ReceiptOf,
    "Reaction": views.ReactionView,
    "Scheduled": unsent_views.ScheduledView,
    "MessageHit": MessageHit,
    "Session": views.SessionView,
    "Member": views.MemberView,
    "Group": views.ConversationShared,
    "Invite": group_views.InviteView,
    "NewInvite": group_views.NewInvite,
    "InvitePreview": group_views.InvitePreview,
    "Link": group_views.LinkView,
    "StickerPack": views.StickerPackView,
}
_CONVERSATION = (views.ConversationShared, views.ConversationMine)


def _list(name: str, **more: Any) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": _REF + name}}
    return {"type": "object", "properties": {"items": items, **more}}


_NEXT = {"next": {"type": ["string", "null"]}}
_YES = {"type": "boolean"}
_MESSAGES = _list("Message", has_older=_YES, has_newer=_YES)
_USER = {"$ref": _REF + "User"}
_CONVERSATION_REF = {"$ref": _REF + "Conversation"}
_ANSWERS: dict[tuple[str, str], dict[str, Any]] = {
    ("/session", "post"): {"type": "object", "properties": {"user": _USER}},
    ("/api/users", "post"): {"type": "object", "properties": {"user": _USER, "token": {"type": "string"}}},
    ("/api/users", "get"): _list("User", **_NEXT),
    ("/api/users/me", "get"): _USER,
    ("/api/users/{user_id}", "get"): _USER,
    ("/api/users/{user_id}", "put"): _USER,
    ("/api/users/{user_id}", "patch"): _USER,
    ("/api/users/me/sessions", "get"): _list("Session", **_NEXT),
    ("/api/conversations", "get"): _list("Conversation", **_NEXT),
    ("/api/conversations/{conversation_id}", "get"): {"$ref": _REF + "Conversation"},
    ("/api/conversations/{conversation_id}", "patch"): {"$ref": _REF + "Conversation"},
    ("/api/messages/search", "get"): _list("MessageHit", **_NEXT),
    ("/api/messages", "post"): {"$ref": _REF + "Message"},
    ("/api/messages", "get"): _MESSAGES,
    ("/api/messages/conversation/{one}/{other}", "get"): _MESSAGES,
    ("/api/messages/{message_id}", "get"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}", "delete"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/preview", "delete"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/reactions/{emoji}", "put"): {"$ref": _REF + "Reaction"},
    ("/api/messages/{message_id}/reactions/{emoji}", "delete"): {"$ref": _REF + "Reaction"},
    ("/api/messages/{message_id}", "patch"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/history", "get"): _list("Revision"),
    ("/api/messages/{message_id}/restore", "post"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/pin", "post"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/pin", "delete"): {"$ref": _REF + "Message"},
    ("/api/conversations/{conversation_id}/pinned", "get"): _list("Message", **_NEXT),
    ("/api/messages/{message_id}/forward", "post"): _list("Message"),
    ("/api/messages/forward", "post"): _list("Message"),
    ("/api/messages/delete", "post"): _list("Message"),
    ("/api/messages/restore", "post"): _list("Message"),
    ("/api/messages/starred", "get"): _list("Message", **_NEXT),
    ("/api/messages/{message_id}/unread", "post"): {"$ref": _REF + "Conversation"},
    ("/api/messages/{message_id}/receipts", "get"): _list("MessageReceipt", **_NEXT),
    ("/api/messages/{message_id}/delivered", "put"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/read", "put"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/votes", "put"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/close", "post"): {"$ref": _REF + "Message"},
    ("/api/messages/{message_id}/location", "patch"): {"$ref": _REF + "Message"},
    ("/api/scheduled", "get"): _list("Scheduled", **_NEXT),
    ("/api/scheduled", "post"): {"$ref": _REF + "Scheduled"},
    ("/api/scheduled/{scheduled_id}", "patch"): {"$ref": _REF + "Scheduled"},
    ("/api/conversations/notes", "post"): _CONVERSATION_REF,
    ("/api/conversations/{conversation_id}/links", "get"): _list("Link", **_NEXT),
    ("/api/groups", "post"): _CONVERSATION_REF,
    ("/api/groups", "get"): _list("Conversation", **_NEXT),
    ("/api/groups/directory", "get"): _list("Group", **_NEXT),
    ("/api/groups/{group_id}", "get"): _CONVERSATION_REF,
    ("/api/groups/{group_id}", "patch"): _CONVERSATION_REF,
    ("/api/groups/{group_id}/join", "post"): _CONVERSATION_REF,
    ("/api/groups/{group_id}/members", "get"): _list("Member", **_NEXT),
    ("/api/groups/{group_id}/members", "post"): {"$ref": _REF + "Member"},
    ("/api/groups/{group_id}/members/{user_id}", "patch"): {"$ref": _REF + "Member"},
    ("/api/groups/{group_id}/invites", "get"): _list("Invite", **_NEXT),
    ("/api/groups/{group_id}/invites", "post"): {"$ref": _REF + "NewInvite"},
    ("/api/invites/{code}", "get"): {"$ref": _REF + "InvitePreview"},
    ("/api/invites/{code}/accept", "post"): _CONVERSATION_REF,
    ("/api/stickers", "get"): _list("StickerPack"),
    ("/api/events/log", "get"): _list("Event", cursor={"type": "string"}, has_more=_YES, reset=_YES),
}


def install_reference(app: FastAPI) -> None:
    """Give the app a complete `/openapi.json`, made at the first look."""

    def reference() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = reference  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas |= _objects()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete_operation(path, method, operation)
    return document


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    for status in answers.keys() & {"200", "201"}:
        if (path, method) in _ANSWERS:
            answers[status]["content"] = {"application/json": {"schema": _ANSWERS[path, method]}}
    for status in _possible(path, method, operation):
        content = {"application/json": {"schema": {"$ref": _REF + "Error"}}}
        answers[status] = {"description": _ERRORS[status], "content": content}
    if not path.startswith("/session") and operation.get("tags") != ["operation"]:
        operation["security"] = [{"token": []}, {"cookie": []}]
        operation.setdefault("parameters", []).append(_ON_BEHALF)
        if method == "post" and "invites" not in path:
            operation["parameters"].append(_ONCE)
    if (path, method) in _OPEN:
        operation["security"] = []


def _possible(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    if operation.get("tags") == ["operation"]:
        return ["503"] if path.endswith("ready") else []
    found = ["429", "503"]
    if (path, method) not in _OPEN:
        found.append("401")
    if path.startswith("/session") or (path, method) in _ALLOWED_TO_SOME or _of_groups(path, method):
        found.append("403")
    if "{" in path or path in _NAMES_OTHERS or (path, method) == ("/api/groups", "post"):
        found.append("404")
    if method == "post" or path.endswith(_CAN_COLLIDE) or (path, method) == ("/api/messages/{message_id}", "patch"):
        found.append("409")
    if "requestBody" in operation:
        found.append("413")
    if "422" in operation["responses"]:
        found.append("422")
    return sorted(found)


def _of_groups(path: str, method: str) -> bool:
    """Doors where a member's role or a removal decides."""
    return path.startswith(("/api/groups/{group_id}", "/api/invites")) and (method != "get" or path.endswith("invites"))


def _objects() -> dict[str, Any]:
    found: dict[str, Any] = {"Error": _error(), "Event": _event()}
    for name, view in _VIEWS.items():
        found |= _schema(name, view)
    parts = [_schema("Part", part) for part in _CONVERSATION]
    whole = {key: value for part in parts for key, value in part["Part"]["properties"].items() if key not in INNER}
    found["Conversation"] = {"type": "object", "properties": whole}
    return found


def _schema(name: str, view: type) -> dict[str, Any]:
    names = {"UserView": "User", "MessageView": "Message", "SenderView": "Sender", "ReceiptMinima": "Receipt"}
    names |= {"InviteView": "Invite", "StickerView": "Sticker"}
    made = TypeAdapter(view).json_schema(ref_template=_REF + "{model}", mode="serialization")
    inner = made.pop("$defs", {})
    made.pop("title", None)
    found = {names.get(key, key): value for key, value in inner.items() if key != "ReceiptMinima"}
    return _renamed({**found, name: made}, names)


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str) and value.startswith(_REF):
        return _REF + names.get(value.removeprefix(_REF), value.removeprefix(_REF))
    return value


def _error() -> dict[str, Any]:
    error = {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "field": {"type": ["string", "null"]},
        "retryable": _YES,
    }
    return {"type": "object", "properties": {"error": {"type": "object", "properties": error}}}


def _event() -> dict[str, Any]:
    number, text = {"type": ["integer", "null"]}, {"type": "string"}
    fields = {"id": {"type": "integer"}, "cursor": text, "type": text, "conversation_id": number, "actor_id": number}
    return {"type": "object", "properties": {**fields, "created_at": {**text, "format": "date-time"}, "data": {}}}
