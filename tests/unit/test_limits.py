"""Limits by key."""

import pytest

from webchat.domain.errors import RateLimited
from webchat.services.limits import Limit


def test_each_key_has_its_own_allowance() -> None:
    limit = Limit(2, 60)
    assert [limit.take("a").remaining for _ in range(2)] == [1, 0]
    with pytest.raises(RateLimited) as refused:
        limit.take("a")
    assert 1 <= refused.value.retry_after <= 60
    assert limit.take("b").remaining == 1
