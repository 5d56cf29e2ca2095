"""What a disk loses while the service runs is found within a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.searcher import open_searcher
from tests.helpers import build_index, flipped, make_article, rot
from web.serving.scrubbing import DAY_SECONDS, scrub_daily


def test_a_lost_byte_is_found_by_the_next_check(tmp_path: Path) -> None:
    build_index(tmp_path, [make_article("cũ")])
    generation = build_index(tmp_path, [make_article("mới")])
    searcher = open_searcher(tmp_path)
    assert searcher.status().generation == 2
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 1:
            file = next(generation.path.glob("*.pst"))
            rot(file, flipped(file.read_bytes(), 30))
        return len(waits) == 2

    scrub_daily(searcher, wait).join(10)
    assert (searcher.status().generation, searcher.status().damaged) == (1, "000002")
    assert all(0.9 <= seconds / DAY_SECONDS <= 1.1 for seconds in waits)


def test_a_check_that_fails_is_told_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    n_waits = 0

    def wait(seconds: float) -> bool:
        nonlocal n_waits
        n_waits += 1
        return n_waits == 3

    scrub_daily(open_searcher(tmp_path / "none"), wait).join(10)
    assert caplog.text.count("the index cannot be checked") == 2
