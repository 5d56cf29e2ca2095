"""The term dictionary: what is written is found, and Whoosh can walk through it."""

from __future__ import annotations

import random
from bisect import bisect_left
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.fields import TEXT

from index.errors import IndexCorruptError, IndexFormatError
from index.segments import term_dictionary
from index.segments.sections import open_sections, write_sections
from index.segments.term_dictionary import (
    BLOCK,
    TERM_INFO,
    Info,
    TermDictionary,
    TermDictionaryWriter,
    read_terms,
)
from index.whoosh_readers.term_cursor import ArrayFieldCursor, ArrayTermInfo


def written(path: Path, keys: list[bytes], infos: np.ndarray, *cuts: int) -> Path:
    writer = TermDictionaryWriter(path, ["body", "title"])
    bounds = [0, *sorted(cuts), len(keys)]
    for start, end in zip(bounds, bounds[1:], strict=False):
        writer.add_terms(keys[start:end], infos[start:end])
    writer.close()
    return path


def random_infos(n: int, seed: int) -> np.ndarray:
    """Values of all sizes; lists that leave gaps, as some alignment would."""
    rng = np.random.default_rng(seed)
    infos = np.zeros(n, TERM_INFO)
    for name in ("doc_freq", "weight", "max_weight", "min_doc", "max_doc"):
        infos[name] = rng.integers(0, 2**32, n) >> rng.integers(0, 32, n)
    infos["min_length"] = rng.integers(0, 256, n)
    infos["max_length"] = rng.integers(0, 256, n)
    infos["size"] = rng.integers(0, 2**20, n)
    infos["offset"] = np.cumsum(infos["size"].astype(np.uint64) + rng.integers(0, 9, n))
    return infos


KEYS = st.sets(
    st.tuples(st.sampled_from([b"\0\0", b"\0\1"]), st.text(max_size=5)), max_size=40
).map(lambda parts: sorted(p + t.encode("utf-8", "surrogatepass") for p, t in parts))


