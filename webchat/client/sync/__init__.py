# Written by bin/sync-client from webchat/client/aio: change it there.
"""The client for ordinary programs."""

from webchat.client.sync.integrations import Integrations


class Client(Integrations):
    """Everything that a program can do in WebChat."""
