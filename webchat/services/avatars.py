"""The pictures of people and groups: made ready when they are chosen, and who may have them."""

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.actor import Actor
from webchat.domain.avatars import SIZES
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.media_views import MediaView
from webchat.media import storage
from webchat.media.spool import spool, working_folder
from webchat.media.workshop import make_squares
from webchat.repositories import avatars, media, memberships
from webchat.services.media import Stored


def own_picture(uow: UnitOfWork, actor: Actor, media_id: int) -> MediaView:
    """A picture that this actor has sent here; raises `InvalidInput` for anything else."""
    found = media.get_own(uow.session, [media_id], actor.user_id, actor.only).get(media_id)
    if found is None:
        raise InvalidInput("This picture is not here. Upload it first.", field="avatar_media_id")
    if found.kind != "image":
        raise InvalidInput("Only a picture can be chosen here.", field="avatar_media_id")
    return found


async def make_ready(actor: Actor, media_id: int | None) -> None:
    """Cuts the squares that people will see, before the picture is chosen; None is nothing to do."""
    if media_id is None:
        return
    picture = await read(own_picture, actor, media_id)
    if await storage.size_of(storage.avatar_key(picture.sha256, SIZES[-1])) is not None:
        return
    async with working_folder() as folder:
        pieces = storage.read(storage.content_key(picture.sha256), 0, picture.size)
        came = await spool(pieces, folder / "picture", picture.size)
        for size, path in (await make_squares(came.path, folder)).items():
            await storage.keep(storage.avatar_key(picture.sha256, size), path)


def user_square(uow: UnitOfWork, actor: Actor, user_id: int, size: int) -> tuple[str, Stored]:
    """A person's picture, with a sign that is another when the picture is; raises `NotFound`."""
    if actor.rooms is not None and user_id not in memberships.among(uow.session, [user_id]) | {actor.user_id}:
        raise NotFound
    return _square(avatars.of_user(uow.session, user_id, actor.user_id), size)


def group_square(uow: UnitOfWork, actor: Actor, conversation_id: int, size: int) -> tuple[str, Stored]:
    """The same of a group that the actor is in, or may find in the directory."""
    actor.need_room(conversation_id)
    return _square(avatars.of_seen_group(uow.session, conversation_id, actor.user_id), size)


def invited_square(uow: UnitOfWork, conversation_id: int, size: int) -> tuple[str, Stored]:
    """The same of a group that a link leads to, which the caller has seen."""
    return _square(avatars.of_group(uow.session, conversation_id), size)


def _square(sha256: str | None, size: int) -> tuple[str, Stored]:
    if sha256 is None:
        raise NotFound
    kept = next((one for one in SIZES if one >= size), SIZES[-1])
    return f'"{sha256}-avatar-{kept}"', Stored(storage.avatar_key(sha256, kept))
