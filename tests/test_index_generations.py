from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path

import pytest

from index import generations
from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    IndexWriteError,
)
from index.lock import reindex_lock
from tests.helpers import build_index, make_article


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    build_index(tmp_path / "index", [make_article("a"), make_article("b")])
    return tmp_path / "index"


def test_a_published_generation_lists_every_file_of_its_folder(
    index_dir: Path,
) -> None:
    generation = generations.open_current(index_dir)
    assert generation.manifest.generation == 1
    assert {*os.listdir(generation.path)} == {
        *generation.manifest.files,
        generations.MANIFEST,
    }


def test_a_directory_without_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError, match="tracuu reindex"):
        generations.open_current(tmp_path)


def test_a_pointer_that_holds_no_number_is_damage(index_dir: Path) -> None:
    (index_dir / "CURRENT").write_text("mới nhất", "utf-8")
    with pytest.raises(IndexCorruptError, match="CURRENT"):
        generations.open_current(index_dir)


def test_every_shortened_or_missing_file_is_noticed_on_opening(
    index_dir: Path,
) -> None:
    generation = generations.open_current(index_dir)
    for name, (size, _digest) in generation.manifest.files.items():
        file = generation.path / name
        if size == 0:
            continue
        data = file.read_bytes()
        file.write_bytes(data[:-1])
        with pytest.raises(IndexCorruptError, match=name):
            generations.open_current(index_dir)
        file.unlink()
        with pytest.raises(IndexCorruptError, match=name):
            generations.open_current(index_dir)
        file.write_bytes(data)
    generations.open_current(index_dir)


def test_a_damaged_manifest_is_noticed(index_dir: Path) -> None:
    file = generations.generation_path(index_dir, 1) / generations.MANIFEST
    whole = file.read_text("utf-8")
    for damaged in ("", whole[:-5], "[]", "{}", whole.replace("n_articles", "n")):
        file.write_text(damaged, "utf-8")
        with pytest.raises(IndexCorruptError):
            generations.open_current(index_dir)


def test_another_format_is_refused_with_the_way_out(index_dir: Path) -> None:
    file = generations.generation_path(index_dir, 1) / generations.MANIFEST
    manifest = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(manifest | {"version": 99, "new": 1}), "utf-8")
    with pytest.raises(IndexFormatError, match=r"99.*tracuu reindex"):
        generations.open_current(index_dir)


def test_leftovers_of_a_killed_build_are_removed_by_the_next(index_dir: Path) -> None:
    number, folder = generations.begin(index_dir, None)
    (folder / "half.pst").write_bytes(b"x")
    assert generations.begin(index_dir, None) == (number, folder)
    assert os.listdir(folder) == []
    assert generations.open_current(index_dir).manifest.generation == 1


def test_the_generation_before_the_live_one_is_kept_and_older_ones_go(
    index_dir: Path,
) -> None:
    for _ in range(3):
        build_index(index_dir, [make_article("a")])
    assert sorted(os.listdir(index_dir / "generations")) == ["000003", "000004"]


def test_a_lost_pointer_costs_no_generation(index_dir: Path) -> None:
    (index_dir / "generations/000009").mkdir()
    for damage in ("\n", "mới", None):
        (index_dir / "CURRENT").unlink(missing_ok=True)
        if damage is not None:
            (index_dir / "CURRENT").write_text(damage)
        number, folder = generations.begin(index_dir, None)
        assert (number, folder.name) == (2, "000002")
        assert sorted(os.listdir(index_dir / "generations")) == ["000001", "000002"]


def test_what_is_not_a_generation_is_left_alone(index_dir: Path) -> None:
    (index_dir / "generations/000001.backup").mkdir()
    (index_dir / "generations/.DS_Store").write_text("x")
    for _ in range(3):
        build_index(index_dir, [make_article("a")])
    assert sorted(os.listdir(index_dir / "generations")) == [
        ".DS_Store",
        "000001.backup",
        "000003",
        "000004",
    ]


def test_a_file_system_without_hard_links_gets_copies(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    base = generations.open_current(index_dir)
    _number, folder = generations.begin(index_dir, base)
    (segment,) = folder.glob("*.pst")
    assert segment.read_bytes() == (base.path / segment.name).read_bytes()


def test_the_second_reindexer_learns_who_holds_the_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=_hold, args=(tmp_path,)
    )
    process.start()
    try:
        while not (tmp_path / "held").exists():
            assert process.is_alive()
            time.sleep(0.01)
        with pytest.raises(IndexLockedError, match=f"process {process.pid} "):
            with reindex_lock(tmp_path):
                pass
    finally:
        process.kill()
        process.join()
    with reindex_lock(tmp_path):
        pass


def _hold(folder: Path) -> None:
    with reindex_lock(folder):
        (folder / "held").write_text("")
        time.sleep(60)


def test_an_index_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="cannot be written"):
        with reindex_lock(tmp_path / "file" / "index"):
            pass
