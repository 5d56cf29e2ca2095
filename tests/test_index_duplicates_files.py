"""Signatures and groups as files, and from generation to generation."""

from __future__ import annotations

import os
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import generations
from index.analysis import article as analysis
from index.article import Article
from index.duplicates.groups import COPIES, CopyGroups, read_groups, write_groups
from index.duplicates.signature import N_HASHES, Signature
from index.duplicates.table import (
    SIGNATURES,
    UNKNOWN_MINUTE,
    Row,
    SignatureTable,
    read_signatures,
    write_signatures,
)
from index.errors import IndexCorruptError
from index.reindex import reindex
from tests.copied_texts import BODY, FLOOD
from tests.grouping import DAY
from tests.helpers import build_index, flipped, make_article, rot, write_jsonl

UINT32 = st.integers(0, 2**32 - 1)
LISTS = st.lists(st.integers(0, 2**16 - 1), max_size=5, unique=True).map(
    lambda values: np.array(sorted(values), "<u2").tobytes()
)
SIGNATURE = st.builds(
    Signature,
    exact=st.integers(0, 2**64 - 1),
    title=UINT32,
    source=UINT32,
    n_shingles=UINT32,
    minhash=st.binary(min_size=N_HASHES, max_size=N_HASHES),
    numbers=LISTS,
    names=LISTS,
)
MINUTES = st.none() | st.integers(-(2**31) + 1, 2**31 - 1)
ROWS = st.lists(
    st.builds(Row, st.text(max_size=6), MINUTES, SIGNATURE),
    max_size=6,
    unique_by=lambda one: one.id,
)


def rows_of(table: SignatureTable) -> list[Row]:
    return [
        Row(
            id_,
            None if table.minutes[at] == UNKNOWN_MINUTE else int(table.minutes[at]),
            Signature(
                int(table.exact[at]),
                int(table.titles[at]),
                int(table.sources[at]),
                int(table.n_shingles[at]),
                table.minhashes[at].tobytes(),
                table.numbers[at].tobytes(),
                table.names[at].tobytes(),
            ),
        )
        for at, id_ in enumerate(table.ids)
    ]


@settings(max_examples=60)
@given(rows=ROWS)
def test_what_is_written_of_signatures_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    file = tmp_path_factory.getbasetemp() / "signatures"
    write_signatures(file, SignatureTable.of(rows))
    assert rows_of(read_signatures(file)) == sorted(rows, key=lambda one: one.id)


@settings(max_examples=60)
@given(old=ROWS, new=ROWS, gone=st.sets(st.text(max_size=6), max_size=4))
def test_a_changed_table_is_the_table_of_the_changed_rows(
    old: list[Row], new: list[Row], gone: set[str]
) -> None:
    gone = gone | {one.id for one in old[:2]}
    kept = {one.id: one for one in old if one.id not in gone}
    kept |= {one.id: one for one in new}
    changed = SignatureTable.of(old).changed(new, gone)
    assert rows_of(changed) == rows_of(SignatureTable.of(kept.values()))


GROUPS = st.lists(st.lists(st.text(max_size=5), min_size=2, max_size=4), max_size=4)


@given(groups=GROUPS)
def test_what_is_written_of_groups_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[str]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    write_groups(folder / COPIES, CopyGroups(groups))
    assert read_groups(folder) == CopyGroups(groups)


@pytest.mark.parametrize("name", [SIGNATURES, COPIES])
def test_a_damaged_file_is_noticed_and_named(tmp_path: Path, name: str) -> None:
    articles = [make_article("a", body=BODY), make_article("b", body=BODY)]
    folder = build_index(tmp_path / "index", articles).path
    whole = (folder / name).read_bytes()

    def read() -> object:
        return read_groups(folder) if name == COPIES else read_signatures(folder / name)

    read()
    rng = random.Random(1)
    places = range(len(whole))
    for at in [*places[:48], *rng.choices(places, k=40)]:
        damaged = bytearray(whole)
        damaged[at] ^= 1 << rng.randrange(8)
        (folder / name).write_bytes(damaged)
        with pytest.raises(IndexCorruptError, match=name):
            read()
    for shorter in (whole[:-1], whole[:10], b""):
        (folder / name).write_bytes(shorter)
        with pytest.raises(IndexCorruptError, match=name):
            read()
    (folder / name).unlink()
    with pytest.raises(IndexCorruptError, match=name):
        read()


# Generations.


def record(id_: str, body: str, title: str = "Cầu mới") -> dict:
    return {"id": id_, "title": title, "body": body, "published": DAY}


def test_a_reindex_counts_copies_and_follows_changes(tmp_path: Path) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    index = tmp_path / "index"

    def run(*records: dict) -> list[list[str]]:
        write_jsonl(corpus / "tin.jsonl", records)
        summary = reindex([corpus], index, n_workers=1)
        groups = read_groups(generations.open_current(index).path)
        assert summary.copies == groups.n_copies
        assert summary.articles == len(records)
        return [list(group) for group in groups.groups]

    a, b, c = record("a", BODY), record("b", BODY), record("c", FLOOD)
    assert run(a, b) == [["a", "b"]]
    assert run(a, b, c) == [["a", "b"]]
    assert run(a, record("b", FLOOD), c) == [["b", "c"]]
    assert run(a, c) == []
    assert run(a, c) == []


def test_an_update_makes_signatures_of_what_changed_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    for number in range(5):
        write_jsonl(corpus / f"{number}.jsonl", [record(f"{number}", BODY)])
    reindex([corpus], tmp_path / "index", n_workers=1)
    made = tmp_path / "made"  # By another process.
    make_signature = analysis.make_signature

    def watched(article: Article, *texts: list[str]) -> Signature:
        with made.open("a") as file:
            file.write(f"{article.id}\n")
        return make_signature(article, *texts)

    monkeypatch.setattr(analysis, "make_signature", watched)
    write_jsonl(corpus / "5.jsonl", [record("5", BODY)])
    summary = reindex([corpus], tmp_path / "index", n_workers=1)
    assert made.read_text().split() == ["5"]
    assert summary.copies == 5


def test_the_live_generation_keeps_its_groups_while_the_next_is_made(
    tmp_path: Path,
) -> None:
    articles = [make_article("a", body=BODY), make_article("b", body=BODY)]
    first = build_index(tmp_path / "index", articles)
    kept = {name: (first.path / name).read_bytes() for name in (SIGNATURES, COPIES)}
    second = build_index(tmp_path / "index", [], removed=["b"])
    for name, data in kept.items():
        assert (first.path / name).read_bytes() == data
        assert (second.path / name).read_bytes() != data
    third = build_index(tmp_path / "index", [], removed=[])
    for name in kept:
        assert os.path.samefile(second.path / name, third.path / name)
        assert third.manifest.files[name] == second.manifest.files[name]


def test_damaged_signatures_stop_an_update_and_leave_the_index_as_it_was(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "kho"
    corpus.mkdir()
    write_jsonl(corpus / "a.jsonl", [record("a", BODY)])
    reindex([corpus], tmp_path / "index", n_workers=1)
    generation = generations.open_current(tmp_path / "index")
    file = generation.path / SIGNATURES
    data = file.read_bytes()
    rot(file, flipped(data, len(data) - 1))
    write_jsonl(corpus / "b.jsonl", [record("b", BODY)])
    with pytest.raises(IndexCorruptError, match=str(file)):
        reindex([corpus], tmp_path / "index", n_workers=1)
    assert generations.current_number(tmp_path / "index") == 1
    summary = reindex([corpus], tmp_path / "index", is_full=True, n_workers=1)
    assert (summary.articles, summary.copies) == (2, 1)
