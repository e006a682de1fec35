"""What the guide says: a small bot that welcomes people and shows them what can be done here."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from webchat.domain.names import search_key
from webchat.domain.texts import LANGUAGES, SOURCE, mark, translated

Shows = Literal["", "menu", "picture", "poll", "voice"]
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that the guide talks about.

    `words`: by which it knows that it is asked for; `label`: what stands in its menu; `sign`: how it reacts; `text`:
    what it says (`{name}`: to whom), `shows` what it sends besides.
    """

    name: str
    words: str
    sign: str
    text: str
    label: str = ""
    shows: Shows = ""


WELCOME = (
    mark("Hello {name}, welcome! 👋 I am the guide here: a small program that shows you around. Only you see this."),
    mark(
        "Look for people with the pen above the list, or send a link to those who are not here yet. "
        "Until somebody answers, talk to me: I know the words **help**, **picture**, **poll**, **voice**, **calls** "
        "and **shortcuts**."
    ),
)
MENU = mark("What shall I show you? Choose as many as you like.")
TEA = mark("Tea or coffee?")
CUPS = (mark("Tea"), mark("Coffee"), mark("Both, please"))
CAPTION = mark("Hills at dusk")

TOPICS = (
    Topic(
        "help",
        mark("help menu start"),
        "👀",
        mark(
            "I know the words **help**, **picture**, **poll**, **voice**, **calls** and **shortcuts**. "
            "Write one of them, or choose here:"
        ),
        shows="menu",
    ),
    Topic(
        "picture",
        mark("picture pictures photo image file files"),
        "🖼️",
        mark(
            "Pictures, films and files: drop them here, paste them, or take them from **+**. Touch one to see it large."
        ),
        mark("🖼️ A picture"),
        "picture",
    ),
    Topic(
        "poll",
        mark("poll polls vote"),
        "📊",
        mark("Ask everybody at once: **+**, then *Poll*. I have voted already, now you:"),
        mark("📊 A poll"),
        "poll",
    ),
    Topic(
        "voice",
        mark("voice audio sound music"),
        "🎧",
        mark("Too long to type? The microphone beside this field records you. This is what I sound like:"),
        mark("🎧 A voice message"),
        "voice",
    ),
    Topic(
        "calls",
        mark("call calls video phone"),
        "📞",
        mark(
            "Call people with the phone or the camera above a conversation, in groups too, and show them your screen. "
            "Programs like me have no ears."
        ),
        mark("📞 Calls"),
    ),
    Topic(
        "shortcuts",
        mark("shortcuts keys keyboard"),
        "⌨️",
        mark(
            "Some keys:\n\n- **Enter** sends, **Shift+Enter** begins a new line\n"
            "- **↑** in the empty field changes your last message\n- **Ctrl+K** searches everything\n"
            "- **:** offers emoji, **@** people\n- **Esc** closes what is open"
        ),
        mark("⌨️ Keys"),
    ),
    Topic(
        "bye",
        mark("bye goodbye stop quiet hide delete remove block"),
        "👋",
        mark(
            "I do not mind: open the menu beside my name in the list, and mute, hide or block me. "
            "I only ever write when you have written."
        ),
        mark("👋 How to say goodbye to you"),
    ),
    Topic(
        "hello",
        mark("hello hi hey morning evening"),
        "👋",
        mark("Hello! Nice to hear from you. **help** shows what I know."),
    ),
    Topic("thanks", mark("thanks thank great nice wow cool"), "❤️", mark("With pleasure!")),
)
FILE = Topic("file", "", "😍", mark("That arrived well. I cannot tell what it shows, but people can."))
UNKNOWN = Topic(
    "unknown",
    "",
    "🤔",
    mark("That is beyond a small program. **help** shows what I know; the rest, people know better."),
)

ON_MENU = tuple(topic for topic in TOPICS if topic.label)


def topic_of(language: str, body: str) -> Topic:
    """What somebody asks for, by the first word that is known in their language or in English."""
    known = _known(language)
    return next((known[word] for word in _WORD.findall(search_key(body)) if word in known), UNKNOWN)


def menu(language: str) -> list[str]:
    """The answers of the menu, in the order of `ON_MENU`."""
    return [translated(language, topic.label, {}) for topic in ON_MENU]


def is_menu(options: list[str]) -> bool:
    """Whether these are the answers of the menu, in whichever language it was sent."""
    return any(options == menu(language) for language in LANGUAGES)


@cache
def _known(language: str) -> dict[str, Topic]:
    found: dict[str, Topic] = {}
    for tongue in (language, SOURCE):
        for topic in TOPICS:
            for word in _WORD.findall(search_key(translated(tongue, topic.words, {}))):
                found.setdefault(word, topic)
    return found
