"""A shop of somebody's own, made with Reflex, with the chat about an order beside it."""

import os
from datetime import UTC, datetime, timedelta

import jwt
import reflex as rx

from webchat.ui import chat_panel

CHAT = os.environ.get("CHAT_URL", "http://localhost:3000")
SECRET = os.environ["WEBCHAT_JWT_SECRET"]  # the same as the chat's own


class Order(rx.State):
    """One customer who looks at one order."""

    number: str = "4711"
    token: str = ""
    unread: int = 0

    @rx.event
    def enter(self):
        """Who is here is for the shop to know; the chat believes its signature, for an hour at most."""
        ends = datetime.now(UTC) + timedelta(minutes=55)
        claims = {
            "iss": "shop", "aud": "webchat", "sub": "customer-1001", "name": "Ana", "exp": ends,
            "rooms": [f"order:{self.number}"],
        }  # fmt: skip
        self.token = jwt.encode(claims, SECRET, algorithm="HS256")

    @rx.event
    def count(self, unread: int):
        """What is new in the chat."""
        self.unread = unread


def index() -> rx.Component:
    """The order, and the chat about it."""
    return rx.hstack(
        rx.vstack(rx.heading(f"Order {Order.number}"), rx.text("On its way. New in the chat: ", Order.unread)),
        rx.box(
            chat_panel(
                CHAT,
                Order.token,
                conversation=f"order:{Order.number}",
                on_unread=Order.count,
                on_token_expired=Order.enter,
            ),
            width="420px",
        ),
        justify="between",
        padding="2em",
    )


app = rx.App()
app.add_page(index, route="/", title="Order 4711", on_load=Order.enter)
