"""A small circle of friends who have talked for a while: everything that the pictures show."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.pictures import drawn
from benchmarks.pictures.talk import LETTER, OTHERS, WORDS
from benchmarks.server import Account, Bench

_DATED = """UPDATE message SET created_at = now() - %s * interval '1 minute' WHERE id = %s"""
_BEGAN = """
    UPDATE message m SET created_at = first.at - interval '3 minutes'
    FROM (SELECT conversation_id, min(created_at) AS at FROM message WHERE kind <> 'system' GROUP BY 1) first
    WHERE m.kind = 'system' AND m.conversation_id = first.conversation_id"""
_ACTIVE = """
    UPDATE conversation c SET active_at = last.at, created_at = last.began - interval '1 day'
    FROM (SELECT conversation_id, max(created_at) AS at, min(created_at) AS began FROM message GROUP BY 1) last
    WHERE c.id = last.conversation_id"""


_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


class Circle:
    """People by name; their groups by a word of ours, and Lea's direct conversations by the other one's name."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.url = bench, bench.url
        self.people: dict[str, Account] = {}
        self.rooms: dict[str, int] = {"missing": 987654}
        self.invite = self.visitor = ""
        self.said: dict[str, int] = {}
        self._dates: list[tuple[float, int]] = []

    def gather(self) -> None:
        """Everybody joins and talks."""
        for name in ("Lea", "Mara", "Sana Yilmaz", *OTHERS, "Nils", "Newcomer", "Pia"):
            self.people[name] = self.bench.account(name, **{"User-Agent": _BROWSER})
        self._portraits()
        self._short_talks()
        self._house()
        self._words()
        self._files()
        self._kinds()
        self._rules()
        self._care()
        self._date()

    @property
    def places(self) -> dict[str, int | str]:
        """What addresses of pages may name."""
        return {**self.rooms, "invite": self.invite}

    def group(self, room: str, by: str, title: str, *others: str, **more: Any) -> int:
        """A group, known as `room`."""
        ids = [self.people[name].id for name in others]
        body = {"title": title, "member_ids": ids, **more}
        self.rooms[room] = self._post(by, "/api/groups", body)["id"]
        return self.rooms[room]

    def say(self, who: str, to: str, body: str = "", ago: float = 60, *, note: str = "", **more: Any) -> int:
        """Send to a room, or to a person by name; `ago`: minutes; `note`: to find its id in `said` later."""
        where = {"recipient_id": self.people[to].id} if to in self.people else {"conversation_id": self.rooms[to]}
        sent = self._post(who, "/api/messages", {"body": body, **where, **more})
        self._dates.append((ago, sent["id"]))
        if note:
            self.said[note] = sent["id"]
        if "Lea" in (who, to):
            self.rooms.setdefault(who if to == "Lea" else to, sent["conversation_id"])
        return int(sent["id"])

    def upload(self, who: str, name: str, content: bytes) -> int:
        """A file of somebody's that no message carries yet."""
        answer = self.people[who].api.post("/api/media/upload/", files={"file": (name, content)}).raise_for_status()
        return int(answer.json()["id"])

    def read(self, who: Iterable[str], message: int) -> None:
        """These people have seen everything up to a message."""
        for name in who:
            self.people[name].api.put(f"/api/messages/{message}/read").raise_for_status()

    def react(self, message: int, sign: str, *who: str) -> None:
        for name in who:
            self.people[name].api.put(f"/api/messages/{message}/reactions/{sign}").raise_for_status()

    def put(self, who: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Any other request of somebody's."""
        answer = self.people[who].api.request(method, path, json=body).raise_for_status()
        return answer.json() if answer.content else None

    def _post(self, who: str, path: str, body: dict[str, Any]) -> Any:
        return self.put(who, "POST", path, body)

    def _portraits(self) -> None:
        for name in drawn.PORTRAITS:
            media = self.upload(name, "me.jpg", drawn.jpeg(drawn.portrait(name)))
            self.put(name, "PATCH", f"/api/users/{self.people[name].id}", {"avatar_media_id": media})
        self.put("Mara", "PATCH", f"/api/users/{self.people['Mara'].id}", {"about": "Carpenter. Mostly outdoors."})

    def _short_talks(self) -> None:
        for name, lines in OTHERS.items():
            for ago, line in lines:
                self.say(name, "Lea", line, ago)
        mara = [("Lea", "Did the paint arrive?", 96), ("Mara", "Yes! **Two** tins, and the _good_ brushes.", 92)]
        mara += [("Lea", "Then Saturday it is 🙌", 90), ("Lea", "I bring the ladder", 90)]
        for who, line, ago in mara:
            last = self.say(who, "Mara" if who == "Lea" else "Lea", line, ago)
        self.read(["Mara"], last)
        self.say("Lea", "Omar", "thanks, sent it over", 240)
        self.group("sourdough", "Nils", "The Sourdough Society of Bonn and Surroundings", "Lea", "Mara")
        self.say("Nils", "sourdough", "The starter is alive.", 60 * 26)
        self.group("old", "Nils", "Moving out, spring", "Lea")
        self.say("Nils", "old", "All boxes are back in the cellar", 60 * 24 * 9)
        for room, wanted in {"house": {}, "sourdough": {"notify": "none"}, "old": {"archived": True}}.items():
            if wanted:
                self.put("Lea", "PATCH", f"/api/conversations/{self.rooms[room]}", wanted)
        self.group("letter", "Mara", "Packing and rain", "Lea", "Omar")
        self.say("Lea", "letter", "Who writes it down?", 60 * 28)
        self.say("Mara", "letter", LETTER, 60 * 27)
        self.say("Lea", "letter", LETTER, 60 * 27 - 1)
        forwarded = self.put(
            "Lea", "POST", f"/api/messages/{last}/forward", {"conversation_ids": [self.rooms["letter"]]}
        )
        self._dates.append((60 * 27 - 2, forwarded["items"][0]["id"]))
        self.group("empty", "Lea", "Garden plans", "Mara")

    def _house(self) -> None:
        """The conversation of the first picture."""
        friends = ("Lea", "Jonas Novak", "Sana Yilmaz", "Omar")
        picture = self.upload("Mara", "house.jpg", drawn.jpeg(drawn.landscape("sand", (900, 900))))
        self.group(
            "house",
            "Mara",
            "Summer house",
            *friends,
            description="Two weeks in July, five people, one car.",
            avatar_media_id=picture,
        )
        self.say("Jonas Novak", "house", "Any luck with the houses?", 60 * 25)
        self.say("Mara", "house", "Two left on the list. I call them today.", 60 * 25 - 4)
        found = self.say("Mara", "house", "Found it. Two rooms, a terrace and **no** phone signal.", 41)
        view = self.upload("Mara", "terrace.jpg", drawn.jpeg(drawn.landscape("dawn")))
        seen = self.say("Mara", "house", "The view from the terrace", 40, media_ids=[view])
        self.react(seen, "😍", "Lea", "Jonas Novak", "Sana Yilmaz")
        self.react(seen, "🏔️", "Omar")
        self.say("Lea", "house", "No signal is a feature. I am in 🙌", 38, reply_to_id=found)
        booked = self.say("Lea", "house", "Shall I book with `SUMMER26`? @Jonas Novak you had a car, right?", 37)
        voice = self.upload("Jonas Novak", "voice.wav", drawn.voice())
        self.say("Jonas Novak", "house", kind="voice", media_ids=[voice], ago=22, note="voice")
        self.say("Sana Yilmaz", "house", "Book it! I bring the coffee ☕", 12)
        last = self.say("Lea", "house", "Done. We leave on Friday at eight", 6, note="house")
        self.read(("Mara", "Jonas Novak", "Sana Yilmaz", "Omar"), last)
        self.react(last, "🎉", "Mara", "Sana Yilmaz")
        self.put("Mara", "POST", f"/api/messages/{found}/pin")
        self.put("Lea", "PATCH", f"/api/conversations/{self.rooms['house']}", {"pinned": True})
        self.said["booked"] = booked

    def _words(self) -> None:
        self.group("words", "Mara", "Words of all kinds", "Lea", "Jonas Novak")
        for n, (who, line) in enumerate(WORDS):
            self.say(who, "words", line, 300 - n, note=f"word {n}")
        self.put("Lea", "PATCH", f"/api/messages/{self.said['word 1']}", {"body": WORDS[1][1].replace("eight", "nine")})
        self.put("Mara", "DELETE", f"/api/messages/{self.said['word 3']}")
        self.read(["Lea"], self.said[f"word {len(WORDS) - 1}"])

    def _files(self) -> None:
        self.group("files", "Lea", "Pictures and papers", "Mara", "Jonas Novak")
        shots = [self.upload("Mara", f"{name}.jpg", drawn.jpeg(drawn.landscape(name))) for name in drawn.SKIES]
        self.say("Mara", "files", "From last year", 700, media_ids=shots)
        self.say(
            "Lea",
            "files",
            media_ids=[self.upload("Lea", "view.jpg", drawn.jpeg(drawn.landscape("noon", (720, 960))))],
            ago=690,
        )
        self.say("Mara", "files", media_ids=[self.upload("Mara", "sunset.webm", drawn.film())], ago=600)
        self.say(
            "Jonas Novak",
            "files",
            "Please sign page one",
            500,
            media_ids=[self.upload("Jonas Novak", "lease-terrace-2026.pdf", drawn.document())],
        )
        self.say(
            "Lea", "files", media_ids=[self.upload("Lea", "packing list.txt", b"tent\nlamp\nrope\n" * 60)], ago=420
        )
        self.say("Mara", "files", kind="voice", media_ids=[self.upload("Mara", "voice.wav", drawn.voice(9))], ago=410)
        self.say("Lea", "files", kind="voice", media_ids=[self.upload("Lea", "voice.wav", drawn.voice(5))], ago=409)
        self.say("Mara", "files", "The map is here: https://example.org/maps/terrace", 400)
        self.read(["Lea", "Mara", "Jonas Novak"], self.say("Lea", "files", "Got everything, thanks", 399))

    def _kinds(self) -> None:
        self.group("kinds", "Lea", "Plans", "Mara", "Jonas Novak", "Sana Yilmaz")
        poll = {
            "question": "Where do we eat on Friday?",
            "options": ["At the harbour", "Noodles", "We cook"],
            "multiple": False,
        }
        asked = self.say("Mara", "kinds", kind="poll", payload=poll, ago=120, note="poll")
        for name, option in (("Mara", 0), ("Jonas Novak", 2), ("Sana Yilmaz", 0), ("Lea", 0)):
            self.put(name, "PUT", f"/api/messages/{asked}/votes", {"options": [option]})
        place = {"latitude": 54.4, "longitude": 18.57, "accuracy": 20, "label": "The pier, at the clock"}
        self.say("Lea", "kinds", kind="location", payload=place, ago=100)
        card = {"name": "Frida Lund", "phones": ["+45 20 30 40 50"], "emails": ["frida@example.org"]}
        self.say("Jonas Novak", "kinds", kind="contact", payload=card, ago=99)
        self.say("Sana Yilmaz", "kinds", kind="sticker", payload={"pack": "pim", "name": "coffee"}, ago=98)
        self.say("Lea", "kinds", "🎉🎉", 97)
        self.read(
            ["Mara", "Lea"], self.say("Lea", "kinds", kind="sticker", payload={"pack": "pim", "name": "hello"}, ago=96)
        )

    def _rules(self) -> None:
        """Where one may not write, or not at once; a long past; an invitation; somebody shut out."""
        self.group("news", "Nils", "House news", "Lea", who_can_write="admins")
        self.say("Nils", "news", "Water is off on **Tuesday**, nine to eleven.", 60 * 30)
        self.group(
            "slow",
            "Nils",
            "Street party",
            "Lea",
            "Mara",
            slow_seconds=3600,
            is_public=True,
            description="Who brings what, and when.",
        )
        self.say("Nils", "slow", "One message an hour, please: there are many of us.", 60 * 31)
        for n in range(60):
            self.say("Tom Berg", "Lea", f"Note {n + 1}: {WORDS[n % 3][1]}" if n % 5 else "Short one", 60 * 40 - n)
        self.say("Pushy Peter", "Lea", "Buy my watches, friend", 60 * 50)
        self.put("Lea", "PUT", f"/api/blocks/{self.people['Pushy Peter'].id}")
        made = self.put("Mara", "POST", f"/api/groups/{self.rooms['house']}/invites", {"max_uses": 5})
        self.invite = made["code"]

    def _care(self) -> None:
        """What waits for others: a report for an admin, a line for tomorrow, something saved."""
        pushy = self.say("Pushy Peter", "Mara", "Buy my watches, dear friend, today only", 60 * 49)
        self.put(
            "Mara",
            "POST",
            "/api/reports",
            {"reason": "spam", "words": "He sends this to everyone.", "message_id": pushy},
        )
        self.put("Lea", "POST", f"/api/messages/{self.said['booked']}/star")
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=7, minute=0)
        later = {
            "conversation_id": self.rooms["Mara"],
            "body": "Good morning! The ladder?",
            "send_at": tomorrow.isoformat(),
        }
        self.put("Lea", "POST", "/api/scheduled", later)
        self.visitor = (
            self.people["Lea"].api.post("/api/users", json={"username": "Visitor"}).raise_for_status().json()["token"]
        )
        subprocess.run(
            [sys.executable, "-m", "webchat", "users", "make-admin", "Nils"],
            env={**os.environ, "WEBCHAT_DATA_DIR": str(self.bench.server.data_dir)}, check=True, capture_output=True,
        )  # fmt: skip

    def _date(self) -> None:
        with self.bench.server.database() as connection, connection, connection.cursor() as cursor:
            cursor.executemany(_DATED, self._dates)
            cursor.execute(_BEGAN)
            cursor.execute(_ACTIVE)
