"""Files in parts: the tus protocol, 1.0.0, with creation, termination and expiration (https://tus.io)."""

from base64 import b64decode
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from webchat.api.actors import Asking
from webchat.api.schemas import answer
from webchat.domain.cursors import LARGEST
from webchat.domain.errors import InvalidInput, WebchatError
from webchat.services import resumable_uploads as uploads
from webchat.services.resumable_uploads import UploadView
from webchat.services.uploads import largest_upload

router = APIRouter(prefix="/api/uploads", tags=["media"])
_VERSION = {"Tus-Resumable": "1.0.0"}
_PART = "application/offset+octet-stream"
_BYTES = {"type": "string", "format": "binary", "description": "The bytes from `Upload-Offset` on."}
_TOLD: dict[str, Any] = {
    "Upload-Offset": {"description": "How much has come, in bytes.", "schema": {"type": "integer"}},
    "Upload-Length": {"description": "Size of the whole file, in bytes.", "schema": {"type": "integer"}},
    "X-Webchat-Media": {"description": "Id of the file, once it is whole and kept.", "schema": {"type": "integer"}},
}
_PLACE = {"Location": {"description": "Address of the upload.", "schema": {"type": "string"}}}
Version = Annotated[str | None, Header(alias="Tus-Resumable")]
Count = Annotated[int, Header(ge=0, le=LARGEST)]


class WrongVersion(WebchatError):
    """A version of the protocol that is not spoken here."""

    code = "wrong_version"
    status = 412


class NotAPart(WebchatError):
    """A body that is no part of a file."""

    code = "unsupported_media_type"
    status = 415


@router.options("", status_code=204)
async def options() -> Response:
    """What of tus is spoken here."""
    about = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,termination,expiration"}
    return Response(status_code=204, headers=_VERSION | about | {"Tus-Max-Size": str(largest_upload())})


@router.post("", status_code=201, responses={201: {"headers": _TOLD | _PLACE}})
async def begin_upload(
    actor: Asking,
    upload_length: Count,
    upload_metadata: Annotated[str, Header(max_length=4000)] = "",
    tus_resumable: Version = None,
) -> JSONResponse:
    """Announces a file of `Upload-Length` bytes, `filename` in `Upload-Metadata`; its address is in `Location`."""
    _check_version(tus_resumable)
    filename = _metadata(upload_metadata).get("filename", "")
    view = await uploads.begin_upload(actor, filename, upload_length, upload_metadata)
    return answer(view, 201, _headers(view) | {"Location": f"/api/uploads/{view.id}"})


@router.head("/{upload_id}", responses={200: {"headers": _TOLD}})
async def look_at_upload(upload_id: str, actor: Asking, tus_resumable: Version = None) -> Response:
    """How many bytes are here, in `Upload-Offset`."""
    _check_version(tus_resumable)
    view = await uploads.look_at_upload(actor, upload_id)
    about = {"Upload-Metadata": view.metadata} if view.metadata else {}
    return Response(headers=_headers(view) | about | {"Cache-Control": "no-store"})


@router.get("/{upload_id}")
async def get_upload(upload_id: str, actor: Asking) -> JSONResponse:
    """How far an upload has come, and the file once it is whole."""
    return answer(await uploads.get_upload(actor, upload_id))


@router.patch(
    "/{upload_id}",
    status_code=204,
    responses={204: {"headers": _TOLD}},
    openapi_extra={"requestBody": {"required": True, "content": {_PART: {"schema": _BYTES}}}},
)
async def continue_upload(
    upload_id: str,
    request: Request,
    actor: Asking,
    upload_offset: Count,
    content_type: Annotated[str, Header()] = "",
    tus_resumable: Version = None,
) -> Response:
    """Adds the body at `Upload-Offset`. With the last byte the file is opened and kept, or refused in words."""
    _check_version(tus_resumable)
    if content_type != _PART:
        raise NotAPart(f"Send parts as {_PART}.")
    view = await uploads.continue_upload(actor, upload_id, upload_offset, _body(request))
    return Response(status_code=204, headers=_headers(view))


@router.delete("/{upload_id}", status_code=204)
async def give_up_upload(upload_id: str, actor: Asking, tus_resumable: Version = None) -> Response:
    """Forgets an upload and what has come of it."""
    _check_version(tus_resumable)
    await uploads.give_up_upload(actor, upload_id)
    return Response(status_code=204, headers=_VERSION)


async def _body(request: Request) -> AsyncIterator[bytes]:
    """What comes until the end, or until the line breaks: what is here is kept."""
    try:
        async for piece in request.stream():
            yield piece
    except ClientDisconnect:
        return


def _headers(view: UploadView) -> dict[str, str]:
    headers = _VERSION | {"Upload-Offset": str(view.offset), "Upload-Length": str(view.length)}
    return headers | ({"X-Webchat-Media": str(view.media.id)} if view.media else {})


def _check_version(version: str | None) -> None:
    if version != _VERSION["Tus-Resumable"]:
        raise WrongVersion("This server speaks tus 1.0.0: say so in Tus-Resumable.")


def _metadata(header: str) -> dict[str, str]:
    pairs = [pair.split(" ", 1) for pair in header.split(",") if pair.strip()]
    try:
        return {pair[0].strip(): b64decode(pair[1], validate=True).decode() if pair[1:] else "" for pair in pairs}
    except ValueError as error:
        raise InvalidInput("Upload-Metadata holds values in base64.", field="Upload-Metadata") from error
