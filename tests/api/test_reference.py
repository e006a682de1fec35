"""`/openapi.json` is complete, and every path answers with and without a trailing slash."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from webchat.api.app import create_api
from webchat.api.reference import reference_text
from webchat.settings import PROJECT

DOCUMENT = create_api().openapi()
OPERATIONS = [
    pytest.param(path, method, operation, id=f"{method} {path}")
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]


def test_the_document_beside_the_code_is_the_one_that_is_served() -> None:
    kept = (PROJECT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert kept == reference_text(), "write it anew: python -m webchat.api > docs/openapi.json"


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_a_route_says_what_it_does_and_what_can_go_wrong(path: str, method: str, operation: dict) -> None:
    assert operation["summary"]
    assert operation["description"]
    if operation["tags"] == ["operation"]:
        return
    answers = operation["responses"]
    assert {"429", "503"} <= set(answers)
    assert ("401" in answers) == bool(operation.get("security"))
    for status, answer in answers.items():
        if status >= "400":
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_every_reference_leads_somewhere() -> None:
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert named <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
async def test_a_slash_at_the_end_changes_nothing(
    nobody: httpx.AsyncClient, path: str, method: str, operation: dict
) -> None:
    address = re.sub(r"\{\w+\}", "1", path)
    plain = await nobody.request(method, address)
    slashed = await nobody.request(method, f"{address}/")
    assert (plain.status_code, plain.content) == (slashed.status_code, slashed.content)
    assert not plain.is_redirect
