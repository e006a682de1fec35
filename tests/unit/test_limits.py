"""Limits by key."""

import re

import pytest

from webchat.domain.errors import RateLimited
from webchat.services import limits
from webchat.services.limits import Limit
from webchat.settings import PROJECT


def test_each_key_has_its_own_allowance() -> None:
    limit = Limit(2, 60)
    assert [limit.take("a").remaining for _ in range(2)] == [1, 0]
    with pytest.raises(RateLimited) as refused:
        limit.take("a")
    assert 1 <= refused.value.retry_after <= 60
    assert limit.take("b").remaining == 1


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (limits._requests, "requests, and"), (limits._messages, "messages, by"), (limits._reactions, "reactions"),
        (limits._changes, "edits"), (limits._searches, "searches"), (limits._gifs, "questions to the GIF"),
        (limits._calls, "calls begun"), (limits._signals, "signals"), (limits._groups, "new groups"),
        (limits._group_changes, "changes of groups"), (limits._reports, "reports"), (limits._archives, "archives"),
        (limits._hooks, "messages through one incoming"),
    ],
)  # fmt: skip
def test_the_guide_tells_the_figures(limit: Limit, told: str) -> None:
    guide = (PROJECT / "docs" / "integration.md").read_text()
    (figure, length) = re.findall(rf"^\| {re.escape(told)}.* \| ([\d,]+) (a minute|an hour) \|$", guide, re.MULTILINE)[
        0
    ]
    assert (int(figure.replace(",", "")), {"a minute": 60, "an hour": 3600}[length]) == (limit.limit, limit.seconds)
