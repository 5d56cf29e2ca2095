"""Quick forms of ``bench/reliability``; docs/reliability.md has the long ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.reliability.common import Archive, answers_of
from bench.reliability.disk_full import fill_many
from bench.reliability.flips import damage_many
from bench.reliability.kills import kill_many
from bench.reliability.publications import publish_under_load
from bench.reliability.readers import read_while_publishing
from bench.reliability.soak import soak
from search.searcher import open_searcher


def test_versions_of_an_archive_differ_and_an_index_answers_from_one_of_them(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path, base=12)
    expected = [archive.expected(version) for version in (1, 2)]
    assert expected[0] != expected[1]
    for version in (1, 2):
        archive.publish(version)
        assert answers_of(open_searcher(archive.index)) == expected[version - 1]


def test_a_reindex_killed_at_any_moment_leaves_the_old_index_or_the_new_one(
    tmp_path: Path,
) -> None:
    tally = kill_many(tmp_path, n_kills=10, base=70)
    assert tally.wrong == []
    assert tally.n_kills == 10


def test_readers_meet_no_error_and_no_mix_while_another_process_publishes(
    tmp_path: Path,
) -> None:
    n_published, total = read_while_publishing(
        tmp_path, n_readers=2, seconds=2, base=20
    )
    assert total.wrong == []
    assert n_published and total.n_searches


def test_no_request_fails_and_no_client_goes_back_during_publications(
    tmp_path: Path,
) -> None:
    seen = publish_under_load(
        tmp_path, 3, n_clients=2, workers=2, pause_seconds=0.3, base=20
    )
    assert seen.wrong == []
    assert {generation for _, generation in seen.answered} == {1, 2, 3, 4}


def test_a_disk_that_is_full_read_only_or_gone_leaves_the_live_generation_alone(
    tmp_path: Path,
) -> None:
    try:
        outcome = fill_many(tmp_path, n_sizes=4, base=12)
    except PermissionError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    assert outcome.wrong == []
    assert (outcome.n_full, outcome.n_read_only, outcome.n_removed) == (4, 2, 2)


def test_publications_and_reloads_leave_no_file_and_no_process_over(
    tmp_path: Path,
) -> None:
    soaked = soak(tmp_path, 9, n_clients=2, publish_every=1, reload_every=1.5, base=30)
    assert soaked.wrong == []
    # Memory takes longer to settle.
    assert soaked.grown(is_memory_told=False) == []
    assert soaked.n_publications and soaked.n_reloads


def test_damage_of_any_kind_is_told_and_never_answered_from(tmp_path: Path) -> None:
    tally = damage_many(tmp_path, n_tries=15, n_served=1, base=12)
    assert (tally.unnoticed, tally.wrong, tally.untidy) == ([], [], [])
    assert tally.outcomes.total() == 15
