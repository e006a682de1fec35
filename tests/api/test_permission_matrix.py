"""The matrix: every route of the interface, by everyone who may come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from tests.api import permission_world as some
from tests.api.conftest import KEY, Program, signed
from tests.api.permission_world import Make, World
from webchat.api.app import create_api

WHO = ("nobody", "other", "member", "admin", "owner", "bot", "service", "guest")
"""The columns: `other` is in no conversation of the group's people; the bot is a member of the group; the service key
acts for the member; the guest is a member, too, but its token opens another conversation only."""

ANYBODY = "200 200 200 200 200 200 200 200"
REFUSED = "401 403 403 403 403 403 403 403"
MADE = "201 201 201 201 201 201 201 201"
UNKNOWN = "404 404 404 404 404 404 404 404"
KNOWN = "401 200 200 200 200 200 200 200"
WHOLE = "401 200 200 200 200 200 200 403"
PERSONS = "401 200 200 200 200 403 200 403"
INSIDE = "401 404 200 200 200 200 200 404"
LEADERS = "401 404 403 200 200 403 403 404"
OWNER = "401 404 403 403 200 403 403 404"
HOST = "401 404 403 200 200 403 200 404"
MODERATED = "401 404 200 200 200 403 200 404"
SENDER = "401 404 200 403 403 403 200 404"

GROUP, PEOPLE = "group", "people"


@dataclass(frozen=True)
class Row:
    """What each of `WHO` is answered.

    `made` gives what the path's names stand for; `anew`: each tries it in another group, or with other people.
    """

    expected: str
    body: Any = None
    made: dict[str, Make] = field(default_factory=dict)
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    anew: str = ""


_TABLE: dict[str, dict[str, Row]] = {
    "operation": {
        "GET /api/health": Row(ANYBODY),
        "GET /api/ready": Row(ANYBODY),
    },
    "sessions": {
        "POST /session": Row(MADE, lambda w, who: some.named(w, who, "name"), headers=some.OUR_PAGE),
        "DELETE /session": Row(ANYBODY, headers=some.OUR_PAGE, anew=PEOPLE),
        "POST /session/link": Row(UNKNOWN, {"claim": "no-such-claim"}, headers=some.OUR_PAGE),
        "POST /api/sessions/ticket": Row(KNOWN),
        "POST /api/sessions/redeem": Row(UNKNOWN, {"code": "nosuchcode"}),
        "GET /api/sessions/redeem/{claim}": Row(UNKNOWN),
        "POST /api/sessions/redeem/{claim}": Row(UNKNOWN),
        "POST /api/users/me/link": Row("401 201 201 201 201 403 201 403"),
        "GET /api/users/me/link/{link_id}": Row("401 404 200 404 404 403 404 403"),
        "POST /api/users/me/link/{link_id}": Row("401 404 409 404 404 403 404 403", {"allow": False}),
        "GET /api/users/me/sessions": Row(WHOLE),
        "GET /api/users/me/look": Row(KNOWN),
        "PATCH /api/users/me/look": Row(WHOLE, {"theme": "dark"}),
        "GET /api/users/me/privacy": Row(WHOLE),
        "PATCH /api/users/me/privacy": Row(WHOLE, {"presence": True}),
        "GET /api/users/me/export": Row(WHOLE),
        "DELETE /api/users/me/sessions/{session_id}": Row("401 404 200 404 404 404 200 403", anew=PEOPLE),
    },
    "users": {
        "POST /api/users": Row(MADE, lambda w, who: some.named(w, who, "username")),
        "GET /api/users": Row(KNOWN),
        "GET /api/users/me": Row(KNOWN),
        "DELETE /api/users/me": Row(WHOLE, anew=PEOPLE),
        "GET /api/users/{user_id}": Row("401 200 200 200 200 200 200 404"),
        "GET /api/users/{user_id}/avatar": Row("401 200 200 200 200 200 200 404", made={"user_id": some.pictured}),
        "PUT /api/users/{user_id}": Row("401 403 403 403 403 403 403 404", {"about": "x"}),
        "PATCH /api/users/{user_id}": Row("401 403 403 403 403 403 403 404", {"about": "x"}),
        "PATCH /api/users/{user_id} (me)": Row(WHOLE, {"about": "x"}, made={"user_id": some.myself}),
        "GET /api/blocks": Row(WHOLE),
        "PUT /api/blocks/{user_id}": Row(WHOLE, anew=GROUP),
        "DELETE /api/blocks/{user_id}": Row(WHOLE),
        "POST /api/reports": Row("401 404 201 201 201 201 201 404", some.reported),
    },
    "bots": {
        "GET /api/bots": Row(PERSONS),
        "POST /api/bots": Row("401 201 201 201 201 403 201 403", lambda w, who: some.named(w, who, "username")),
        "POST /api/bots/{bot_id}/rotate": Row("401 404 201 404 404 403 201 403"),
        "DELETE /api/bots/{bot_id}": Row("401 404 200 404 404 403 200 403"),
    },
    "conversations": {
        "GET /api/conversations": Row(KNOWN),
        "POST /api/conversations/notes": Row(WHOLE),
        "POST /api/conversations/ensure": Row("401 403 403 403 403 403 201 403", some.room),
        "GET /api/conversations/{conversation_id}": Row(INSIDE),
        "PATCH /api/conversations/{conversation_id}": Row(INSIDE, {"pinned": False}),
        "GET /api/conversations/{conversation_id}/links": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/media": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/media/counts": Row(INSIDE),
        "GET /api/conversations/{conversation_id}/pinned": Row(INSIDE),
        "PUT /api/conversations/{conversation_id}/typing": Row(INSIDE),
        "DELETE /api/conversations/{conversation_id}/typing": Row(INSIDE),
        "DELETE /api/conversations/{conversation_id}/unread": Row("401 404 204 204 204 204 204 404"),
    },
    "groups": {
        "POST /api/groups": Row("401 201 201 201 201 201 201 403", {"title": "New"}),
        "GET /api/groups": Row(KNOWN),
        "GET /api/groups/directory": Row(WHOLE),
        "GET /api/groups/{group_id}": Row(INSIDE),
        "GET /api/groups/{group_id}/avatar": Row(INSIDE, made={"group_id": some.pictured_group}),
        "GET /api/groups/{group_id}/avatar (public)": Row(
            "401 200 200 200 200 200 200 404", made={"group_id": some.public_pictured}, anew=GROUP
        ),
        "PATCH /api/groups/{group_id}": Row(LEADERS, {"title": "Other"}),
        "DELETE /api/groups/{group_id}": Row(OWNER, anew=GROUP),
        "POST /api/groups/{group_id}/join": Row("401 404 200 200 200 200 200 404"),
        "POST /api/groups/{group_id}/join (public)": Row(WHOLE, made={"group_id": some.public}, anew=GROUP),
        "GET /api/groups/{group_id}/members": Row(INSIDE),
        "POST /api/groups/{group_id}/members": Row("401 404 403 201 201 403 403 403", some.newcomer, anew=GROUP),
        "POST /api/groups/{group_id}/new-members": Row("401 404 403 201 201 403 403 403", some.newcomers, anew=GROUP),
        "PATCH /api/groups/{group_id}/members/{user_id}": Row(LEADERS, {"role": "member"}),
        "PATCH /api/groups/{group_id}/members/{user_id} (owner)": Row(OWNER, {"role": "owner"}, anew=GROUP),
        "DELETE /api/groups/{group_id}/members/{user_id}": Row(LEADERS, anew=GROUP),
        "DELETE /api/groups/{group_id}/members/me": Row("401 404 200 200 409 200 200 404", anew=GROUP),
        "GET /api/groups/{group_id}/invites": Row(LEADERS),
        "POST /api/groups/{group_id}/invites": Row("401 404 403 201 201 403 403 403", {}),
        "DELETE /api/groups/{group_id}/invites/{invite_id}": Row(LEADERS),
        "GET /api/invites/{code}": Row(ANYBODY),
        "GET /api/invites/{code}/avatar": Row(ANYBODY, made={"code": some.pictured_code}),
        "POST /api/invites/{code}/accept": Row(WHOLE, anew=GROUP),
    },
    "messages": {
        "POST /api/messages": Row("401 404 201 201 201 201 201 404", some.here(body="hello")),
        "POST /api/messages (direct)": Row("401 201 201 201 201 201 201 403", some.to_colleague),
        "POST /api/messages/batch": Row(KNOWN, some.batch),
        "GET /api/messages": Row(INSIDE, query="?conversation_id={group_id}"),
        "GET /api/messages/conversation/{one}/{other}": Row("401 404 200 404 404 404 200 404"),
        "GET /api/messages/search": Row(KNOWN, query="?q=words"),
        "GET /api/messages/search (here)": Row(INSIDE, query="?q=words&conversation_id={group_id}"),
        "GET /api/messages/starred": Row(KNOWN),
        "GET /api/messages/{message_id}": Row(INSIDE),
        "PATCH /api/messages/{message_id}": Row(SENDER, {"body": "other"}, made={"message_id": some.OWN}),
        "DELETE /api/messages/{message_id}": Row(LEADERS),
        "DELETE /api/messages/{message_id} (sender)": Row(MODERATED, made={"message_id": some.OWN}),
        "POST /api/messages/delete": Row(LEADERS, some.of_message("colleague")),
        "GET /api/messages/{message_id}/history": Row(INSIDE),
        "POST /api/messages/{message_id}/restore": Row(SENDER, made={"message_id": some.deleted}),
        "POST /api/messages/restore": Row(SENDER, some.of_deleted),
        "PUT /api/messages/{message_id}/delivered": Row(INSIDE),
        "PUT /api/messages/{message_id}/read": Row(INSIDE),
        "GET /api/messages/{message_id}/receipts": Row(INSIDE),
        "POST /api/messages/{message_id}/forward": Row("401 404 201 201 201 201 201 404", some.places),
        "POST /api/messages/forward": Row("401 404 201 201 201 201 201 404", some.of_message_to_places),
        "POST /api/messages/{message_id}/pin": Row(INSIDE),
        "DELETE /api/messages/{message_id}/pin": Row(INSIDE),
        "POST /api/messages/{message_id}/star": Row("401 404 204 204 204 204 204 404"),
        "DELETE /api/messages/{message_id}/star": Row("401 404 204 204 204 204 204 404"),
        "POST /api/messages/{message_id}/unread": Row(INSIDE),
        "PUT /api/messages/{message_id}/reactions/{emoji}": Row(INSIDE),
        "DELETE /api/messages/{message_id}/reactions/{emoji}": Row(INSIDE),
        "DELETE /api/messages/{message_id}/preview": Row(SENDER, made={"message_id": some.OWN}),
        "PUT /api/messages/{message_id}/heard": Row(INSIDE, made={"message_id": some.voice}),
        "PUT /api/messages/{message_id}/votes": Row(INSIDE, {"options": [0]}, made={"message_id": some.POLL}),
        "POST /api/messages/{message_id}/close": Row(MODERATED, made={"message_id": some.POLL_OF_MEMBER}),
        "PATCH /api/messages/{message_id}/location": Row(
            SENDER, {"latitude": 1, "longitude": 2}, made={"message_id": some.place}
        ),
        "GET /api/messages/{message_id}/contact.vcf": Row(INSIDE, made={"message_id": some.CARD}),
        "GET /api/scheduled": Row(KNOWN),
        "POST /api/scheduled": Row("401 404 201 201 201 201 201 404", some.later),
        "PATCH /api/scheduled/{scheduled_id}": Row("401 404 200 404 404 404 200 404", {"body": "other"}),
        "DELETE /api/scheduled/{scheduled_id}": Row("401 404 204 404 404 404 204 404"),
    },
    "media": {
        "POST /api/media/upload": Row("401 201 201 201 201 201 201 201"),
        "POST /api/media/ticket": Row(KNOWN),
        "GET /api/media/{media_id}": Row(INSIDE),
        "GET /api/media/{media_id}/download": Row(INSIDE),
        "GET /api/media/{media_id}/thumbnail": Row(INSIDE),
        "OPTIONS /api/uploads": Row("204 204 204 204 204 204 204 204"),
        "POST /api/uploads": Row("401 201 201 201 201 201 201 201", headers=some.TUS | {"Upload-Length": "9"}),
        "GET /api/uploads/{upload_id}": Row("401 404 200 404 404 404 200 404"),
        "HEAD /api/uploads/{upload_id}": Row("401 404 200 404 404 404 200 404", headers=some.TUS),
        "PATCH /api/uploads/{upload_id}": Row("401 404 204 404 404 404 204 404", headers=some.PART),
        "DELETE /api/uploads/{upload_id}": Row("401 404 204 404 404 404 204 404", headers=some.TUS),
        "GET /api/stickers": Row(KNOWN),
        "GET /api/gifs": Row(KNOWN),
        "POST /api/gifs": Row("401 404 404 404 404 404 404 404", {"id": "none"}),
        "GET /api/gifs/{gif_id}/preview": Row("401 404 404 404 404 404 404 404"),
    },
    "calls": {
        "POST /api/calls": Row("401 404 201 201 201 201 201 404", some.here(), anew=PEOPLE),
        "GET /api/calls": Row(KNOWN),
        "GET /api/calls/live": Row(KNOWN),
        "GET /api/calls/doctor": Row(KNOWN),
        "POST /api/calls/seen": Row(KNOWN),
        "GET /api/calls/{call_id}": Row(INSIDE),
        "POST /api/calls/{call_id}/{verb}": Row(INSIDE, {}),
        "POST /api/calls/{call_id}/signal": Row("401 404 404 404 404 404 404 404", {"to_user_id": 1, "data": {}}),
        "GET /api/calls/ice": Row("401 404 404 404 404 404 404 404", query="?call_id={call_id}"),
        "GET /api/calls/livekit": Row("401 404 404 404 404 404 404 404", query="?call_id={call_id}"),
    },
    "webhooks": {
        "GET /api/webhooks": Row(HOST, query="?conversation_id={group_id}"),
        "POST /api/webhooks": Row(
            "401 404 403 201 201 403 201 404", some.here(kind="incoming", name="Watch"), anew=GROUP
        ),
        "DELETE /api/webhooks/{webhook_id}": Row(HOST, anew=GROUP),
        "POST /api/webhooks/{webhook_id}/rotate": Row("401 404 403 201 201 403 201 404", anew=GROUP),
        "GET /api/webhooks/{webhook_id}/parked": Row(HOST, anew=GROUP),
        "POST /api/webhooks/{webhook_id}/redeliver": Row(HOST, {}, anew=GROUP),
        "POST /api/hooks/{secret}": Row(MADE, {"text": "hello"}, anew=GROUP),
    },
    "notifications": {
        "GET /api/users/me/notifications": Row(KNOWN),
        "PATCH /api/users/me/notifications": Row(WHOLE, {"sound": True}),
        "GET /api/users/me/mail": Row(WHOLE),
        "PUT /api/users/me/mail": Row("401 409 409 409 409 403 409 403", {"address": "ana@example.org"}),
        "POST /api/users/me/mail/confirm": Row("401 404 404 404 404 403 404 403", {"code": "482913"}),
        "PATCH /api/users/me/mail": Row("401 404 404 404 404 403 404 403", {"texts": False}),
        "DELETE /api/users/me/mail": Row("401 200 200 200 200 403 200 403"),
        "GET /api/push/key": Row(KNOWN),
        "GET /api/push/subscriptions": Row(WHOLE),
        "POST /api/push/subscriptions": Row("401 201 201 201 201 403 403 403", some.subscription),
        "DELETE /api/push/subscriptions": Row("401 404 404 404 404 404 404 403", {"endpoint": "https://push.example/1"}),
    },
    "admin": {  # of the installation, which nobody of these is
        "GET /api/admin/audit": Row(REFUSED),
        "GET /api/admin/figures": Row(REFUSED),
        "GET /api/admin/reports": Row(REFUSED),
        "PUT /api/admin/reports/{report_id}/handled": Row(REFUSED, {}),
        "GET /api/admin/users": Row(REFUSED),
        "PUT /api/admin/users/{user_id}/suspension": Row(REFUSED, {}),
        "DELETE /api/admin/users/{user_id}/suspension": Row(REFUSED),
        "DELETE /api/admin/users/{user_id}/content": Row(REFUSED),
        "DELETE /api/admin/messages/{message_id}": Row(REFUSED),
    },
    "events": {
        "GET /api/events/log": Row(KNOWN),
        "GET /api/events": Row("401 422 422 422 422 422 422 422", query="?since=nonsense"),
    },
}  # fmt: skip


@pytest.fixture
async def world(
    configured: Callable[..., None], client: Callable[..., httpx.AsyncClient], nobody: httpx.AsyncClient,
    enrol: Callable[[str], Any],
) -> Callable[[], Any]:  # fmt: skip
    """Makes people, each with a client, and the group."""
    configured(WEBCHAT_RATE_LIMITS="off")

    async def make() -> World:
        people: dict[str, Program] = {who: await enrol(f"{who} {some.fresh()}") for who in some.EVERYBODY}
        clients = {who: person.http for who, person in people.items()} | {"nobody": nobody}
        clients["service"] = client(KEY, **{"X-Webchat-User": str(people["member"].id)})
        subject = f"guest {some.fresh()}"
        made = World(clients, {who: person.id for who, person in people.items()})
        bot = await made.call("owner", "POST", "/bots", json={"username": f"bot {some.fresh()}"})
        clients["bot"], made.ids["bot"] = client(bot["token"]), bot["bot"]["id"]
        host = client(KEY)
        room = {"external_key": "order:8", "title": "Other", "member_ids": [made.ids["owner"]]}
        assert (await host.post("/api/conversations/ensure", json=room)).status_code in {200, 201}
        clients["guest"] = client(signed(sub=subject, name=None, rooms=["order:8"]))
        made.ids["guest"] = (await made.call("guest", "GET", "/users/me"))["id"]
        made.group = await made.new_group()
        return made

    return make


@pytest.mark.parametrize("noun", _TABLE)
async def test_the_matrix(world: Callable[[], Any], noun: str) -> None:
    home, wrong = await world(), []
    for name, row in _TABLE[noun].items():
        for who, expected in zip(WHO, row.expected.split(), strict=True):
            here = home
            if row.anew:
                here = await world() if row.anew == PEOPLE else replace(home, group=await home.new_group())
            got = await _try(here, name, row, who)
            if str(got) != expected:
                wrong.append(f"{name} as {who}: {got}, not {expected}")
    assert not wrong, "\n".join(wrong)


async def _try(world: World, name: str, row: Row, who: str) -> int:
    method, path = name.split()[:2]
    values = {}
    for part in re.findall(r"{(\w+)}", path + row.query):
        values[part] = await (row.made.get(part) or some.DEFAULTS[part])(world, who)
    body = row.body(world, who) if callable(row.body) else row.body
    if hasattr(body, "__await__"):
        body = await body
    more: dict[str, Any] = {"headers": row.headers} | ({} if body is None else {"json": body})
    if path.endswith("/upload"):
        more["files"] = {"file": ("dot.gif", some.GIF)}
    answer = await world.clients[who].request(method, (path + row.query).format(**values), **more)
    if answer.status_code >= 400 and method != "HEAD":
        assert {"code", "message", "field", "retryable"} <= set(answer.json()["error"]), name
    return answer.status_code


def test_every_route_has_its_row() -> None:
    documented = {
        f"{method.upper()} {path}" for path, methods in create_api().openapi()["paths"].items() for method in methods
    }
    assert documented - {name.split(" (")[0] for rows in _TABLE.values() for name in rows} == set()
