"""What a mail says to somebody who was away: how much waits, and the last lines of it."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from html import escape
from urllib.parse import urlsplit

from webchat.domain.message_views import MessageView
from webchat.domain.payloads import files_of_message, summary_of_message
from webchat.domain.texts import counted, filled, mark, mark_counted, translated

MOST_TALKS = 10
MOST_LINES = 3
_RIGHT_TO_LEFT = frozenset({"ar"})
_KINDS = {
    "image": mark("Photo"),
    "video": mark("Video"),
    "audio": mark("Audio"),
    "voice": mark("Voice message"),
    "file": mark("File"),
    "gif": mark("GIF"),
    "poll": mark("Poll"),
    "location": mark("Location"),
    "contact": mark("Contact"),
    "sticker": mark("Sticker"),
    "call": mark("Call"),
}
_FILES = {
    "image": mark_counted("{count} photo", "{count} photos"),
    "video": mark_counted("{count} video", "{count} videos"),
    "audio": mark_counted("{count} audio file", "{count} audio files"),
    "file": mark_counted("{count} file", "{count} files"),
}
_UNREAD = mark_counted("{count} unread message", "{count} unread messages")
_MORE = mark_counted("and {count} more conversation", "and {count} more conversations")
_HELLO = mark("Hello {name},")
_MISSED = mark("this was said while you were away:")
_WAITING = mark("something was said while you were away.")
_OPEN = mark("Open WebChat")
_WHY = mark("You get this because you asked for it in the settings of {host}.")
_STOP = mark("No more of these mails")
_CODE_SUBJECT = mark("{code} is your code for WebChat")
_CODE = mark("Type this code in the settings of WebChat, and mails about what you miss come to this address:")
_NOT_ME = mark("You did not ask for it? Then somebody mistyped their address, and nothing more comes.")


@dataclass(frozen=True, slots=True)
class Line:
    """One message: who, and what in words."""

    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation with unread messages, and the last of them, oldest first."""

    id: int
    title: str
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """All that waits for one reader; `more`: conversations that are not named. Without `talks` nothing is quoted."""

    name: str
    language: str
    unread: int
    talks: tuple[Talk, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """From and to whom a mail goes; `home`: where our pages are, `stop`: the address that ends these mails."""

    sender: str
    address: str
    home: str
    stop: str = ""


def words_of(language: str, message: MessageView) -> str:
    """A message on one line; what is no text is named."""
    if files := files_of_message(message):
        return ", ".join(counted(language, *_FILES[kind], count) for kind, count in files.items())
    summary = "" if message.kind == "call" else summary_of_message(message)
    kind = translated(language, _KINDS[message.kind], {}) if message.kind in _KINDS else ""
    return f"{kind}: {summary}" if kind and summary else kind or summary


def digest_mail(digest: Digest, envelope: Envelope) -> EmailMessage:
    """The mail, as text and as HTML, with the header by which mail programs unsubscribe."""
    message = _mail(envelope, counted(digest.language, *_UNREAD, digest.unread))
    message["List-Unsubscribe"] = f"<{envelope.stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_as_text(digest, envelope))
    message.add_alternative(_as_html(digest, envelope), subtype="html")
    message["Content-Language"] = digest.language
    return message


def code_mail(language: str, code: str, envelope: Envelope) -> EmailMessage:
    """The mail with a code that proves that somebody reads this address."""
    subject = translated(language, _CODE_SUBJECT, {"code": code})
    message = _mail(envelope, subject)
    lines = (translated(language, _CODE, {}), code, translated(language, _NOT_ME, {}))
    message.set_content("\n\n".join(lines) + "\n")
    message["Content-Language"] = language
    return message


def _mail(envelope: Envelope, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = envelope.sender
    message["To"] = envelope.address
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=urlsplit(envelope.home).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    return message


def _as_text(digest: Digest, envelope: Envelope) -> str:
    said = _Said(digest, envelope)
    parts = [said.hello, said.opening]
    for talk in digest.talks:
        lines = [f"{talk.title} ({said.unread(talk.count)})", *(f"  {line.who}: {line.what}" for line in talk.lines)]
        parts.append("\n".join([*lines, f"  {envelope.home}/chat/{talk.id}"]))
    if said.more:
        parts.append(said.more)
    parts += [f"{said.open}: {envelope.home}/chat/", f"-- \n{said.why}\n{said.stop}: {envelope.stop}"]
    return "\n\n".join(parts) + "\n"


_PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>{subject}</title></head>
<body style="margin:0;padding:24px 12px;background:#f0f4fc;font:16px/1.5 system-ui,-apple-system,Segoe UI,sans-serif;color:#1a1c20">
<div style="max-width:560px;margin:0 auto;background:#ffffff;border-radius:16px;padding:28px">
<p style="margin:0 0 4px;font-weight:600">{hello}</p><p style="margin:0 0 20px">{opening}</p>
{talks}{more}
<p style="margin:24px 0 0"><a href="{home}/chat/" style="display:inline-block;background:#0f62c9;color:#ffffff;font-weight:600;text-decoration:none;padding:10px 20px;border-radius:999px">{open}</a></p>
</div>
<p style="max-width:560px;margin:16px auto 0;font-size:13px;color:#565c66">{why}<br><a href="{stop_url}" style="color:#565c66">{stop}</a></p>
</body></html>
"""  # noqa: E501
_TALK = """<div style="margin:0 0 16px;padding:14px 16px;background:#f3f5f9;border-radius:12px">
<p style="margin:0"><a href="{url}" style="color:#0b57b3;font-weight:600;text-decoration:none"><bdi>{title}</bdi></a> <bdi style="color:#565c66;font-size:14px">{unread}</bdi></p>
{lines}</div>
"""  # noqa: E501
_LINE = '<p style="margin:6px 0 0" dir="auto"><b style="font-weight:600">{who}</b> {what}</p>\n'


def _as_html(digest: Digest, envelope: Envelope) -> str:
    said = _Said(digest, envelope)
    words = {name: escape(getattr(said, name)) for name in ("hello", "opening", "open", "why", "stop")}
    return filled(
        _PAGE,
        words
        | {
            "lang": digest.language,
            "dir": "rtl" if digest.language in _RIGHT_TO_LEFT else "ltr",
            "subject": escape(said.unread(digest.unread)),
            "talks": "".join(_talk(talk, said, envelope) for talk in digest.talks),
            "more": f'<p style="margin:0">{escape(said.more)}</p>' if said.more else "",
            "home": escape(envelope.home),
            "stop_url": escape(envelope.stop),
        },
    )


def _talk(talk: Talk, said: "_Said", envelope: Envelope) -> str:
    lines = "".join(filled(_LINE, {"who": escape(line.who), "what": escape(line.what)}) for line in talk.lines)
    url = escape(f"{envelope.home}/chat/{talk.id}")
    words = {"url": url, "title": escape(talk.title), "unread": escape(said.unread(talk.count)), "lines": lines}
    return filled(_TALK, words)


class _Said:
    """The sentences of a digest in its reader's language."""

    def __init__(self, digest: Digest, envelope: Envelope) -> None:
        self._language = digest.language
        self.hello = self._text(_HELLO, name=digest.name)
        self.opening = self._text(_MISSED if digest.talks else _WAITING)
        self.more = counted(digest.language, *_MORE, digest.more) if digest.more else ""
        self.open = self._text(_OPEN)
        self.why = self._text(_WHY, host=urlsplit(envelope.home).netloc)
        self.stop = self._text(_STOP)

    def unread(self, count: int) -> str:
        return counted(self._language, *_UNREAD, count)

    def _text(self, english: str, **params: str) -> str:
        return translated(self._language, english, params)
