"""The `code` of each refusal, call by call: what a program may tell apart."""

import re

_EVERYWHERE = {
    "401": ("not_signed_in",),
    "403": ("forbidden",),
    "404": ("not_found",),
    "409": ("conflict",),
    "412": ("wrong_version",),
    "413": ("too_large",),
    "415": ("unsupported_media_type",),
    "416": ("range_not_satisfiable",),
    "422": ("invalid_input",),
    "423": ("upload_locked",),
    "429": ("rate_limited",),
    "503": ("unavailable", "overloaded"),
}
_NAMES = re.compile(r"/session|/api/users|/api/bots")
_CALLS = re.compile(r"/api/calls(/\{call_id\}/\{verb\})?")
_FILES = re.compile(r"/api/media/upload|/api/uploads(/\{upload_id\})?")
_CONTENTS = re.compile(r"/api/media/.*|/api/uploads.*|.*/avatar")
_WRITTEN = re.compile(
    r"/api/messages(/batch|/\{message_id\})?|/api/scheduled(/\{scheduled_id\})?|/api/hooks/\{secret\}"
)
_SAID = re.compile(r"/api/messages(/batch|/forward|/\{message_id\}/forward)?|/api/gifs|/api/hooks/\{secret\}")
_SOMEWHERE = (
    ("409", "username_taken", _NAMES),
    ("409", "call_full", _CALLS),
    ("409", "in_another_call", _CALLS),
    ("413", "file_too_large", _FILES),
    ("422", "invalid_username", _NAMES),
    ("422", "message_too_long", _WRITTEN),
    ("429", "slow_mode", _SAID),
    ("503", "search_too_slow", re.compile(r"/api/messages/search")),
    ("503", "gifs_unavailable", re.compile(r"/api/gifs(/.*)?")),
    ("503", "scanner_unavailable", _FILES),
    ("503", "store_unavailable", _CONTENTS),
    ("503", "store_full", _FILES),
)


def codes_of(path: str, status: str, *, has_body: bool) -> tuple[str, ...]:
    """Those of a call's refusals with this status, the common ones first."""
    found = list(_EVERYWHERE[status])
    if status == "422" and has_body:
        found.append("unknown_field")
    return (*found, *(code for at, code, where in _SOMEWHERE if at == status and where.fullmatch(path)))
