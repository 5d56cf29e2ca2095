"""The compiled loops against the same with NumPy."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segments.postings import PostingLists, encode
from search.embedded.kernels import IS_COMPILED, build, plain
from search.embedded.postings import TermPostings

if IS_COMPILED:
    from search.embedded.kernels import native
else:
    native = plain

needs_compiler = pytest.mark.skipif(
    not IS_COMPILED, reason="the loops are not compiled here: no C compiler was found"
)


def random_lists(rng: np.random.Generator, n_docs: int, n_terms: int) -> PostingLists:
    """Invert random texts: at each position stands one term, as in real ones."""
    texts = [
        rng.choice(n_terms, rng.integers(1, 12), p=_zipf(n_terms))
        for _ in range(n_docs)
    ]
    far = rng.choice([0, 0, 40_000])
    docs, freqs, positions, offsets = [], [], [], [0]
    for term in range(n_terms):
        for doc, text in enumerate(texts):
            (found,) = np.nonzero(text == term)
            if len(found):
                docs.append(doc)
                freqs.append(len(found))
                positions.append(found + far)
        if offsets[-1] == len(docs):  # Every term is somewhere.
            docs.append(0)
            freqs.append(1)
            positions.append(np.array([50 + term]))
        offsets.append(len(docs))
    return PostingLists(
        np.array(offsets), np.array(docs), np.array(freqs), np.concatenate(positions)
    )


def _zipf(n: int) -> np.ndarray:
    weights = 1 / np.arange(1, n + 1)
    return weights / weights.sum()


def decoded(
    rng: np.random.Generator, n_docs: int, n_terms: int
) -> list[tuple[TermPostings, bool]]:
    lists = random_lists(rng, n_docs, n_terms)
    content, starts, sizes = encode(lists, n_docs)
    found = []
    for term, doc_freq in enumerate(np.diff(lists.offsets).tolist()):
        given_list = content, int(starts[term]), int(sizes[term]), doc_freq, n_docs
        docs, bounds, marked = native.decode_list(*given_list)
        for one, other in zip(
            (docs, bounds, marked), plain.decode_list(*given_list), strict=True
        ):
            np.testing.assert_array_equal(one, other)
        is_exact = bool(rng.integers(2))
        term_postings = TermPostings(docs, bounds[:-1], bounds[1:], marked, 0)
        found.append((term_postings, is_exact))
    return found


@needs_compiler
@pytest.mark.parametrize("n_docs", [1, 9, 300, 66_000])
def test_lists_are_decoded_alike(n_docs: int) -> None:
    decoded(np.random.default_rng(n_docs), n_docs, 6)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_rows_of_words_are_counted_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    terms = decoded(rng, n_docs, 7)
    words = [terms[:1], terms[1:4], terms[4:6]][: rng.integers(1, 4)]
    wanted = np.flatnonzero(rng.random(n_docs) < 0.7)
    factors = rng.random(n_docs)
    made = np.zeros((2, 2, len(wanted)))
    for kernels, (freqs, weighted) in zip((native, plain), made, strict=True):
        kernels.add_rows(wanted, words, factors, 0.5, freqs, weighted)
        kernels.add_rows(wanted, words, factors, 1.0, freqs, freqs)
    np.testing.assert_array_equal(*made)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 200))
def test_frequencies_and_scores_are_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    factors = rng.random(n_docs) + 0.1
    wanted = np.flatnonzero(rng.random(n_docs) < 0.5)
    made = []
    for kernels in (native, plain):
        freqs, weighted = np.zeros((2, n_docs))
        some, some_weighted = np.zeros((2, len(wanted)))
        for found, is_exact in decoded(np.random.default_rng(seed), n_docs, 3):
            given_ = found, factors, 1.0 if is_exact else 0.5
            kernels.add_frequencies(*given_, freqs, weighted)
            kernels.gather_frequencies(wanted, *given_, some, some_weighted)
        units = kernels.score(freqs, weighted, 0.5, 3e6)
        assert kernels.count_positive(freqs) == np.count_nonzero(freqs)
        made.append((freqs, weighted, some, some_weighted, units))
    for one, other in zip(*made, strict=True):
        np.testing.assert_array_equal(one, other)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(0, 100))
def test_masks_are_counted_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random(n_docs) < rng.random()
    values = rng.integers(0, 7, n_docs).astype(np.int32)
    offsets = np.concatenate(([0], np.cumsum(rng.integers(0, 4, n_docs))))
    rows = rng.integers(0, 7, offsets[-1]).astype(np.int32)
    np.testing.assert_array_equal(native.docs_of(mask), plain.docs_of(mask))
    for name, given_ in (
        ("count_marked", (mask, values, 7)),
        ("count_rows", (mask, offsets, rows, 7)),
    ):
        np.testing.assert_array_equal(
            getattr(native, name)(*given_), getattr(plain, name)(*given_)
        )
    docs = np.flatnonzero(mask).astype(np.int32)
    marked, units = np.zeros((2, n_docs), bool), np.zeros((2, n_docs), np.int32)
    for at, kernels in enumerate((native, plain)):
        kernels.mark(marked[at], docs)
        kernels.add_units(units[at], docs, docs)
    np.testing.assert_array_equal(*marked)
    np.testing.assert_array_equal(*units)


@needs_compiler
def test_a_document_with_more_positions_than_there_is_room_for_is_counted() -> None:
    positions = np.arange(10_000, dtype=np.uint16)
    positions[0] |= 0x8000
    bounds = np.array([0, len(positions)], np.int32)
    docs = np.zeros(1, np.int32)
    term = TermPostings(docs, bounds[:-1], bounds[1:], positions, 0), True
    wanted, freqs = np.zeros(1, np.int64), np.zeros(1)
    native.add_rows(wanted, [[term], [term]], np.ones(1), 1.0, freqs, freqs)
    assert freqs == [9_999]


def test_a_damaged_list_is_an_error_and_not_a_wrong_answer() -> None:
    lists = random_lists(np.random.default_rng(1), 50, 1)
    content, starts, sizes = encode(lists, 50)
    given_ = int(starts[0]), int(sizes[0]), int(lists.offsets[1]), 50
    *_, marked = plain.decode_list(content, *given_)
    marked[0] &= 0x7FFF
    for kernels in (native, plain):
        with pytest.raises(ValueError, match="expected"):
            kernels.decode_list(content, *given_)


def test_without_a_compiler_building_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "compilers", list)
    assert "C compiler" in str(build.build(tmp_path / "kernels.so"))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")
def test_building_gives_a_library(tmp_path: Path) -> None:
    assert build.build(tmp_path / "kernels.so") is None
    assert (tmp_path / "kernels.so").stat().st_size
