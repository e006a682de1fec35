"""`/metrics` for Prometheus: for this machine, or for who knows WEBCHAT_METRICS_TOKEN."""

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from webchat.domain.errors import NotFound
from webchat.metrics import as_text
from webchat.services import operation
from webchat.settings import get_settings

router = APIRouter(tags=["operation"])
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto")
_HERE = ("localhost", "127.0.0.1", "[::1]")


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Figures of this process and the others of `--workers`; a database that is away leaves its own as they were."""
    if not _may_look(request):
        raise NotFound
    await operation.measure()
    text = await run_in_threadpool(as_text, get_settings().metrics_dir)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _may_look(request: Request) -> bool:
    """With a token, who shows it; without, who asks this machine from itself, and not for others as a proxy does."""
    settings = get_settings()
    if settings.metrics_token is not None:
        _, _, shown = request.headers.get("authorization", "").partition(" ")
        return hmac.compare_digest(shown.strip().encode(), settings.metrics_token.get_secret_value().encode())
    if settings.trusted_proxy_hops or any(name in request.headers for name in _FORWARDED):
        return False
    return request.headers.get("host", "").rsplit(":", 1)[0] in _HERE and _is_loopback(request)


def _is_loopback(request: Request) -> bool:
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False
