"""A room for every order of a shop, with FastAPI: `PYTHONPATH=. uvicorn --app-dir examples shop_fastapi:app`.

From the environment: WEBCHAT_URL (the chat, such as http://localhost:3000), WEBCHAT_SERVICE_KEY and WEBCHAT_JWT_SECRET
(the chat's own, which is started with WEBCHAT_JWT_ISSUER=shop, too), and WEBCHAT_SUPPORT_ID: the number of the user who
answers for the shop, which `python -m webchat users show NAME` says first.
"""

import os
import time
from typing import Annotated

import jwt
from fastapi import FastAPI, Header, HTTPException

from webchat.client import AsyncClient

URL, KEY = os.environ["WEBCHAT_URL"], os.environ["WEBCHAT_SERVICE_KEY"]
SUPPORT = int(os.environ["WEBCHAT_SUPPORT_ID"])  # the user of WebChat who answers for the shop
ORDERS = {4711: "customer-42"}
app = FastAPI()

# Stands for the shop's own sign-in: never believe such a header.
Customer = Annotated[str, Header(alias="X-Customer")]


@app.post("/orders/{number}/chat")
async def open_chat(number: int, customer: Customer) -> dict[str, object]:
    """For the page of an order: the room, made at the first look, and a token for this customer and this room."""
    if ORDERS.get(number) != customer:
        raise HTTPException(404)
    async with AsyncClient(URL, KEY) as chat:
        room = await chat.ensure(f"order:{number}", title=f"Order {number}", member_ids=[SUPPORT])
    return {"conversation_id": room.id, "token": token_for(customer, "Mara", f"order:{number}")}


@app.post("/orders/{number}/shipped")
async def ship(number: int) -> dict[str, object]:
    """Tells the customer, as the support."""
    async with AsyncClient(URL, KEY, user=SUPPORT) as chat:
        room = await chat.ensure(f"order:{number}", title=f"Order {number}")
        message = await chat.send("Your order is on its way.", conversation=room.id)
    return {"message_id": message.id}


def token_for(customer: str, name: str, room: str) -> str:
    """Opens this one room to this customer, for ten minutes; ask for a new one before that."""
    claims = {"iss": "shop", "sub": customer, "name": name, "aud": "webchat", "exp": int(time.time()) + 600}
    return jwt.encode(claims | {"rooms": [room]}, os.environ["WEBCHAT_JWT_SECRET"], algorithm="HS256")
