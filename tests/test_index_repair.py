"""Rebuilding a damaged index from the articles that are stored in it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations
from index.article import Article
from index.errors import (
    BeyondRepairError,
    BeyondRepairOneWholeError,
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
)
from index.generations import (
    current_number,
    generation_path,
    open_current,
    publish,
    read_pointer,
)
from index.ledger import LedgerEntry, read_failures, read_ledger, write_ledger
from index.reindex import reindex
from index.repair import RepairSummary, repair
from index.repair.salvage import salvage
from index.segments.stored import StoredArticles, StoredWriter, train_dictionary
from index.stamps import read_stamps
from index.verify import verify
from index.writer import read_articles
from search.searcher import check_generation, open_searcher
from tests.helpers import (
    build_index,
    flipped,
    found_ids,
    make_article,
    rot,
    write_jsonl,
)
from tests.test_index_reindex import Archive
from tests.test_search_engine import random_article


class Damaged:
    """An index of two generations, which a test damages and repairs."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir
        self.number = current_number(index_dir)
        self.folder = generation_path(index_dir, self.number)
        self.expected = self.articles()

    def articles(self) -> dict[str, Article]:
        """All live articles, as they are stored."""
        folder = open_current(self.index_dir).path
        every = read_articles(folder, list(read_ledger(folder)))
        return {article.id: article for article in every}

    def file(self, ending: str) -> Path:
        """The largest file of an ending in the live generation."""
        files = self.folder.glob(f"*{ending}")
        return max(files, key=lambda file: file.stat().st_size)

    def repair(self, **options: object) -> RepairSummary:
        """Repair, and look whether what is live now is whole."""
        options = {"n_workers": 1, "check": check_generation} | options
        summary = repair(self.index_dir, **options)
        report = verify(self.index_dir, 1)
        assert report.is_whole, report.findings
        assert report.live.number == summary.generation
        assert report.live.n_articles == summary.articles
        return summary


