"""A damaged generation answers nothing: an earlier one does, and says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import generations
from index.errors import IndexCorruptError, IndexStorageError, IndexUnreadableError
from search.canaries import check_snapshot
from search.embedded import engine
from search.embedded.snapshot import EmbeddedSnapshot
from search.query import parse
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest
from tests.helpers import build_index, flipped, found_ids, make_article, rot

NOWHERE = parse("khôngđâucó")[0]


@pytest.fixture(autouse=True)
def looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine look at its files at every question, and doubt them at any."""
    monkeypatch.setattr(engine, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(engine, "_DOUBT_SECONDS", -1.0)


@pytest.fixture
def index_dir(tmp_path: Path) -> Path:
    build_index(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    articles = [make_article("mới", "Tin mới", persons=["Trần Văn An"])]
    build_index(tmp_path / "i", articles)
    return tmp_path / "i"


def file_of(index_dir: Path, number: int, ending: str) -> Path:
    folder = generations.generation_path(index_dir, number)
    return next(file for file in folder.iterdir() if file.name.endswith(ending))


def test_a_damaged_file_of_any_kind_makes_the_generation_before_answer(
    index_dir: Path,
) -> None:
    for file in sorted(generations.generation_path(index_dir, 2).iterdir()):
        content = file.read_bytes()
        if not content:
            continue
        for damaged in (content[:-1], flipped(content, len(content) // 2), None):
            if damaged is None:
                file.unlink()
            else:
                file.write_bytes(damaged)
            searcher = open_searcher(index_dir)
            assert found_ids(searcher, "tin") == ["cũ"], file.name
            assert (searcher.status().generation, searcher.status().damaged) == (
                *(1, "000002"),
            )
            file.write_bytes(content)
    assert found_ids(open_searcher(index_dir), "tin") == ["mới"]


def test_a_broken_pointer_leaves_the_newest_generation_answering(
    index_dir: Path,
) -> None:
    whole = (index_dir / "CURRENT").read_bytes()
    for at in range(len(whole)):
        (index_dir / "CURRENT").write_bytes(flipped(whole, at))
        searcher = open_searcher(index_dir)
        assert found_ids(searcher, "tin") == ["mới"]
        assert searcher.status().damaged is not None


def test_what_is_written_into_while_it_answers_is_left_at_once(index_dir: Path) -> None:
    searcher = open_searcher(index_dir)
    assert found_ids(searcher, "tin") == ["mới"]
    file = file_of(index_dir, 2, ".sto")
    content = file.read_bytes()
    with open(file, "r+b") as opened:
        opened.write(flipped(content, len(content) // 2))
    assert found_ids(searcher, "tin") == ["cũ"]
    assert searcher.status().damaged == "000002"
    with open(file, "r+b") as opened:
        opened.write(content)
    assert found_ids(searcher, "tin") == ["mới"]
    assert searcher.status().damaged is None


def test_a_new_generation_ends_the_fallback(index_dir: Path) -> None:
    file_of(index_dir, 2, ".pst").write_bytes(b"")
    searcher = open_searcher(index_dir)
    assert found_ids(searcher, "tin") == ["cũ"]
    build_index(index_dir, [make_article("nay", "Tin hôm nay")])
    assert found_ids(searcher, "tin") == ["nay"]
    assert searcher.status().damaged is None


def test_damage_of_every_generation_is_an_error_until_one_is_whole(
    index_dir: Path,
) -> None:
    whole = {}
    for number in (1, 2):
        file = file_of(index_dir, number, ".doc")
        whole[file] = file.read_bytes()
        file.write_bytes(b"")
    searcher = open_searcher(index_dir)
    for _ in range(2):
        with pytest.raises(IndexCorruptError, match="000002.*its size"):
            found_ids(searcher, "tin")
    for file, content in whole.items():
        file.write_bytes(content)
    assert found_ids(searcher, "tin") == ["mới"]


def test_what_is_open_answers_on_when_its_folder_is_gone(index_dir: Path) -> None:
    searcher = open_searcher(index_dir)
    assert found_ids(searcher, "tin") == ["mới"]
    shutil.rmtree(index_dir)
    assert found_ids(searcher, "moi") == ["mới"]
    assert searcher.article("mới").title == "Tin mới"


def test_what_a_disk_lost_is_found_when_everything_is_read(index_dir: Path) -> None:
    file = file_of(index_dir, 2, ".pst")
    content = file.read_bytes()
    rot(file, flipped(content, len(content) - 1))
    searcher = open_searcher(index_dir)
    assert searcher.status().generation == 2
    searcher.check_whole()
    assert (searcher.status().generation, searcher.status().damaged) == (1, "000002")


def test_an_answer_that_fails_on_damage_is_given_by_another_generation(
    index_dir: Path,
) -> None:
    searcher = open_searcher(index_dir)
    assert searcher.status().generation == 2
    file = file_of(index_dir, 2, ".sto")
    rot(file, b"\0" * file.stat().st_size)
    assert found_ids(searcher, "tin") == ["cũ"]


def test_a_fault_that_is_no_damage_is_not_called_so_nor_asked_for_ever(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(EmbeddedSnapshot, "_search", fail)
    searcher = open_searcher(index_dir)
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        found_ids(searcher, "tin")
    with pytest.raises(ZeroDivisionError, match="a fault of ours"):
        list(searcher.all_hits(SearchRequest(query="tin")))
    assert searcher.status().damaged is None


def test_damage_that_is_met_amid_all_hits_is_called_so(index_dir: Path) -> None:
    searcher = open_searcher(index_dir)
    assert searcher.status().generation == 2
    file = file_of(index_dir, 2, ".sto")
    rot(file, b"\0" * file.stat().st_size)
    with pytest.raises(IndexCorruptError):
        list(searcher.all_hits(SearchRequest(query="tin")))
    assert found_ids(searcher, "tin") == ["cũ"]


def test_files_that_cannot_be_read_are_not_tried_for_ever(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = open_searcher(index_dir)
    assert searcher.status().generation == 2
    file = file_of(index_dir, 2, ".sto")
    rot(file, b"\0" * file.stat().st_size)
    tries = []

    def refuse(generation: generations.Generation) -> None:
        tries.append(generation.number)
        if len(tries) > 1:
            pytest.exit("tried again and again")
        raise IndexUnreadableError(path=str(file), reason="Input/output error")

    monkeypatch.setattr(engine, "check_whole", refuse)
    for ask in (lambda: found_ids(searcher, "tin"), searcher.check_whole):
        tries.clear()
        with pytest.raises(IndexUnreadableError, match="Input/output"):
            ask()
        assert tries == [2]


def test_that_one_generation_was_read_whole_says_nothing_of_the_next(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_DOUBT_SECONDS", 60.0)
    searcher = open_searcher(index_dir)
    searcher.check_whole()
    build_index(index_dir, [make_article("nay", "Tin hôm nay")])
    assert searcher.status().generation == 3
    file = file_of(index_dir, 3, ".sto")
    rot(file, b"\0" * file.stat().st_size)
    assert found_ids(searcher, "tin") == ["mới"]


@pytest.fixture(scope="module")
def one_generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one") / "i"
    articles = [
        make_article(f"{n}", f"Tin lũ số {n}", f"Nước lên {n} mét.", f"2020-10-1{n}")
        for n in range(8)
    ]
    build_index(folder, articles)
    return folder


@given(data=st.data())
def test_no_changed_byte_ever_changes_an_answer(
    data: st.DataObject, one_generation: Path
) -> None:
    def answers(searcher: Searcher) -> list[object]:
        return [
            [hit for query in ("lu", "nước", '"số 3"', "") for hit in found(query)],
            [searcher.article(str(n)) for n in range(8)],
        ]

    def found(query: str) -> list[str]:
        return found_ids(searcher, query)

    searcher = open_searcher(one_generation)
    right = answers(searcher)
    folder = generations.generation_path(one_generation, 1)
    file = data.draw(st.sampled_from(sorted(folder.iterdir())))
    content = file.read_bytes()
    if not content:
        return
    at = data.draw(st.integers(0, len(content) - 1))
    file.write_bytes(flipped(content, at))
    try:
        searcher = open_searcher(one_generation)
        with pytest.raises(IndexStorageError):
            answers(searcher)
    finally:
        file.write_bytes(content)
    searcher = open_searcher(one_generation)
    assert answers(searcher) == right


def test_canaries_live_in_a_whole_generation(index_dir: Path) -> None:
    generation = generations.open_current(index_dir)
    check_snapshot(EmbeddedSnapshot(generation), generation.path)


@pytest.mark.parametrize("lost", ["search", "article", "count"])
def test_a_canary_dies_where_an_article_is_not_found(
    index_dir: Path, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = generations.open_current(index_dir)
    snapshot = EmbeddedSnapshot(generation)
    if lost == "search":
        nothing = snapshot.search
        monkeypatch.setattr(
            snapshot, "search", lambda query, *rest: nothing(NOWHERE, *rest)
        )
    else:
        value = {"article": None, "count": 7}[lost]
        monkeypatch.setattr(snapshot, lost, lambda *args: value)
    with pytest.raises(IndexCorruptError):
        check_snapshot(snapshot, generation.path)


def test_what_was_sealed_and_not_published_is_not_fallen_back_on(
    index_dir: Path,
) -> None:
    pointer = (index_dir / "CURRENT").read_bytes()
    build_index(index_dir, [make_article("sau", "Tin sau")], removed=[])
    (index_dir / "CURRENT").write_bytes(pointer)
    (index_dir / "generations/000001").mkdir()  # It went with the publication.
    file_of(index_dir, 2, ".sto").write_bytes(b"")
    with pytest.raises(IndexCorruptError):
        found_ids(open_searcher(index_dir), "tin")
    assert generations.newest_whole(index_dir) is None
