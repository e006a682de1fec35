"""Reflex's configuration. `reflex run` (development) and `python -m webchat serve` both read it."""

from typing import Any

import reflex as rx

from webchat.serving.bundling import share_code
from webchat.serving.drawing import draw_chat, paint_first
from webchat.serving.environment import prepare_reflex
from webchat.serving.same_origin import API_URL, use_page_address, use_proxy
from webchat.settings import get_settings

prepare_reflex()


class BuildPlugin(rx.plugins.Plugin):
    """Makes the pages talk to the address that they came from, be seen soon, and their code come in few files."""

    def pre_compile(self, **context: Any) -> None:
        """Put our rules into Reflex's browser code and into Vite's configuration."""
        context["add_modify_task"]("utils/state.js", use_page_address)
        context["add_modify_task"]("vite.config.js", use_proxy)
        context["add_modify_task"]("vite.config.js", share_code)
        context["add_modify_task"]("react-router.config.js", draw_chat)

    def post_build(self, **context: Any) -> None:
        """Amend the finished pages, before they are compressed."""
        paint_first(context["static_dir"])


config = rx.Config(
    app_name="webchat",
    api_url=API_URL,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    plugins=[BuildPlugin()],
    # Reflex's default would let every page read answers.
    cors_allowed_origins=[*get_settings().allowed_origins, *get_settings().frontend_origins],
    disable_plugins=[rx.plugins.SitemapPlugin, rx.plugins.RadixThemesPlugin],
    # Of those that a browser takes, the first one.
    frontend_compression_formats=["brotli", "gzip"],
)
