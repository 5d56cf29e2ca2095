from __future__ import annotations

import errno
import json
import math
import multiprocessing
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import generations
from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    IndexStorageError,
    IndexWriteError,
)
from index.generations.lock import reindex_lock
from tests.helpers import build_index, flipped, make_article, rot


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
    for name, record in generation.manifest.files.items():
        file = generation.path / name
        if record.size == 0:
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


def test_leftovers_of_a_killed_removal_are_removed_by_the_next_build(
    index_dir: Path,
) -> None:
    build_index(index_dir, [make_article("c")])
    folder = index_dir / "generations"
    (folder / "000001").rename(folder / "000001.removed")
    generations.begin(index_dir, None)
    assert sorted(os.listdir(folder)) == ["000002", "000003"]


def test_what_is_carried_on_is_not_taken_for_a_leftover(index_dir: Path) -> None:
    pointer = (index_dir / "CURRENT").read_bytes()
    base = build_index(index_dir, [make_article("c")])
    # As after a kill between sealing and publishing, and damage of the live one.
    (index_dir / "CURRENT").write_bytes(pointer)
    number, folder = generations.begin(index_dir, base)
    assert (number, base.path.exists()) == (3, True)
    assert next(folder.glob("*.pst")).exists()


def test_a_pointer_that_went_astray_removes_no_generation(index_dir: Path) -> None:
    build_index(index_dir, [make_article("c")])
    pointer = (index_dir / "CURRENT").read_text()
    (index_dir / "CURRENT").write_text(pointer.replace("000002", "000001"))
    number, _folder = generations.begin(index_dir, generations.newest_whole(index_dir))
    assert number == 3
    assert sorted(os.listdir(index_dir / "generations"))[:2] == ["000001", "000002"]


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


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[multiprocessing.Process]:
    process = multiprocessing.get_context("spawn").Process(
        target=_hold, args=(tmp_path,)
    )
    process.start()
    while not (tmp_path / "held").exists():
        assert process.is_alive()
        time.sleep(0.01)
    yield process
    process.kill()
    process.join()


def test_the_second_reindexer_learns_who_holds_the_lock(
    tmp_path: Path, holder: multiprocessing.Process
) -> None:
    with pytest.raises(IndexLockedError, match=f"process {holder.pid} "):
        with reindex_lock(tmp_path):
            pass
    holder.kill()
    holder.join()
    with reindex_lock(tmp_path):
        pass


def test_the_second_reindexer_can_wait_and_is_told_once_for_whom(
    tmp_path: Path, holder: multiprocessing.Process
) -> None:
    told: list[IndexLockedError] = []

    def let_go(error: IndexLockedError) -> None:
        told.append(error)
        holder.kill()

    with reindex_lock(tmp_path, wait_seconds=math.inf, on_wait=let_go):
        assert [error.params["pid"] for error in told] == [holder.pid]


def test_who_waits_long_enough_in_vain_is_told(
    tmp_path: Path, holder: multiprocessing.Process
) -> None:
    told: list[IndexLockedError] = []
    with pytest.raises(IndexLockedError):
        with reindex_lock(tmp_path, wait_seconds=0.3, on_wait=told.append):
            pass
    assert len(told) == 1


def _hold(folder: Path) -> None:
    with reindex_lock(folder):
        (folder / "held").write_text("")
        time.sleep(60)


def test_an_index_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="cannot be written"):
        with reindex_lock(tmp_path / "file" / "index", is_made=True):
            pass


def test_what_the_disk_refuses_while_the_lock_is_held_is_a_clear_error(
    tmp_path: Path,
) -> None:
    with pytest.raises(IndexWriteError, match="No space left"):
        with reindex_lock(tmp_path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with reindex_lock(tmp_path):
        pass
    assert (tmp_path / "LOCK").read_bytes() == b""


@given(at=st.integers(0, 10**6), flip=st.integers(1, 255))
def test_any_changed_byte_of_pointer_or_manifest_is_noticed(
    at: int, flip: int, whole_index: Path
) -> None:
    manifest = generations.generation_path(whole_index, 1) / generations.MANIFEST
    for file in (whole_index / "CURRENT", manifest):
        content = bytearray(file.read_bytes())
        whole = bytes(content)
        content[at % len(content)] ^= flip
        file.write_bytes(content)
        with pytest.raises(IndexStorageError):
            generations.open_current(whole_index)
        file.write_bytes(whole)
    generations.open_current(whole_index)


@pytest.fixture(scope="module")
def whole_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "index"
    build_index(folder, [make_article("a")])
    return folder


def test_a_file_that_was_written_into_is_compared_when_it_is_opened(
    index_dir: Path,
) -> None:
    generation = generations.open_current(index_dir)
    for name in generation.manifest.files:
        file = generation.path / name
        content = file.read_bytes()
        for at in (0, len(content) // 2, len(content) - 1):
            if content:
                file.write_bytes(flipped(content, at))
                with pytest.raises(IndexCorruptError, match=name):
                    generations.open_current(index_dir)
        # Written into, and the same as before: as after a restore.
        file.write_bytes(content)
        generations.open_current(index_dir)


def test_what_a_disk_lost_by_itself_is_found_by_reading_everything(
    index_dir: Path,
) -> None:
    generation = generations.open_current(index_dir)
    generations.check_whole(generation)
    file = next(generation.path.glob("*.sto"))
    content = file.read_bytes()
    rot(file, flipped(content, len(content) // 2))
    with pytest.raises(IndexCorruptError, match=file.name):
        generations.check_whole(generation)


def test_times_of_files_survive_a_backup_that_keeps_whole_seconds(
    index_dir: Path,
) -> None:
    generation = generations.open_current(index_dir)
    times = {
        (generation.path / name).stat().st_mtime_ns % 10**9
        for name in generation.manifest.files
    }
    assert times == {0}


def test_a_generation_that_fails_its_check_is_never_live(index_dir: Path) -> None:
    def refuse(generation: generations.Generation) -> None:
        assert (generation.path / generations.MANIFEST).exists()
        assert generations.current_number(index_dir) == 1
        raise IndexCorruptError(path="x", reason="a canary died")

    number, folder = generations.begin(index_dir, None)
    manifest = replace(generations.open_current(index_dir).manifest, generation=number)
    with pytest.raises(IndexCorruptError, match="a canary died"):
        generations.publish(index_dir, manifest, None, check=refuse)
    assert generations.open_current(index_dir).number == 1


def test_what_is_live_is_never_abandoned(index_dir: Path) -> None:
    generations.abandon(index_dir, 1)
    assert generations.open_current(index_dir).number == 1
    (index_dir / "CURRENT").write_text("mới")
    generations.abandon(index_dir, 1)
    assert generations.newest_whole(index_dir).number == 1


def test_a_disk_that_is_full_while_files_are_linked_leaves_nothing_behind(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(OSError, match="No space"):
        generations.begin(index_dir, generations.open_current(index_dir))
    assert os.listdir(index_dir / "generations") == ["000001"]
