"""Everything that the people of the pictures did before one looks: who said what, shared what, allowed what."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from benchmarks.pictures import drawn
from benchmarks.pictures.circle import Circle
from benchmarks.pictures.talk import LETTER, OTHERS, WORDS

_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def gather(circle: Circle) -> None:
    """Everybody joins and talks."""
    for name in ("Lea", "Mara", "Sana Yilmaz", *OTHERS, "Nils", "Newcomer", "Pia"):
        circle.people[name] = circle.bench.account(name, **{"User-Agent": _BROWSER})
    _portraits(circle)
    _short_talks(circle)
    _house(circle)
    _words(circle)
    _files(circle)
    _kinds(circle)
    _rules(circle)
    _care(circle)
    circle.settle()


def _portraits(circle: Circle) -> None:
    for name in drawn.PORTRAITS:
        media = circle.upload(name, "me.jpg", drawn.jpeg(drawn.portrait(name)))
        circle.put(name, "PATCH", f"/api/users/{circle.people[name].id}", {"avatar_media_id": media})
    circle.put("Mara", "PATCH", f"/api/users/{circle.people['Mara'].id}", {"about": "Carpenter. Mostly outdoors."})


def _short_talks(circle: Circle) -> None:
    for name, lines in OTHERS.items():
        for ago, line in lines:
            circle.say(name, "Lea", line, ago)
    mara = [("Lea", "Did the paint arrive?", 96), ("Mara", "Yes! **Two** tins, and the _good_ brushes.", 92)]
    mara += [("Lea", "Then Saturday it is 🙌", 90), ("Lea", "I bring the ladder", 90)]
    for who, line, ago in mara:
        last = circle.say(who, "Mara" if who == "Lea" else "Lea", line, ago)
    circle.read(["Mara"], last)
    circle.say("Lea", "Omar", "thanks, sent it over", 240)
    circle.group("sourdough", "Nils", "The Sourdough Society of Bonn and Surroundings", "Lea", "Mara")
    circle.say("Nils", "sourdough", "The starter is alive.", 60 * 26)
    circle.group("old", "Nils", "Moving out, spring", "Lea")
    circle.say("Nils", "old", "All boxes are back in the cellar", 60 * 24 * 9)
    for room, wanted in {"house": {}, "sourdough": {"notify": "none"}, "old": {"archived": True}}.items():
        if wanted:
            circle.put("Lea", "PATCH", f"/api/conversations/{circle.rooms[room]}", wanted)
    circle.group("letter", "Mara", "Packing and rain", "Lea", "Omar")
    circle.say("Lea", "letter", "Who writes it down?", 60 * 28)
    circle.say("Mara", "letter", f"{LETTER}\n\n{LETTER}", 60 * 27)
    circle.say("Lea", "letter", f"{LETTER}\n\n{LETTER}", 60 * 27 - 1)
    forwarded = circle.put(
        "Lea", "POST", f"/api/messages/{last}/forward", {"conversation_ids": [circle.rooms["letter"]]}
    )
    circle.dates.append((60 * 27 - 2, forwarded["items"][0]["id"]))
    circle.group("empty", "Lea", "Garden plans", "Mara")


def _house(circle: Circle) -> None:
    """The conversation of the first picture."""
    friends = ("Lea", "Jonas Novak", "Sana Yilmaz", "Omar")
    picture = circle.upload("Mara", "house.jpg", drawn.jpeg(drawn.landscape("sand", (900, 900))))
    circle.group(
        "house",
        "Mara",
        "Summer house",
        *friends,
        description="Two weeks in July, five people, one car.",
        avatar_media_id=picture,
    )
    circle.say("Jonas Novak", "house", "Any luck with the houses?", 60 * 25)
    circle.say("Mara", "house", "Two left on the list. I call them today.", 60 * 25 - 4)
    found = circle.say("Mara", "house", "Found it. Two rooms, a terrace and **no** phone signal.", 41)
    view = circle.upload("Mara", "terrace.jpg", drawn.jpeg(drawn.landscape("dawn")))
    seen = circle.say("Mara", "house", "The view from the terrace", 40, media_ids=[view])
    circle.react(seen, "😍", "Lea", "Jonas Novak", "Sana Yilmaz")
    circle.react(seen, "🏔️", "Omar")
    circle.say("Lea", "house", "No signal is a feature. I am in 🙌", 38, reply_to_id=found)
    booked = circle.say("Lea", "house", "Shall I book with `SUMMER26`? @Jonas Novak you had a car, right?", 37)
    voice = circle.upload("Jonas Novak", "voice.wav", drawn.voice())
    circle.say("Jonas Novak", "house", kind="voice", media_ids=[voice], ago=22, note="voice")
    circle.say("Sana Yilmaz", "house", "Book it! I bring the coffee ☕", 12)
    last = circle.say("Lea", "house", "Done. We leave on Friday at eight", 6, note="house")
    circle.read(("Mara", "Jonas Novak", "Sana Yilmaz", "Omar"), last)
    circle.react(last, "🎉", "Mara", "Sana Yilmaz")
    circle.put("Mara", "POST", f"/api/messages/{found}/pin")
    circle.put("Lea", "PATCH", f"/api/conversations/{circle.rooms['house']}", {"pinned": True})
    circle.said["booked"] = booked


def _words(circle: Circle) -> None:
    circle.group("words", "Mara", "Words of all kinds", "Lea", "Jonas Novak")
    for n, (who, line) in enumerate(WORDS):
        circle.say(who, "words", line, 300 - n, note=f"word {n}")
    circle.put("Lea", "PATCH", f"/api/messages/{circle.said['word 1']}", {"body": WORDS[1][1].replace("eight", "nine")})
    circle.put("Mara", "DELETE", f"/api/messages/{circle.said['word 3']}")
    circle.read(["Lea"], circle.said[f"word {len(WORDS) - 1}"])


def _files(circle: Circle) -> None:
    circle.group("files", "Lea", "Pictures and papers", "Mara", "Jonas Novak")
    shots = [circle.upload("Mara", f"{name}.jpg", drawn.jpeg(drawn.landscape(name))) for name in drawn.SKIES]
    circle.say("Mara", "files", "From last year", 700, media_ids=shots)
    circle.say(
        "Lea",
        "files",
        media_ids=[circle.upload("Lea", "view.jpg", drawn.jpeg(drawn.landscape("noon", (720, 960))))],
        ago=690,
    )
    circle.say("Mara", "files", media_ids=[circle.upload("Mara", "sunset.webm", drawn.film())], ago=600)
    circle.say(
        "Jonas Novak",
        "files",
        "Please sign page one",
        500,
        media_ids=[circle.upload("Jonas Novak", "lease-terrace-2026.pdf", drawn.document())],
    )
    circle.say(
        "Lea", "files", media_ids=[circle.upload("Lea", "packing list.txt", b"tent\nlamp\nrope\n" * 60)], ago=420
    )
    circle.say("Mara", "files", kind="voice", media_ids=[circle.upload("Mara", "voice.wav", drawn.voice(9))], ago=410)
    circle.say("Lea", "files", kind="voice", media_ids=[circle.upload("Lea", "voice.wav", drawn.voice(5))], ago=409)
    circle.say("Mara", "files", "The map is here: https://example.org/maps/terrace", 400)
    circle.read(["Lea", "Mara", "Jonas Novak"], circle.say("Lea", "files", "Got everything, thanks", 399))


def _kinds(circle: Circle) -> None:
    circle.group("kinds", "Lea", "Plans", "Mara", "Jonas Novak", "Sana Yilmaz")
    poll = {
        "question": "Where do we eat on Friday?",
        "options": ["At the harbour", "Noodles", "We cook"],
        "multiple": False,
    }
    asked = circle.say("Mara", "kinds", kind="poll", payload=poll, ago=120, note="poll")
    for name, option in (("Mara", 0), ("Jonas Novak", 2), ("Sana Yilmaz", 0), ("Lea", 0)):
        circle.put(name, "PUT", f"/api/messages/{asked}/votes", {"options": [option]})
    place = {"latitude": 54.4, "longitude": 18.57, "accuracy": 20, "label": "The pier, at the clock"}
    circle.say("Lea", "kinds", kind="location", payload=place, ago=100)
    card = {"name": "Frida Lund", "phones": ["+45 20 30 40 50"], "emails": ["frida@example.org"]}
    circle.say("Jonas Novak", "kinds", kind="contact", payload=card, ago=99)
    circle.say("Sana Yilmaz", "kinds", kind="sticker", payload={"pack": "pim", "name": "coffee"}, ago=98)
    circle.say("Lea", "kinds", "🎉🎉", 97)
    circle.read(
        ["Mara", "Lea"], circle.say("Lea", "kinds", kind="sticker", payload={"pack": "pim", "name": "hello"}, ago=96)
    )


def _rules(circle: Circle) -> None:
    """Where one may not write, or not at once; a long past; an invitation; somebody shut out."""
    circle.group("news", "Nils", "House news", "Lea", who_can_write="admins")
    circle.say("Nils", "news", "Water is off on **Tuesday**, nine to eleven.", 60 * 30)
    circle.group(
        "slow",
        "Nils",
        "Street party",
        "Lea",
        "Mara",
        slow_seconds=3600,
        is_public=True,
        description="Who brings what, and when.",
    )
    circle.say("Nils", "slow", "One message an hour, please: there are many of us.", 60 * 31)
    for n in range(60):
        circle.say("Tom Berg", "Lea", f"Note {n + 1}: {WORDS[n % 3][1]}" if n % 5 else "Short one", 60 * 40 - n)
    circle.say("Pushy Peter", "Lea", "Buy my watches, friend", 60 * 50)
    circle.put("Lea", "PUT", f"/api/blocks/{circle.people['Pushy Peter'].id}")
    made = circle.put("Mara", "POST", f"/api/groups/{circle.rooms['house']}/invites", {"max_uses": 5})
    circle.invite = made["code"]


def _care(circle: Circle) -> None:
    """What waits for others: a report for an admin, a line for tomorrow, something saved."""
    pushy = circle.say("Pushy Peter", "Mara", "Buy my watches, dear friend, today only", 60 * 49)
    circle.put(
        "Mara",
        "POST",
        "/api/reports",
        {"reason": "spam", "words": "He sends this to everyone.", "message_id": pushy},
    )
    circle.put("Lea", "POST", f"/api/messages/{circle.said['booked']}/star")
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(hour=7, minute=0)
    later = {
        "conversation_id": circle.rooms["Mara"],
        "body": "Good morning! The ladder?",
        "send_at": tomorrow.isoformat(),
    }
    circle.put("Lea", "POST", "/api/scheduled", later)
    circle.visitor = (
        circle.people["Lea"].api.post("/api/users", json={"username": "Visitor"}).raise_for_status().json()["token"]
    )
    subprocess.run(
        [sys.executable, "-m", "webchat", "users", "make-admin", "Nils"],
        env={**os.environ, "WEBCHAT_DATA_DIR": str(circle.bench.server.data_dir)}, check=True, capture_output=True,
    )  # fmt: skip
