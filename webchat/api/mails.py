"""Mails about what I missed: my address, how often, and the link that ends them."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import Field, StrictBool

from webchat.api.actors import Asking, language_of
from webchat.api.schemas import Body, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.errors import InvalidInput
from webchat.domain.texts import mark, translated
from webchat.services import mails

router = APIRouter(tags=["notifications"])
_ME = "/api/users/me/mail"
_STOP, _ASKED = mark("No more of these mails"), mark("Shall WebChat write you no more mails?")
_STOPPED = mark("No more mails come. You can ask for them again in the settings.")


class MailAddressBody(Body):
    address: Annotated[str, Field(max_length=300)]


class MailCodeBody(Body):
    code: Annotated[str, Field(max_length=20)]


class MailBody(Body):
    after_hours: Annotated[int, Field(strict=True, ge=0, le=mails.LONGEST_HOURS)] | None = None
    texts: StrictBool | None = None


@router.get(_ME)
async def get_mail(actor: Asking) -> JSONResponse:
    """Where I want to hear of what I missed. `address` is proven, `wanted_address` waits for its code."""
    return answer(await read(mails.get_mail, actor))


@router.put(_ME, status_code=202)
async def ask_for_mail(body: MailAddressBody, request: Request, actor: Asking) -> JSONResponse:
    """Sends a code to an address; it counts for half an hour. The address before stays until this one is proven."""
    return answer(await mails.ask_for_mail(actor, body.address, language_of(request)), 202)


@router.post(f"{_ME}/confirm")
async def confirm_mail(body: MailCodeBody, actor: Asking) -> JSONResponse:
    """Proves the address with the code that came there; five wrong ones, and another is needed."""
    view = await transact(mails.confirm_mail, actor, body.code)
    if view is None:
        raise InvalidInput("This code is wrong.", field="code")
    return answer(view)


@router.patch(_ME)
async def change_mail(body: MailBody, actor: Asking) -> JSONResponse:
    """Changes the given ones: after how many hours away a mail comes (0: never), and whether it quotes `texts`."""
    return answer(await transact(mails.change_mail, actor, body.model_dump(exclude_none=True)))


@router.delete(_ME)
async def forget_mail(actor: Asking) -> JSONResponse:
    """Forgets my address."""
    return answer(await transact(mails.forget_mail, actor))


@router.get("/mail/{token}", include_in_schema=False)
async def ask_to_stop(token: str, request: Request) -> HTMLResponse:
    """A question: programs that look at the links of a mail must not end anything."""
    language = await read(mails.language_of, token) or language_of(request)
    button = f'<form method="post"><button>{escape(translated(language, _STOP, {}))}</button></form>'
    return _page(language, translated(language, _ASKED, {}), button)


@router.post("/mail/{token}", include_in_schema=False)
async def stop(token: str, request: Request) -> HTMLResponse:
    """Ends the mails, from the page above or from a mail program's own button (RFC 8058)."""
    await transact(mails.stop_mails, token)
    return _page(language_of(request), translated(language_of(request), _STOPPED, {}), "")


def _page(language: str, text: str, below: str) -> HTMLResponse:
    direction = "rtl" if language == "ar" else "ltr"
    style = (
        "body{font:17px/1.5 system-ui,sans-serif;max-width:26rem;margin:20vh auto;padding:0 1rem;text-align:center;"
        "color-scheme:light dark}button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border:0;border-radius:99px;"
        "background:#0f62c9;color:#fff}"
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{style}</style>'
    return HTMLResponse(
        f'<!doctype html><html lang="{language or "en"}" dir="{direction}"><head>{head}<title>WebChat</title></head>'
        f"<body><main><h1>WebChat</h1><p>{escape(text)}</p>{below}</main></body></html>",
        headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
    )
