"""In which language the server speaks to a tab."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

import reflex as rx

from webchat.domain.texts import LANGUAGES, best_language

COOKIE = "webchat_language"


def language_of(state: rx.State) -> str:
    """The one chosen in the settings (`boot.js` keeps it in a cookie), else what the browser likes best."""
    headers = state.router.headers
    try:
        chosen = SimpleCookie(headers.cookie).get(COOKIE)
    except CookieError:
        chosen = None
    if chosen and chosen.value in LANGUAGES:
        return chosen.value
    return best_language(headers.accept_language)
