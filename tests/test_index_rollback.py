"""Back to the generation before, and forth again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index import generations
from index.errors import (
    IndexCorruptError,
    IndexNotFoundError,
    NoEarlierGenerationError,
)
from index.generations.rollback import rollback
from search.searcher import check_generation, open_searcher
from tests.helpers import build_index, flipped, found_ids, make_article, rot


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    build_index(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    build_index(tmp_path / "i", [make_article("mới", "Tin mới")])
    return tmp_path / "i"


def damage(index_dir: Path, number: int) -> None:
    folder = generations.generation_path(index_dir, number)
    file = next(folder.glob("*.sto"))
    rot(file, flipped(file.read_bytes(), 50))


def test_a_rollback_publishes_the_generation_before_under_a_new_number(
    index_dir: Path,
) -> None:
    searcher = open_searcher(index_dir)
    assert found_ids(searcher, "tin") == ["mới"]
    generation = rollback(index_dir, check=check_generation)
    assert (generation.number, generation.manifest.restored_from) == (3, 1)
    assert found_ids(searcher, "tin") == ["cũ"]
    generations.check_whole(generations.open_current(index_dir))


def test_a_second_rollback_takes_the_first_one_back(index_dir: Path) -> None:
    rollback(index_dir)
    assert sorted(os.listdir(index_dir / "generations")) == ["000002", "000003"]
    assert rollback(index_dir).manifest.restored_from == 2
    assert found_ids(open_searcher(index_dir), "tin") == ["mới"]


def test_there_is_nothing_to_go_back_to_after_the_first_reindex(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError):
        rollback(tmp_path / "i")
    assert not (tmp_path / "i").exists()
    build_index(tmp_path / "i", [make_article("a")])
    with pytest.raises(NoEarlierGenerationError, match="nothing to go back to"):
        rollback(tmp_path / "i")
    assert generations.open_current(tmp_path / "i").number == 1


def test_a_damaged_generation_is_not_gone_back_to(index_dir: Path) -> None:
    damage(index_dir, 1)
    with pytest.raises(NoEarlierGenerationError):
        rollback(index_dir)
    assert found_ids(open_searcher(index_dir), "tin") == ["mới"]


def test_a_rollback_leads_away_from_a_damaged_generation(index_dir: Path) -> None:
    damage(index_dir, 2)
    rollback(index_dir)
    assert found_ids(open_searcher(index_dir), "tin") == ["cũ"]


def test_a_rollback_mends_a_broken_pointer(index_dir: Path) -> None:
    (index_dir / "CURRENT").write_text("000001 x")
    assert rollback(index_dir).manifest.restored_from == 2
    assert found_ids(open_searcher(index_dir), "tin") == ["mới"]


def test_a_rollback_over_a_pointer_that_went_astray_loses_nothing(
    index_dir: Path,
) -> None:
    pointer = (index_dir / "CURRENT").read_text()
    (index_dir / "CURRENT").write_text(pointer.replace("000002", "000001"))
    assert rollback(index_dir).manifest.restored_from == 2
    assert found_ids(open_searcher(index_dir), "tin") == ["mới"]


def test_a_rollback_that_fails_its_check_changes_nothing(index_dir: Path) -> None:
    def refuse(generation: generations.Generation) -> None:
        raise IndexCorruptError(path="x", reason="a canary died")

    with pytest.raises(IndexCorruptError, match="canary"):
        rollback(index_dir, check=refuse)
    assert generations.open_current(index_dir).number == 2
    assert sorted(os.listdir(index_dir / "generations")) == ["000001", "000002"]