@settings(deadline=None, max_examples=60)
@given(KEYS, st.integers(0, 9), st.lists(st.integers(0, 40), max_size=3))
def test_terms_are_found_as_in_a_list(
    tmp_path_factory: pytest.TempPathFactory, keys: list[bytes], seed: int, cuts: list
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(term_dictionary, "BLOCK", 4)
        patch.setattr(term_dictionary, "_KEPT", 2)
        infos = random_infos(len(keys), seed)
        path = tmp_path_factory.getbasetemp() / "S.trm"
        written(path, keys, infos, *(min(cut, len(keys)) for cut in cuts))
        terms = TermDictionary(path)
        assert len(terms) == len(keys)
        assert [*terms.items()] == [*zip(keys, infos.tolist(), strict=True)]
        for key in [*keys, b"", b"\0", b"\0\0a", b"\0\1\xff", b"\0\2"]:
            at = bisect_left(keys, key)
            assert terms.place_of(key) == at
            assert terms.find(key) == (at if key in keys else None)
            assert [key for key, _ in terms.items(at)] == keys[at:]
        all_keys, all_infos = read_terms(path)
        assert all_keys == keys
        np.testing.assert_array_equal(all_infos, infos)


@pytest.mark.parametrize("n", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK])
def test_whole_and_broken_blocks_come_back(tmp_path: Path, n: int) -> None:
    keys = [b"\0\0%06d" % number for number in range(n)]
    infos = random_infos(n, n)
    read, found = read_terms(written(tmp_path / "S.trm", keys, infos, n // 3, n // 2))
    assert read == keys
    np.testing.assert_array_equal(found, infos)


@pytest.mark.parametrize("n", [0, 1, BLOCK, 5 * BLOCK + 3])
def test_keys_between_two_are_read_as_from_the_list_of_all(
    tmp_path: Path, n: int
) -> None:
    keys = [b"\0\0%06d" % number for number in range(0, 2 * n, 2)]
    infos = random_infos(n, n)
    terms = TermDictionary(written(tmp_path / "S.trm", keys, infos))
    rng = random.Random(n)
    for _ in range(60):
        low, high = (b"\0\0%06d" % rng.randrange(-1, 2 * n + 2) for _ in range(2))
        read, found = terms.read_between(low, high)
        rows = slice(bisect_left(keys, low), bisect_left(keys, high))
        assert read == keys[rows]
        np.testing.assert_array_equal(found, infos[rows])


def test_a_file_does_not_depend_on_how_terms_were_handed_over(tmp_path: Path) -> None:
    keys = [b"\0\0%06d" % number for number in range(200)]
    infos = random_infos(200, 1)
    one = written(tmp_path / "A.trm", keys, infos)
    other = written(tmp_path / "B.trm", keys, infos, 1, 63, 64, 65, 190)
    assert one.read_bytes() == other.read_bytes()


def test_a_cursor_walks_through_one_field(tmp_path: Path) -> None:
    texts = [f"t{number:03}" for number in range(150)]
    keys = [b"\0\0x", *(b"\0\1" + text.encode() for text in texts), b"\0\2x"]
    infos = random_infos(len(keys), 2)
    terms = TermDictionary(written(tmp_path / "S.trm", keys, infos))
    cursor = ArrayFieldCursor(terms, b"\0\1", TEXT())
    found = [cursor.text()]
    while cursor.next() is not None:
        found.append(cursor.text())
    assert found == texts
    assert not cursor.is_valid()
    assert cursor.text() is cursor.term_info() is cursor.next() is None
    assert cursor.first() == "t000"
    assert cursor.find("t07") == "t070"
    assert cursor.find(b"t0709") == cursor.text() == "t071"
    info = cursor.term_info()
    assert info is not None
    assert info.doc_frequency() == infos["doc_freq"][72]
    assert info.weight() == infos["weight"][72]
    assert info.max_id() == infos["max_doc"][72]
    assert cursor.find("u") is None
    assert ArrayFieldCursor(terms, b"\0\3", TEXT()).text() is None


def test_what_whoosh_asks_of_a_term_is_told() -> None:
    info = Info(7, 9, 3, 20, 30, min_doc=1, max_doc=8, size=44, offset=96)
    told = ArrayTermInfo(info)
    assert (told.doc_frequency(), told.weight(), told.max_weight()) == (7, 9.0, 3.0)
    assert (told.min_id(), told.max_id()) == (1, 8)
    assert term_dictionary.length_bytes(
        np.array([told.min_length(), told.max_length()])
    ).tolist() == [20, 30]
    assert told.extent() == (96, 44)


def test_damage_to_a_block_is_told_as_damage(tmp_path: Path) -> None:
    keys = [b"\0\0%06d" % number for number in range(200)]
    path = written(tmp_path / "S.trm", keys, random_infos(200, 3))
    sections = open_sections(path, term_dictionary.MAGIC, term_dictionary.VERSION)
    frames = sections["frames"].copy()
    frames[int(sections["frame_offsets"][1])] ^= 0xFF
    head = term_dictionary.MAGIC, term_dictionary.VERSION
    write_sections(tmp_path / "T.trm", *head, sections | {"frames": frames})
    damaged = TermDictionary(tmp_path / "T.trm")
    assert damaged.find(keys[3]) == 3
    with pytest.raises(IndexCorruptError):
        damaged.find(keys[BLOCK + 6])
    rest = {name: a for name, a in sections.items() if name != "bases"}
    write_sections(tmp_path / "T.trm", *head, rest)
    with pytest.raises(IndexCorruptError):
        TermDictionary(tmp_path / "T.trm")
    write_sections(tmp_path / "T.trm", head[0], head[1] + 1, sections)
    with pytest.raises(IndexFormatError):
        TermDictionary(tmp_path / "T.trm")
