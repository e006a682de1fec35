"""`prune`."""

from __future__ import annotations

import asyncio

from webchat.cli.common import in_one_sentence, open_database, say
from webchat.services import retention


def prune() -> None:
    """Remove what was kept as long as the settings say; the server does it once an hour.

    Events (WEBCHAT_EVENT_RETENTION_DAYS), the words of deleted messages (WEBCHAT_DELETED_RETENTION_DAYS), files that
    nobody needs (WEBCHAT_MEDIA_RETENTION_DAYS), sessions of browsers that nobody used (WEBCHAT_IDLE_SESSION_DAYS), and
    messages of conversations where they disappear, which the server removes at their time.
    """
    with in_one_sentence(), open_database():
        gone = asyncio.run(retention.prune())
        say(f"{gone.events} events and {gone.receipts} receipts are forgotten.")
        say(f"{gone.messages} deleted messages hold no words any more.")
        say(f"{gone.sessions} idle sessions are ended.")
        say(f"{gone.disappeared} messages disappeared; {gone.places} places of earlier ones are removed.")
        if gone.files is None:
            say("The server is looking after the files at the moment.")
        else:
            say(f"{gone.files.dropped} files dropped, {gone.files.removed} contents removed.")
