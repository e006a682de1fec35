"""Where the pictures of people and groups are found: addresses that say nothing of who looks at them."""

SIZES = (48, 96, 192, 512)
"""The sides of the squares that are kept, in pixels: what lists and heads show, each also twice as dense, and large."""


def user_avatar(user_id: int, media_id: int | None) -> str | None:
    """A person's picture; None where initials stand."""
    return _address(f"/api/users/{user_id}", media_id)


def group_avatar(conversation_id: int, media_id: int | None) -> str | None:
    """A group's picture; None where initials stand."""
    return _address(f"/api/groups/{conversation_id}", media_id)


def invite_avatar(code: str, media_id: int | None) -> str | None:
    """The picture of a group, for whoever was given a link into it."""
    return _address(f"/api/invites/{code}", media_id)


def _address(owner: str, media_id: int | None) -> str | None:
    """The version is the file's id: a file never changes, and it comes with the row, where a hash needs a join."""
    return None if media_id is None else f"{owner}/avatar?v={media_id}"
