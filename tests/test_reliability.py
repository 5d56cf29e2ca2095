"""Quick forms of ``bench/reliability``; docs/reliability.md has the long ones."""

from __future__ import annotations

from pathlib import Path

from bench.reliability.common import Archive, answers_of
from bench.reliability.kills import kill_many
from bench.reliability.publications import publish_under_load
from bench.reliability.readers import read_while_publishing
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
