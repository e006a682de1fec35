"""The files that a message carries."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput
from webchat.domain.media_views import MediaView
from webchat.domain.payloads import WITH_FILES
from webchat.repositories import media

MOST_FILES = 10


def take_files(uow: UnitOfWork, actor: Actor, media_ids: tuple[int, ...]) -> tuple[MediaView, ...]:
    """One's own files, in this order; raises `InvalidInput` for what is not there or not one's own."""
    if len(media_ids) > MOST_FILES or len(set(media_ids)) != len(media_ids):
        raise InvalidInput("A message carries at most {most} different files.", most=MOST_FILES, field="media_ids")
    found = media.get_own(uow.session, list(media_ids), actor.user_id, actor.only)
    if len(found) != len(media_ids):
        raise InvalidInput("One of these files is not here. Upload it first.", field="media_ids")
    return tuple(found[media_id] for media_id in media_ids)


def kind_with(files: tuple[MediaView, ...], asked: str) -> str:
    """The kind of a message with these files; raises `InvalidInput` where another was asked for."""
    if not files:
        if asked in WITH_FILES:
            raise InvalidInput("A message of kind {kind} needs a file.", kind=asked, field="media_ids")
        return asked
    if asked == "voice":
        if [file.kind for file in files] != ["audio"]:
            raise InvalidInput("A voice message is one audio file.", field="kind")
        return asked
    if asked == "gif":
        if len(files) != 1 or not (files[0].animated or files[0].content_type == "image/gif"):
            raise InvalidInput("A GIF is one moving picture.", field="kind")
        return asked
    kinds = {file.kind for file in files}
    kind = kinds.pop() if len(kinds) == 1 else "image" if kinds == {"image", "video"} else "file"
    if asked not in {"text", kind}:
        raise InvalidInput("A message with these files is of kind {kind}.", kind=kind, field="kind")
    return kind