ARCHIVE_ARTICLES = [
    make_article(
        f"so-{n}",
        f"Tin số {n} về mùa màng",
        f"Lúa vụ {n} ở xã {n}. " + "Nông dân được mùa. " * (n % 7),
        f"2020-01-{n + 1:02}",
        ["Lê Thị Hà"] if n % 2 else [],
    )
    for n in range(25)
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second generation shares its large segment with the first."""
    index_dir = tmp_path_factory.mktemp("pristine") / "index"
    build_index(index_dir, ARCHIVE_ARTICLES)
    fresh = [
        make_article("moi", "Tin mới", "Bão số 5 đổ bộ."),
        make_article("so-4", "Tin số 4 viết lại", "Lúa vụ 4 mất mùa."),
    ]
    build_index(index_dir, fresh, removed=["so-3"])
    return index_dir


@pytest.fixture
def damaged(pristine: Path, tmp_path: Path) -> Damaged:
    """A copy in which, as in the original, generations share files."""
    shutil.copytree(pristine, tmp_path / "index")
    before = generation_path(tmp_path / "index", 1)
    for name in os.listdir(before):
        other = generation_path(tmp_path / "index", 2) / name
        if other.exists() and other.read_bytes() == (before / name).read_bytes():
            other.unlink()
            os.link(before / name, other)
    return Damaged(tmp_path / "index")


def flip_middle(file: Path) -> None:
    content = file.read_bytes()
    rot(file, flipped(content, len(content) // 2))


def cut(file: Path) -> None:
    rot(file, file.read_bytes()[: file.stat().st_size // 2])


DAMAGES = (flip_middle, cut, Path.unlink)


def test_what_is_whole_is_not_touched(damaged: Damaged) -> None:
    before = {file: file.stat().st_mtime_ns for file in damaged.index_dir.rglob("*")}
    summary = damaged.repair()
    assert summary.report.is_whole
    assert (summary.generation, summary.articles) == (2, 25)
    after = {file: file.stat().st_mtime_ns for file in damaged.index_dir.rglob("*")}
    assert after.keys() - before.keys() <= {damaged.index_dir / "LOCK"}
    changed = {file.name for file in before if after[file] != before[file]}
    assert changed <= {"LOCK", "index"}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_whichever_file_is_damaged_all_articles_come_back_as_they_were(
    pristine: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = generation_path(pristine, 2)
    names = [n for n in os.listdir(folder) if (folder / n).stat().st_size]
    for number, name in enumerate(sorted(names)):
        if name.endswith(".sto"):
            continue  # Below.
        shutil.copytree(pristine, tmp_path / str(number))
        damaged = Damaged(tmp_path / str(number))
        damage(damaged.folder / name)
        summary = damaged.repair()
        assert summary.lost == [], name
        assert summary.generation == 3
        assert damaged.articles() == damaged.expected, name
        searcher = open_searcher(damaged.index_dir)
        assert set(found_ids(searcher, "", per_page=50)) == damaged.expected.keys()


def test_the_damaged_generation_stays_beside_the_repaired_one(damaged: Damaged) -> None:
    flip_middle(damaged.file(".pst"))
    damaged.repair()
    assert sorted(os.listdir(damaged.index_dir / "generations")) == ["000002", "000003"]


def test_a_damaged_pointer_is_put_right_and_nothing_else(damaged: Damaged) -> None:
    pointer = read_pointer(damaged.index_dir)
    for content in ("000001 " + pointer.checksum + "\n", "x", None):
        (damaged.index_dir / "CURRENT").unlink()
        if content is not None:
            (damaged.index_dir / "CURRENT").write_text(content)
        assert damaged.repair().generation == 2
        assert read_pointer(damaged.index_dir) == pointer


def test_a_pointer_that_went_astray_removes_no_generation(damaged: Damaged) -> None:
    pointer = damaged.index_dir / "CURRENT"
    line = pointer.read_text()
    for ending in (".pst", "manifest.json"):
        flip_middle(damaged.file(ending))
        pointer.write_text("000001" + line[6:])
        summary = damaged.repair()
        assert damaged.articles() == damaged.expected
        damaged = Damaged(damaged.index_dir)
        line = pointer.read_text()
        before = generation_path(damaged.index_dir, damaged.number - 1)
        os.rename(before, generation_path(damaged.index_dir, 1))
    assert summary.lost == []


def frames_of(file: Path) -> dict[str, tuple[int, int]]:
    """Where in a ``.sto`` the frame of each article is."""
    stored = StoredArticles(file)
    start = file.read_bytes().rindex(stored.frames.tobytes())
    bounds = (start + stored.offsets.astype(int)).tolist()
    return {
        stored.fields(doc)["id"]: (bounds[doc], bounds[doc + 1])
        for doc in range(len(bounds) - 1)
    }


@settings(max_examples=12)
@given(data=st.data())
def test_a_flip_in_the_frame_of_one_article_loses_that_article_alone(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, data
) -> None:
    index_dir = tmp_path_factory.mktemp("one") / "index"
    shutil.copytree(pristine, index_dir)
    damaged = Damaged(index_dir)
    frames = frames_of(damaged.file(".sto"))
    # Of so-4 it has the version that was replaced.
    ids = sorted((frames.keys() & damaged.expected.keys()) - {"so-4"})
    article_id = data.draw(st.sampled_from(ids))
    start, end = frames[article_id]
    at = data.draw(st.integers(start, end - 1))
    for file in index_dir.rglob(damaged.file(".sto").name):
        rot(file, flipped(file.read_bytes(), at))
    summary = damaged.repair()
    assert [lost.id for lost in summary.lost] == [article_id]
    assert summary.lost[0].path == damaged.expected[article_id].path
    del damaged.expected[article_id]
    assert damaged.articles() == damaged.expected


def test_an_article_that_the_generation_before_has_whole_comes_from_there(
    pristine: Path, tmp_path: Path
) -> None:
    # Without hard links, as after a restored backup, they have a copy each.
    shutil.copytree(pristine, tmp_path / "index")
    damaged = Damaged(tmp_path / "index")
    file = damaged.file(".sto")
    start, end = frames_of(file)["so-7"]
    rot(file, flipped(file.read_bytes(), (start + end) // 2))
    summary = damaged.repair()
    assert (summary.lost, summary.from_earlier) == ([], 1)
    assert damaged.articles() == damaged.expected


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_without_stored_articles_those_of_the_generation_before_are_taken(
    pristine: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    shutil.copytree(pristine, tmp_path / "index")
    damaged = Damaged(tmp_path / "index")
    damage(damaged.file(".sto"))
    summary = damaged.repair()
    assert summary.lost == []
    assert damaged.articles() == damaged.expected


def test_without_a_ledger_what_is_deleted_stays_deleted(damaged: Damaged) -> None:
    for damage in (flip_middle, Path.unlink):
        damage(damaged.folder / "pages.jsonl.zst")
        damaged.repair()
        assert damaged.articles() == damaged.expected
        damaged = Damaged(damaged.index_dir)


def test_without_ledger_and_contents_the_newest_version_counts(
    damaged: Damaged,
) -> None:
    (damaged.folder / "pages.jsonl.zst").unlink()
    flip_middle(damaged.file(".toc"))
    summary = damaged.repair()
    # Nothing says any more that it was removed; the next reindex will.
    found = damaged.articles()
    assert found.pop("so-3") == ARCHIVE_ARTICLES[3]
    assert found == damaged.expected
    assert summary.lost == []
    assert read_stamps(open_current(damaged.index_dir).path) == {}


def test_a_manifest_that_is_lost_costs_no_article(damaged: Damaged) -> None:
    (damaged.folder / "manifest.json").unlink()
    damaged.repair()
    assert damaged.articles() == damaged.expected


def test_a_ledger_that_knows_what_no_segment_has_is_believed(damaged: Damaged) -> None:
    base = open_current(damaged.index_dir)
    entries = list(read_ledger(base.path).values())
    number, folder = generations.begin(damaged.index_dir, base)
    lost = LedgerEntry("nowhere", "kho/nowhere.txt", "hash")
    write_ledger(folder, [*entries, lost])
    (folder / "failures.jsonl").write_bytes(b"")
    publish(damaged.index_dir, replace(base.manifest, generation=number), base)
    summary = damaged.repair()
    assert summary.lost == [("nowhere", "kho/nowhere.txt")]
    assert damaged.articles() == damaged.expected


def test_where_nothing_can_be_read_the_ways_out_are_named(damaged: Damaged) -> None:
    for file in damaged.folder.glob("*.sto"):
        file.write_bytes(b"")
    with pytest.raises(BeyondRepairError, match="tracuu reindex --full"):
        damaged.repair()
    assert current_number(damaged.index_dir) == 2
    assert sorted(os.listdir(damaged.index_dir / "generations")) == ["000001", "000002"]


def test_where_an_earlier_generation_is_whole_a_rollback_is_named(
    tmp_path: Path,
) -> None:
    index_dir = tmp_path / "index"
    build_index(index_dir, [make_article("a")])
    build_index(index_dir, [make_article("b")])
    damaged = Damaged(index_dir)
    damaged.file(".sto").unlink()
    with pytest.raises(BeyondRepairOneWholeError, match="tracuu rollback"):
        damaged.repair()


def test_an_index_of_another_version_is_not_repaired(damaged: Damaged) -> None:
    manifest = damaged.folder / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"version": ', '"version": 9'))
    with pytest.raises(IndexFormatError):
        damaged.repair()


def test_an_earlier_generation_of_another_version_is_passed_over(
    damaged: Damaged,
) -> None:
    manifest = generation_path(damaged.index_dir, 1) / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"version": ', '"version": 9'))
    flip_middle(damaged.file(".pst"))
    damaged.repair()
    assert damaged.articles() == damaged.expected


def test_nobody_repairs_while_another_process_writes(
    damaged: Damaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*args: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("index.generations.lock.fcntl.lockf", held)
    with pytest.raises(IndexLockedError):
        repair(damaged.index_dir)


def test_a_repair_that_fails_leaves_everything_as_it_is(damaged: Damaged) -> None:
    flip_middle(damaged.file(".pst"))

    def refuse(generation: object) -> None:
        raise IndexCorruptError(path="x", reason="no")

    with pytest.raises(IndexCorruptError):
        repair(damaged.index_dir, check=refuse)
    assert current_number(damaged.index_dir) == 2
    assert sorted(os.listdir(damaged.index_dir / "generations")) == ["000001", "000002"]


def test_several_processes_analyse_the_articles(tmp_path: Path) -> None:
    articles = [make_article(f"a{n}", f"Tin số {n}") for n in range(200)]
    build_index(tmp_path / "index", articles)
    damaged = Damaged(tmp_path / "index")
    flip_middle(damaged.file(".trm"))
    damaged.repair(n_workers=2)
    assert damaged.articles() == damaged.expected


def test_the_next_reindex_reads_lost_pages_again_and_keeps_what_failed(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    for number in range(5):
        archive.write(f"{number}.txt", f"Bài số {number} trong tuần")
    records = [{"id": f"r{n}", "title": f"Tin {n}", "body": "Lúa."} for n in range(9)]
    write_jsonl(archive.corpus / "tin.jsonl", records)
    (archive.corpus / "hong.txt").write_bytes(b"\x00\x01")
    for file in archive.corpus.iterdir():
        os.utime(file, (1, 1))
    archive.reindex(archive.corpus)
    damaged = Damaged(archive.index)
    frames = frames_of(damaged.file(".sto"))
    content = damaged.file(".sto").read_bytes()
    for article_id in ("r4", next(i for i in frames if not i.startswith("r"))):
        content = flipped(content, frames[article_id][1] - 3)
    rot(damaged.file(".sto"), content)
    n_failures = len(read_failures(damaged.folder))
    summary = damaged.repair()
    assert len(summary.lost) == 2 and summary.articles == 12
    live = open_current(archive.index)
    assert len(read_failures(live.path)) == live.manifest.n_failed == n_failures == 1
    stamps = read_stamps(live.path)
    assert "kho/tin.jsonl" not in stamps
    assert not stamps.keys() & {lost.path for lost in summary.lost}
    again = archive.reindex()
    assert (again.added, again.unchanged, again.articles) == (2, 12, 14)
    assert damaged.articles() == damaged.expected


def test_what_failed_is_looked_into_again_where_nobody_knows_it_any_more(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    archive.write("0.txt", "Bài số 0 trong tuần")
    (archive.corpus / "hong.txt").write_bytes(b"\x00\x01")
    archive.reindex(archive.corpus)
    damaged = Damaged(archive.index)
    flip_middle(damaged.folder / "failures.jsonl")
    damaged.repair()
    assert open_current(archive.index).manifest.n_failed == 0
    assert archive.reindex().failed == 1


def test_where_nothing_says_by_which_rules_pages_were_read_all_are_read_again(
    tmp_path: Path,
) -> None:
    archive = Archive(tmp_path)
    archive.write("0.txt", "Bài số 0 trong tuần")
    archive.reindex(archive.corpus)
    damaged = Damaged(archive.index)
    version = open_current(archive.index).manifest.reading_version
    flip_middle(damaged.file(".voc"))
    damaged.repair()
    assert open_current(archive.index).manifest.reading_version == version
    damaged = Damaged(archive.index)
    (damaged.folder / "manifest.json").unlink()
    for other in (archive.index / "generations").iterdir():
        (other / "manifest.json").unlink(missing_ok=True)
    flip_middle(damaged.file(".voc"))
    summary = repair(archive.index, n_workers=1)
    live = open_current(archive.index)
    assert (summary.articles, live.manifest.reading_version) == (1, "")
    assert live.manifest.roots == {}
    found = reindex([archive.corpus], archive.index, n_workers=1)
    assert (found.articles, found.updated) == (1, 1)


@pytest.mark.parametrize("has_dictionary", [False, True])
def test_articles_are_found_in_a_file_whose_head_is_lost(
    tmp_path: Path, has_dictionary: bool
) -> None:
    articles = [random_article(random.Random(n), n) for n in range(220)]
    dictionary = train_dictionary(articles, 10**6) if has_dictionary else b""
    writer = StoredWriter(dictionary)
    for article in articles:
        writer.add(article)
    file = tmp_path / "a.sto"
    writer.write(file)
    assert list(salvage(file, [])) == articles
    content = file.read_bytes()
    file.write_bytes(bytes(100) + content[100:])
    found = list(salvage(file, [dictionary]))
    assert found == articles
    file.write_bytes(content)
    end = list(frames_of(file).values())[150][0]
    file.write_bytes(content[: end + 20])
    assert list(salvage(file, [])) == articles[:150]


@settings(max_examples=40)
@given(st.binary(max_size=400), st.integers(0, 2**32))
def test_salvaging_any_bytes_gives_whole_articles_or_none(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, seed: int
) -> None:
    article = make_article("a", "Tin", "Nội dung.")
    writer = StoredWriter(b"")
    writer.add(article)
    file = tmp_path_factory.mktemp("noise") / "a.sto"
    writer.write(file)
    content = file.read_bytes()
    at = seed % len(content)
    file.write_bytes(content[:at] + noise + content[at:] + noise)
    assert all(found == article for found in salvage(file, []))
