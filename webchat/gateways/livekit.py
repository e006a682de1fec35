"""Asks a LiveKit server to close its door: its room service, over HTTP (Twirp)."""

import httpx

_PATIENCE = 5.0


class LiveKitError(Exception):
    """It does not answer, or not as asked; the text is for the operator."""


async def remove_participant(url: str, token: str, room: str, identity: str) -> None:
    """Ends somebody's connection; who is not there is nothing to do."""
    await _ask(url, token, "RemoveParticipant", {"room": room, "identity": identity})


async def delete_room(url: str, token: str, room: str) -> None:
    """Ends everybody's connection."""
    await _ask(url, token, "DeleteRoom", {"room": room})


async def _ask(url: str, token: str, method: str, body: dict[str, str]) -> None:
    address = f"{url.replace('ws', 'http', 1).rstrip('/')}/twirp/livekit.RoomService/{method}"
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            answer = await client.post(address, json=body, headers={"Authorization": f"Bearer {token}"})
    except httpx.HTTPError as error:
        raise LiveKitError(f"LiveKit at {url} does not answer ({error or type(error).__name__}).") from error
    if answer.status_code not in (200, 404):
        raise LiveKitError(f"LiveKit at {url} answered {answer.status_code} to {method}.")
