"""What `tracuu verify` finds: damage on the disk, and faults that were sealed."""

from __future__ import annotations

import os
import random
import shutil
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations, suggestions
from index.analysis.article import analyse_article
from index.codec import ArraySegment
from index.contents import read_segments, write_contents
from index.duplicates.groups import CopyGroups, write_groups
from index.errors import (
    IndexNotFoundError,
    IndexUnreadableError,
    WorkerDiedError,
)
from index.generations import open_current
from index.generations.building import publish
from index.ledger import (
    Failure,
    LedgerEntry,
    read_ledger,
    write_failures,
    write_ledger,
)
from index.segments import (
    documents,
    pairs,
    posting_file,
    stored,
    term_dictionary,
    vocabulary,
)
from index.segments.pair_counting import WAYS
from index.segments.pairs import open_pairs
from index.segments.sections import open_sections, write_sections
from index.stamps import write_stamps
from index.verify import Report, verify
from index.verify.findings import gather
from index.verify.processes import open_executor
from index.verify.segment import SegmentCheck
from index.verify.tables import check_pairs
from index.writer import ArticleWriter
from tests.conftest import ARTICLES
from tests.helpers import build_index, flipped, make_article, rot
from tests.test_search_engine import random_article

SECTIONS = {
    kind.ENDING: (kind.MAGIC, kind.VERSION)
    for kind in (documents, stored, term_dictionary, vocabulary, suggestions)
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two generations; the live one has two segments and deletions."""
    index_dir = tmp_path_factory.mktemp("pristine") / "index"
    many = [make_article(f"so-{n}", f"Tin số {n}", "Lúa " * n) for n in range(40)]
    build_index(index_dir, [*ARTICLES, *many])
    fresh = make_article("moi", "Tin mới", "Bão số 5.", "2021-01-01", ["Lê Thị Hà"])
    build_index(index_dir, [fresh], removed=["con-cho", "so-3"])
    return index_dir


@pytest.fixture
def index_dir(pristine: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    shutil.copytree(pristine, tmp_path / "index")
    return tmp_path / "index"


def places(index_dir: Path) -> list[Path]:
    """Every file of an index: of both generations, and the pointer."""
    files = (file for file in sorted(index_dir.rglob("*")) if file.is_file())
    return [file for file in files if file.name != "LOCK"]


def all_findings(report: Report) -> list[str]:
    of_previous = report.previous.findings if report.previous else []
    return [f"{f.path}: {f.reason}" for f in (*report.findings, *of_previous)]


def test_a_whole_index_has_nothing_to_find(index_dir: Path) -> None:
    report = verify(index_dir)
    assert report.is_whole
    assert all_findings(report) == []
    live = open_current(index_dir)
    assert report.live.number == live.number == 2
    assert report.live.n_files == len(os.listdir(live.path))
    assert report.live.n_articles == live.manifest.n_articles == 44
    assert report.live.n_segments == len(read_segments(live.path)) == 2
    assert report.live.n_terms > 100
    assert report.previous is not None and report.previous.number == 1


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@settings(max_examples=25)
@given(
    texts=st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), min_size=1, max_size=6),
    seed=st.integers(0, 1000),
)
def test_an_index_of_any_articles_has_nothing_to_find(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, str, str]],
    seed: int,
) -> None:
    index_dir = tmp_path_factory.mktemp("any") / "index"
    rng = random.Random(seed)
    articles = [random_article(rng, number) for number in range(seed % 60)]
    odd = [
        make_article(f"odd-{n}", title, body, persons=[name], source=name or None)
        for n, (title, body, name) in enumerate(texts)
    ]
    build_index(index_dir, articles)
    build_index(index_dir, odd, removed=[a.id for a in articles[::3]])
    assert all_findings(verify(index_dir, 1)) == []


def test_several_processes_find_what_one_finds(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = max(index_dir.rglob("*.pst"), key=lambda file: file.stat().st_size)
    rot(file, flipped(file.read_bytes(), 40))
    alone = verify(index_dir, n_processes=1)
    monkeypatch.setattr("index.verify.processes._FEW_BYTES", 0)
    with open_executor(1, 2) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()
    together = verify(index_dir, n_processes=2)
    assert all_findings(together) == all_findings(alone)
    assert together.live == alone.live


def die(*args: object) -> None:
    os._exit(1)


def test_a_process_that_the_system_killed_is_no_damage(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.verify.processes._FEW_BYTES", 0)
    monkeypatch.setattr("index.verify.files._digest_at", die)
    with pytest.raises(WorkerDiedError):
        verify(index_dir, n_processes=2)


def refuse(path: Path) -> str:
    raise IndexUnreadableError(path=str(path), reason="input/output error")


@pytest.mark.parametrize("few_bytes", [0, 10**9])
def test_a_file_that_the_system_does_not_show_is_found(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, few_bytes: int
) -> None:
    monkeypatch.setattr("index.verify.processes._FEW_BYTES", few_bytes)
    monkeypatch.setattr("index.verify.files._digest_at", refuse)
    report = verify(index_dir, n_processes=2)
    n_files = len(open_current(index_dir).manifest.files)
    assert [f.reason for f in report.findings] == ["input/output error"] * n_files


@settings(max_examples=60)
@given(data=st.data())
def test_one_flipped_bit_in_any_file_is_found(pristine: Path, data) -> None:
    files = [file for file in places(pristine) if file.stat().st_size]
    file = data.draw(st.sampled_from(files), label="file")
    content = file.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1), label="at")
    bit = data.draw(st.integers(0, 7), label="bit")
    changed = bytearray(content)
    changed[at] ^= 1 << bit
    rot(file, bytes(changed))
    try:
        found = all_findings(verify(pristine, 1))
        of_file = [line for line in found if file.name in line.partition(": ")[0]]
        assert of_file, found
    finally:
        rot(file, content)


def test_a_manifest_of_another_version_is_found(index_dir: Path) -> None:
    manifest = open_current(index_dir).path / "manifest.json"
    content = manifest.read_bytes()
    rot(manifest, content.replace(b'"version": ', b'"version": 9'))
    (finding,) = verify(index_dir).findings
    assert finding.path == "generations/000002/manifest.json"
    assert "version" in finding.reason


@settings(max_examples=30)
@given(data=st.data())
def test_every_shortened_file_is_found(pristine: Path, data) -> None:
    files = [file for file in places(pristine) if file.stat().st_size]
    file = data.draw(st.sampled_from(files), label="file")
    content = file.read_bytes()
    n_left = data.draw(st.integers(0, len(content) - 1), label="bytes left")
    rot(file, content[:n_left])
    try:
        assert any(file.name in line for line in all_findings(verify(pristine, 1)))
    finally:
        rot(file, content)


def test_every_missing_file_is_found(index_dir: Path, tmp_path: Path) -> None:
    for file in places(index_dir):
        shutil.move(file, tmp_path / "away")
        found = all_findings(verify(index_dir, 1))
        assert any(file.name in line and "missing" in line for line in found), file
        shutil.move(tmp_path / "away", file)
    assert all_findings(verify(index_dir, 1)) == []


def test_a_file_that_the_manifest_does_not_name_is_found(index_dir: Path) -> None:
    (open_current(index_dir).path / "MAIN_x.pst").write_bytes(b"x")
    (line,) = all_findings(verify(index_dir))
    assert "MAIN_x.pst" in line and "names no such file" in line


def test_two_files_of_one_size_that_changed_places_are_found(tmp_path: Path) -> None:
    for name, word in (("one", "lúa"), ("two", "cây")):
        build_index(tmp_path / name, [make_article("a", "Tin", f"Được mùa {word}.")])
    one, two = (open_current(tmp_path / name).path for name in ("one", "two"))
    for ending in (".sto", ".voc", ".doc"):
        (file,), (other,) = one.glob(f"*{ending}"), two.glob(f"*{ending}")
        if file.stat().st_size == other.stat().st_size:
            content = file.read_bytes()
            rot(file, other.read_bytes())
            is_other = file.read_bytes() != content
            assert verify(tmp_path / "one").is_whole is not is_other
            rot(file, content)


def test_the_table_of_contents_of_another_generation_is_found(index_dir: Path) -> None:
    live, before = (generations.generation_path(index_dir, n) for n in (2, 1))
    (mine,), (other,) = live.glob("*.toc"), before.glob("*.toc")
    rot(mine, other.read_bytes())
    assert any(".toc" in line for line in all_findings(verify(index_dir)))


def test_damage_of_the_generation_before_is_told_apart(index_dir: Path) -> None:
    before = generations.generation_path(index_dir, 1)
    rot(before / "pages.jsonl.zst", b"x")
    report = verify(index_dir)
    assert report.is_whole
    assert report.previous is not None and not report.previous.is_whole


def test_a_pointer_at_another_generation_is_damage_of_the_pointer(
    index_dir: Path,
) -> None:
    pointer = index_dir / "CURRENT"
    line = pointer.read_text()
    for changed in ("000001" + line[6:], "000007" + line[6:], "000002\n", "mới", ""):
        pointer.write_text(changed)
        report = verify(index_dir)
        assert report.live.number == 2 and report.live.is_whole
        assert [finding.path for finding in report.pointer] == ["CURRENT"]
        assert not report.is_whole


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFoundError):
        verify(tmp_path)


def test_what_is_being_built_is_not_looked_at(index_dir: Path) -> None:
    _number, folder = generations.begin(index_dir, open_current(index_dir))
    (folder / "MAIN_half.pst").write_bytes(b"x")
    report = verify(index_dir)
    assert report.is_whole and report.live.number == 2


def test_a_generation_that_a_publication_removes_meanwhile_is_no_damage(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import verify as package

    once = package._verify
    n_calls = 0

    def publish_meanwhile(*args: object) -> Report:
        nonlocal n_calls
        n_calls += 1
        report = once(*args)
        if n_calls == 1:
            report.live.findings.append(package.Finding("x", "gone", {}))
            build_index(index_dir, [make_article("a")])
            build_index(index_dir, [make_article("a")])
        return report

    monkeypatch.setattr(package, "_verify", publish_meanwhile)
    report = verify(index_dir)
    assert n_calls == 2
    assert report.live.number == 4 and all_findings(report) == []


# What follows was sealed with right checksums: faults that a program of ours made.


class Reseal:
    """Publishes the live generation again, with a change of a test's."""

    def __init__(self, index_dir: Path) -> None:
        self.index_dir = index_dir
        live = open_current(index_dir)
        self._manifest = live.manifest
        self._files = {n: (live.path / n).read_bytes() for n in live.manifest.files}

    def __call__(
        self, change: Callable[[Path], None], **of_manifest: object
    ) -> list[str]:
        number, folder = generations.begin(self.index_dir, None)
        for name, content in self._files.items():
            (folder / name).write_bytes(content)
        change(folder)
        manifest = replace(self._manifest, generation=number, **of_manifest)
        publish(self.index_dir, manifest, None)
        return [f"{f.path}: {f.reason}" for f in verify(self.index_dir, 1).findings]


@pytest.fixture
def reseal(index_dir: Path) -> Reseal:
    return Reseal(index_dir)


def largest(folder: Path, ending: str) -> Path:
    """The file of the segment with most documents."""
    return max(folder.glob(f"*{ending}"), key=lambda file: file.stat().st_size)


def changing(ending: str, section: str, change: Callable) -> Callable[[Path], None]:
    """Change one section of the largest segment's file of an ending."""

    def run(folder: Path) -> None:
        file = largest(folder, ending)
        sections = dict(open_sections(file, *SECTIONS[ending]))
        array = sections[section].copy()
        sections[section] = found if (found := change(array)) is not None else array
        fresh = file.with_name("fresh")
        write_sections(fresh, *SECTIONS[ending], sections)
        os.replace(fresh, file)

    return run


def add_one(at: int) -> Callable[[np.ndarray], None]:
    def run(array: np.ndarray) -> None:
        array[at] += 1

    return run


def shorter(array: np.ndarray) -> np.ndarray:
    return array[:-1]


def swap(array: np.ndarray) -> None:
    array[:2] = array[1::-1]


def test_resealing_without_a_change_changes_nothing(reseal: Reseal) -> None:
    assert reseal(lambda folder: None) == []


@pytest.mark.parametrize("counted", ["n_articles", "n_failed"])
def test_a_wrong_count_in_the_manifest_is_found(reseal: Reseal, counted: str) -> None:
    (line,) = reseal(lambda folder: None, **{counted: 7})
    assert "expected 7, found" in line


FAULTS = [
    (".doc", "minutes", add_one(0)),
    (".doc", "minutes", shorter),
    (".doc", "title_length", add_one(1)),
    (".doc", "body_length", add_one(1)),
    (".doc", "id_offsets", add_one(1)),
    (".doc", "ids", add_one(2)),
    (".doc", "id_order", swap),
    (".doc", "persons_values", lambda array: array[::-1]),
    (".doc", "persons_terms", add_one(0)),
    (".doc", "persons_term_offsets", add_one(1)),
    (".doc", "persons_first_terms", shorter),
    (".sto", "offsets", add_one(1)),
    (".sto", "offsets", shorter),
    (".sto", "frames", add_one(30)),
    (".trm", "n_terms", add_one(0)),
    (".trm", "bases", add_one(0)),
    (".trm", "heads", add_one(3)),
    (".trm", "frame_offsets", add_one(1)),
    (".trm", "frames", add_one(40)),
    (".voc", "keys", add_one(0)),
    (".voc", "body_at", add_one(3)),
    (".voc", "title_docs", add_one(3)),
    (".suggestions", "title.docs", lambda array: np.full_like(array, 99)),
    (".suggestions", "person.hashes", swap),
    (".suggestions", "title.entries", lambda array: np.full_like(array, 255)),
    (".suggestions", "first_pieces", shorter),
    (".suggestions", "letter_offsets", add_one(-1)),
]


@pytest.mark.parametrize(
    "ending, section, change",
    FAULTS,
    ids=[f"{n}{ending}-{section}" for n, (ending, section, _) in enumerate(FAULTS)],
)
def test_a_fault_in_a_file_with_the_right_checksum_is_found(
    reseal: Reseal, ending: str, section: str, change: Callable
) -> None:
    lines = reseal(changing(ending, section, change))
    assert lines
    assert all("generations/000003/" in line for line in lines)


def with_checksum(content: bytearray) -> bytes:
    """Give a ``.pst`` the checksum of what it holds."""
    magic, version, _, size = posting_file.HEADER.unpack_from(content)
    checksum = zlib.crc32(content[posting_file.HEADER.size :])
    posting_file.HEADER.pack_into(content, 0, magic, version, checksum, size)
    return bytes(content)


def test_a_posting_list_that_says_something_else_is_found(reseal: Reseal) -> None:
    def change(folder: Path) -> None:
        file = largest(folder, ".pst")
        content = bytearray(file.read_bytes())
        content[posting_file.HEADER.size + 4] ^= 1
        file.write_bytes(with_checksum(content))

    assert any(".pst" in line or ".trm" in line for line in reseal(change))


@settings(max_examples=80)
@given(data=st.data())
def test_a_posting_file_of_any_bytes_with_the_right_checksum_stops_nothing(
    pristine: Path, data
) -> None:
    """No list leads to a crash; most changed bytes change what a list says."""
    folder = generations.generation_path(pristine, 1)
    file = largest(folder, ".pst")
    content = file.read_bytes()
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(posting_file.HEADER.size, len(content) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    rot(file, with_checksum(changed))
    try:
        (segment,) = read_segments(folder)
        check = SegmentCheck(
            folder,
            segment.segment_id(),
            segment.doc_count_all(),
            set(),
            open_executor(0, 1),
        )
        check.go_on()
        check.result()
    finally:
        rot(file, content)


def test_pairs_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    sections = {
        name: np.array(values, np.uint32)
        for name, values in {
            "exact_offsets": [0, 1],
            "folded_offsets": [0, 1],
            **{f"{v}_{w}_pairs": [0] for v in WAYS for w in WAYS},
            **{f"{v}_{w}_docs": [1] for v in WAYS for w in WAYS},
        }.items()
    }
    for way in WAYS:
        sections[f"{way}_classes"] = np.frombuffer(b"a", np.uint8)

    def found(**changed: np.ndarray) -> list[str]:
        file = tmp_path / f"MAIN_a{pairs.ENDING}"
        write_sections(file, pairs.MAGIC, pairs.VERSION, sections | changed)
        assert open_pairs(file) is not None
        return [f.reason for f in gather(file.name, check_pairs(tmp_path, "MAIN_a", 5))]

    assert found() == []
    assert found(exact_folded_pairs=np.array([1], np.uint32))
    assert found(exact_folded_docs=np.array([6], np.uint32))
    assert found(exact_folded_docs=np.array([1, 1], np.uint32))


def test_a_ledger_with_an_entry_too_many_or_too_few_is_found(reseal: Reseal) -> None:
    def entries(folder: Path) -> Iterator[LedgerEntry]:
        return iter(read_ledger(folder).values())

    def one_more(folder: Path) -> None:
        write_ledger(folder, [*entries(folder), LedgerEntry("x", "kho/x.txt", "h")])

    def one_less(folder: Path) -> None:
        write_ledger(folder, list(entries(folder))[1:])

    def of_another_version(folder: Path) -> None:
        first, *rest = entries(folder)
        write_ledger(folder, [replace(first, content_hash="another"), *rest])

    def one_twice(folder: Path) -> None:
        first, *rest = entries(folder)
        write_ledger(folder, [first, first, *rest])

    for change in (one_more, one_less, of_another_version, one_twice):
        assert any("pages.jsonl.zst" in line for line in reseal(change)), change


def test_an_article_that_is_live_in_two_segments_is_found(index_dir: Path) -> None:
    base = open_current(index_dir)
    again = make_article("so-5", "Tin số 5 lần nữa")
    number, folder = generations.begin(index_dir, base)
    writer = ArticleWriter(folder, is_new=False)
    writer.add(analyse_article(again))
    writer.commit()
    entries = read_ledger(base.path).values()
    write_ledger(folder, entries)
    write_failures(folder, [])
    n = base.manifest.n_articles + 1
    publish(index_dir, replace(base.manifest, generation=number, n_articles=n), base)
    lines = all_findings(verify(index_dir))
    assert any("2 articles have the id so-5" in line for line in lines)


def test_a_deleted_document_beyond_the_last_and_wrong_lengths_are_found(
    reseal: Reseal,
) -> None:
    def rewrite(folder: Path, change: Callable[[ArraySegment], None]) -> None:
        segments = read_segments(folder)
        change(segments[0])
        (file,) = folder.glob("*.toc")
        file.unlink()
        write_contents(folder, segments)

    def delete_beyond(segment: ArraySegment) -> None:
        segment._deleted = {segment.doc_count_all()}

    lines = reseal(lambda folder: rewrite(folder, delete_beyond))
    assert any(".toc" in line and "deleted" in line for line in lines)


def test_copies_of_articles_that_are_not_there_are_found(reseal: Reseal) -> None:
    def change(folder: Path) -> None:
        fresh = folder / "fresh"
        write_groups(fresh, CopyGroups([["so-1", "nobody"], ["so-2", "so-2"]]))
        os.replace(fresh, folder / "articles.copies")

    lines = reseal(change)
    assert any("nobody" in line for line in lines)
    assert any("so-2" in line for line in lines)


def test_failures_and_stamps_that_cannot_be_read_are_found(reseal: Reseal) -> None:
    failure = Failure("kho/x.txt", None, "the page cannot be read", {})
    lines = reseal(lambda folder: write_failures(folder, [failure]))
    assert any("failures.jsonl" in line for line in lines)

    def bad_stamps(folder: Path) -> None:
        write_stamps(folder, {"kho/x.txt": ("soon", 1, 2)})

    assert any("files.jsonl.zst" in line for line in reseal(bad_stamps))
