"""Everything that can go wrong in words: each error knows its code, its status and whether to try again."""

from collections.abc import Iterable
from math import ceil

from webchat.domain.texts import SOURCE, counted, mark, mark_counted, translated


class WebchatError(Exception):
    """Base of all errors that people and programs may see."""

    code = "error"
    status = 400
    retryable = False

    def __init__(self, text: str, *, field: str | None = None, **params: object) -> None:
        """`text` is English, with `{name}` for each of `params`: the key under which it is translated."""
        self.text = text
        self.params = params
        self.field = field
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What happened, in English."""
        return self.said_in(SOURCE)

    def said_in(self, language: str) -> str:
        """What happened, in words for a reader of `language`."""
        return translated(language, self.text, self.params)

    def details(self) -> dict[str, object]:
        """More members of the error object, for errors that have any."""
        return {}


class NotSignedIn(WebchatError):
    """Nobody is asking, or with a secret that no longer counts."""

    code = "not_signed_in"
    status = 401

    def __init__(self, text: str = mark("Sign in first.")) -> None:
        super().__init__(text)


class Forbidden(WebchatError):
    """Known, but not allowed."""

    code = "forbidden"
    status = 403


_NOTHING_HERE = mark("There is nothing here.")


class NotFound(WebchatError):
    """Not there, or not for the one who asks: the two look the same."""

    code = "not_found"
    status = 404

    def __init__(self, text: str = _NOTHING_HERE, *, field: str | None = None, **params: object) -> None:
        super().__init__(text, field=field, **params)


class NotHere(NotFound):
    """Some of several people are not there, or not for the one who asks; `user_ids` says which."""

    def __init__(self, user_ids: Iterable[int], field: str) -> None:
        super().__init__("One of these people is not here.", field=field)
        self.user_ids = sorted(user_ids)

    def details(self) -> dict[str, object]:
        return {"user_ids": self.user_ids}


class Conflict(WebchatError):
    """The request contradicts what is already stored."""

    code = "conflict"
    status = 409


class InvalidInput(WebchatError):
    """A value that cannot be used."""

    code = "invalid_input"
    status = 422


class InvalidUsername(InvalidInput):
    """A name that nobody can have."""

    code = "invalid_username"


class UsernameTaken(WebchatError):
    """Somebody has this name or one that looks like it; `suggestions` are free."""

    code = "username_taken"
    status = 409

    def __init__(self, name: str, suggestions: tuple[str, ...], *, field: str = "username") -> None:
        super().__init__("The name {name} is taken.", field=field, name=name)
        self.suggestions = suggestions

    def details(self) -> dict[str, object]:
        return {"suggestions": list(self.suggestions)}


class MessageTooLong(InvalidInput):
    """More characters than a message holds."""

    code = "message_too_long"

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            "A message holds at most {limit} characters; this one has {length}.",
            field="body", limit=limit, length=length,
        )  # fmt: skip


class CallFull(Conflict):
    """As many people are in the call as browsers alone can carry."""

    code = "call_full"

    def __init__(self, limit: int, kind: str) -> None:
        super().__init__(_CALL_FULL[kind], limit=limit)


_CALL_FULL = {
    "audio": mark("This voice call is full: at most {limit} people."),
    "video": mark("This video call is full: at most {limit} people."),
}


class InAnotherCall(Conflict):
    """One is in one call at a time; `call_id` is the one that has to be left first."""

    code = "in_another_call"

    def __init__(self, call_id: int | None = None) -> None:
        super().__init__("You are in another call. Hang up there first.")
        self.call_id = call_id

    def details(self) -> dict[str, object]:
        return {"call_id": self.call_id}


_SECONDS_SAID = 90


class RateLimited(WebchatError):
    """Too much at once; `retry_after` says in how many seconds to come back."""

    code = "rate_limited"
    status = 429
    retryable = True

    _SAID = mark_counted(
        "That was a lot at once. Try again in {count} second.", "That was a lot at once. Try again in {count} seconds."
    )
    _SAID_LONG = mark_counted(
        "That was a lot at once. Try again in {count} minute.", "That was a lot at once. Try again in {count} minutes."
    )

    def __init__(self, retry_after: int, limit: int = 0) -> None:
        self.retry_after = retry_after
        self.limit = limit
        super().__init__(self._SAID[1], count=retry_after)

    def said_in(self, language: str) -> str:
        # Nobody thinks in thousands of seconds.
        if self.retry_after > _SECONDS_SAID:
            return counted(language, *self._SAID_LONG, ceil(self.retry_after / 60))
        return counted(language, *self._SAID, self.retry_after)

    def details(self) -> dict[str, object]:
        return {"retry_after": self.retry_after}


class SlowMode(RateLimited):
    """A group in slow mode: a plain member waits between two messages."""

    code = "slow_mode"

    _SAID = mark_counted(
        "This group is in slow mode. You can write again in {count} second.",
        "This group is in slow mode. You can write again in {count} seconds.",
    )
    _SAID_LONG = mark_counted(
        "This group is in slow mode. You can write again in {count} minute.",
        "This group is in slow mode. You can write again in {count} minutes.",
    )

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after, 1)


class Unavailable(WebchatError):
    """The server cannot do it now and may be able to soon."""

    code = "unavailable"
    status = 503
    retryable = True


class Overloaded(Unavailable):
    """More work is waiting than can be done soon; `retry_after` says in how many seconds to come back."""

    code = "overloaded"

    def __init__(self, retry_after: int) -> None:
        super().__init__("This server has more to do than it can just now. Try again in a moment.")
        self.retry_after = retry_after

    def details(self) -> dict[str, object]:
        return {"retry_after": self.retry_after}


class SearchTooSlow(Unavailable):
    """Too much to look through in the time that one search may take."""

    code = "search_too_slow"

    def __init__(self) -> None:
        super().__init__("That is too much to look through. Add a word, or narrow it with in: or from:.")
