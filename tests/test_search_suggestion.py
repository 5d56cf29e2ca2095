from __future__ import annotations

import pytest

from search.searcher import Searcher
from tests.helpers import search

SUGGESTIONS = [
    ("lũ lụtt", "lũ lụt"),
    ("lut mien trug", "lut mien trung"),
    ("truogn", "truong"),
    ("trườg", "trường"),
    ("phien choo", "phien cho"),
    ("chợ phiênn", "chợ phiên"),
    ("tổ chứt", "tổ chức"),
    ('"tổ chưc trung ương"', '"tổ chức trung ương"'),
]


@pytest.mark.parametrize(("typed", "better"), SUGGESTIONS)
def test_a_slip_is_offered_right_when_nothing_is_found(
    searcher: Searcher, typed: str, better: str
) -> None:
    results = search(searcher, typed)
    assert results.total == 0
    assert results.suggestion is not None
    assert search(searcher, results.suggestion).total > 0
    assert results.suggestion == better


@pytest.mark.parametrize(
    "query", ["tổ chức", "xyzzy", "???", "được lụt", "-họp -ở -của"]
)
def test_nothing_is_offered_that_would_not_help(searcher: Searcher, query: str) -> None:
    assert search(searcher, query).suggestion is None


def test_a_suggestion_keeps_the_filters(searcher: Searcher) -> None:
    assert search(searcher, "lũ lụtt", date_to="2020-12-31").suggestion == "lũ lụt"
    assert search(searcher, "lũ lụtt", date_to="2019-12-31").suggestion is None
