"""A room for every order of a shop, with Django: views for `path("orders/<int:number>/chat", open_chat)` and so on.

From the environment: WEBCHAT_URL (the chat, such as http://localhost:3000), WEBCHAT_SERVICE_KEY and WEBCHAT_JWT_SECRET
(the chat's own, which is started with WEBCHAT_JWT_ISSUER=shop, too), and WEBCHAT_SUPPORT_ID: the number of the user who
answers for the shop, which `python -m webchat users show NAME` says first.
"""

import os
import time

import jwt
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from webchat.client import Client

URL, KEY = os.environ["WEBCHAT_URL"], os.environ["WEBCHAT_SERVICE_KEY"]
SUPPORT = int(os.environ["WEBCHAT_SUPPORT_ID"])  # the user of WebChat who answers for the shop
ORDERS = {4711: 42}  # stands for a model: the order, and whose it is


@require_POST
def open_chat(request: HttpRequest, number: int) -> JsonResponse:
    """For the page of an order: the room, made at the first look, and a token for this customer and this room."""
    if not request.user.is_authenticated or ORDERS.get(number) != request.user.pk:
        raise Http404
    with Client(URL, KEY) as chat:
        room = chat.ensure(f"order:{number}", title=f"Order {number}", member_ids=[SUPPORT])
    token = token_for(str(request.user.pk), request.user.get_username(), f"order:{number}")
    return JsonResponse({"conversation_id": room.id, "token": token})


def tell_shipped(number: int) -> None:
    """Tells the customer, as the support; call it where the order changes, or in a task."""
    with Client(URL, KEY, user=SUPPORT) as chat:
        room = chat.ensure(f"order:{number}", title=f"Order {number}")
        chat.send("Your order is on its way.", conversation=room.id)


def token_for(customer: str, name: str, room: str) -> str:
    """Opens this one room to this customer, for ten minutes; ask for a new one before that."""
    claims = {"iss": "shop", "sub": customer, "name": name, "aud": "webchat", "exp": int(time.time()) + 600}
    return jwt.encode(claims | {"rooms": [room]}, os.environ["WEBCHAT_JWT_SECRET"], algorithm="HS256")
