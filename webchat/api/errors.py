"""Every error in one shape: `{"error": {code, message, field, retryable}}`."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from webchat.api.reference import methods_of
from webchat.domain.errors import Overloaded, RateLimited, WebchatError
from webchat.domain.texts import SOURCE, best_language

_log = logging.getLogger(__name__)
_WORDS = {
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("too_large", "That is more than this server takes."),
}


def install_errors(app: FastAPI) -> None:
    """Answers errors of every kind in the API's shape."""
    app.add_exception_handler(WebchatError, _known)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _unexpected)


def error_body(error: WebchatError, language: str = SOURCE) -> dict[str, Any]:
    """An error as JSON, in words for a reader of `language`."""
    return _body(error.code, error.said_in(language), error.field, error.retryable, **error.details())


def invalid_body(problem: Mapping[str, Any], place: Sequence[str | int]) -> dict[str, Any]:
    """What a check of types found, as JSON."""
    field = ".".join(str(part) for part in place) or None
    if problem["type"] == "extra_forbidden":
        return _body("unknown_field", "There is no such field.", field)
    return _body("invalid_input", f"{problem['msg'].removeprefix('Value error, ')}.", field)


def internal_body() -> dict[str, Any]:
    """What callers hear of a fault of ours."""
    return _body("internal", "Something went wrong here.", retryable=True)


def error_response(error: WebchatError, accepted: str = "") -> JSONResponse:
    """An error as an answer, in the language of ours that `accepted` (Accept-Language) likes best."""
    language = best_language(accepted)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if isinstance(error, RateLimited):
        headers |= {"Retry-After": str(error.retry_after), "X-RateLimit-Reset": str(error.retry_after)}
        headers |= {"X-RateLimit-Limit": str(error.limit), "X-RateLimit-Remaining": "0"}
    elif isinstance(error, Overloaded):
        headers |= {"Retry-After": str(error.retry_after)}
    return JSONResponse(error_body(error, language), error.status, headers)


def _body(code: str, message: str, field: str | None = None, retryable: bool = False, **more: Any) -> dict[str, Any]:
    said = {"code": code, "message": message, "field": field and _sayable(field), "retryable": retryable}
    return {"error": said | more}


def _sayable(name: str) -> str:
    """A caller may have named a field with halves of surrogate pairs, which no answer can hold."""
    return name.encode(errors="replace").decode()


async def _known(request: Request, error: WebchatError) -> JSONResponse:
    return error_response(error, request.headers.get("accept-language", ""))


async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    if first["type"] == "json_invalid":  # where it breaks is no field
        return JSONResponse(_body("invalid_input", "The body is no JSON."), 422)
    if first["loc"] == ("body",):
        return JSONResponse(_body("invalid_input", "Send a JSON object, with Content-Type: application/json."), 422)
    methods = methods_of(request.app, request.url.path) if first["loc"][0] == "path" else []
    if methods and request.method not in methods:  # `/messages/starred` is no message
        return JSONResponse(_body(*_WORDS[405]), 405, {"Allow": ", ".join(methods)})
    return JSONResponse(invalid_body(first, first["loc"][1:]), 422)


async def _http(_request: Request, error: HTTPException) -> JSONResponse:
    if error.status_code == 400:  # what the framework says of a body that is no UTF-8 or no multipart
        return JSONResponse(_body("invalid_input", "The body cannot be read: send UTF-8, as its type says."), 422)
    code, message = _WORDS.get(error.status_code, ("error", str(error.detail)))
    return JSONResponse(_body(code, message), error.status_code, error.headers)


async def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    _log.error("A request failed.", exc_info=error)
    return JSONResponse(internal_body(), 500)
