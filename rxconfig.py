"""Reflex's configuration. `reflex run` (development) and `python -m webchat serve` both read it."""

from typing import Any

import reflex as rx

from webchat.serving.environment import prepare_reflex
from webchat.serving.same_origin import use_page_address

prepare_reflex()


class SameOriginPlugin(rx.plugins.Plugin):
    """Makes built pages talk to the address that they came from."""

    def pre_compile(self, **context: Any) -> None:
        """Put our rule into Reflex's browser code."""
        context["add_modify_task"]("utils/state.js", use_page_address)


config = rx.Config(
    app_name="webchat",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    plugins=[SameOriginPlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin, rx.plugins.RadixThemesPlugin],
    frontend_compression_formats=["gzip", "brotli"],
)
