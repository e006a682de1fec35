"""The client for asyncio; `bin/sync-client` writes the one for ordinary programs, `webchat/client/sync`, from it."""

from webchat.client.aio.integrations import AsyncIntegrations


class AsyncClient(AsyncIntegrations):
    """Everything that a program can do in WebChat."""
