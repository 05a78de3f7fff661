"""Variables that would take long to read are refused before they are read."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.api.documents.variables import check_variables
from graph_service.api.errors import ApiError


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({}, None),
        # the variable itself is a value: 1 + 9,999
        ({"ids": ["x"] * 9_999}, None),
        ({"ids": ["x"] * 10_000}, "more than 10000 values"),
        # 1 + 909 x 11
        ({"where": [{}] * 909}, None),
        ({"where": [{}] * 910}, "an object counting as 10"),
        ({"where": {f"k{n}": 1 for n in range(9_989)}}, None),
        ({"where": {f"k{n}": 1 for n in range(9_990)}}, "more than 10000 values"),
        ({f"k{n}": 1 for n in range(10_001)}, "more than 10000 values"),
        ({"deep": nested(50)}, None),
        ({"deep": nested(51)}, "more than 50 levels deep"),
    ],
)
def test_variables_are_bounded(variables: dict[str, Any], message: str | None):
    if message is None:
        check_variables(variables)
    else:
        with pytest.raises(ApiError, match=message) as refused:
            check_variables(variables)
        assert refused.value.code.value == "LIMIT_EXCEEDED"
