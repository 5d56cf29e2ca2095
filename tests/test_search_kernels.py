"""The compiled loops against the same with NumPy."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.segments.postings import PostingLists, encode
from search import compiling
from search.embedded.kernels import IS_COMPILED, build, plain
from search.embedded.kernels.arguments import Lists, PostingList

if IS_COMPILED:
    from search.embedded.kernels import native
else:
    native = plain

needs_compiler = pytest.mark.skipif(
    not IS_COMPILED, reason="the loops are not compiled here: no C compiler was found"
)


def inverted(tokens: np.ndarray, bounds: np.ndarray, n_terms: int) -> PostingLists:
    """Invert texts: text ``i`` is ``tokens[bounds[i] : bounds[i + 1]]``."""
    docs = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
    positions = np.arange(len(tokens)) - bounds[docs]
    order = np.lexsort((positions, docs, tokens))
    keys = tokens[order] * len(bounds) + docs[order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    terms = tokens[order][firsts]
    return PostingLists(
        np.searchsorted(terms, np.arange(n_terms + 1)),
        docs[order][firsts],
        np.diff(firsts, append=len(tokens)),
        positions[order],
    )


def random_lists(rng: np.random.Generator, n_docs: int, n_terms: int) -> PostingLists:
    """Invert random texts: at each position stands one term, as in real ones."""
    weights = 1 / np.arange(1, n_terms + 1)
    bounds = np.concatenate(([0], np.cumsum(rng.integers(1, 12, n_docs))))
    tokens = rng.choice(n_terms, bounds[-1], p=weights / weights.sum())
    # Every term is somewhere.
    tokens = np.concatenate((tokens, np.arange(n_terms)))
    bounds[-1] += n_terms
    lists = inverted(tokens, bounds, n_terms)
    far = rng.choice([0, 0, 40_000])
    return replace(lists, positions=lists.positions + far)


def random_words(
    rng: np.random.Generator, n_docs: int, n_terms: int, base: int = 0
) -> list[PostingList]:
    """Encode random texts as one segment: the list of each term."""
    lists = random_lists(rng, n_docs, n_terms)
    content, starts, sizes = encode(lists, n_docs)
    # As at the end of a file: eight bytes may be read from anywhere.
    content = np.concatenate((content, np.zeros(8, np.uint8)))
    found = []
    for term, doc_freq in enumerate(np.diff(lists.offsets).tolist()):
        is_exact = bool(rng.integers(2))
        place = int(starts[term]), int(sizes[term]), doc_freq
        how = 0, 1.0 if is_exact else 0.5, is_exact
        found.append(PostingList(content, *place, n_docs, base, *how))
    return found


def joined(lists: list[PostingList]) -> Lists:
    return Lists(lists, native.rows_of(lists))


def words_of_two_segments(rng: np.random.Generator, n_docs: int) -> list[Lists]:
    """Four words of one to three terms each, over two segments."""
    terms = random_words(rng, n_docs, 7)
    others = random_words(rng, max(n_docs // 3, 1), 7, base=n_docs)
    every = [[one, other] for one, other in zip(terms, others, strict=True)]
    groups = every[:1], every[1:4], every[4:6], every[6:]
    return [joined([one for term in group for one in term]) for group in groups]


@needs_compiler
@pytest.mark.parametrize("n_docs", [1, 9, 63, 64, 300, 600, 66_000, 140_000])
def test_documents_and_frequencies_of_lists_are_found_alike(n_docs: int) -> None:
    rng = np.random.default_rng(n_docs)
    n_all = n_docs + max(n_docs // 3, 1)
    factors = [rng.random(n_all) + 0.1]
    words = words_of_two_segments(rng, n_docs)
    for share in (1.0, 0.5, 0.02):
        wanted = np.flatnonzero(rng.random(n_all) < share)
        for word in words:
            masks = np.zeros((2, n_all), bool)
            sums = np.zeros((2, 2, len(wanted)))
            for kernels, mask, (freqs, weighted) in zip(
                (native, plain), masks, sums, strict=True
            ):
                kernels.mark_lists(mask, word)
                kernels.add_frequencies(word, wanted, factors, freqs, weighted)
            np.testing.assert_array_equal(*masks)
            np.testing.assert_array_equal(*sums)
            np.testing.assert_array_equal(sums[0, 0] > 0, masks[0][wanted])
        units = np.zeros((2, len(wanted)), np.int32)
        for kernels, of_kernels in zip((native, plain), units, strict=True):
            given_ = words, wanted, factors, 0.5, [1e6, 2e6, 3e6, 4e5]
            kernels.score_words(*given_, of_kernels)
        np.testing.assert_array_equal(*units)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_rows_of_words_are_counted_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    words = words_of_two_segments(rng, n_docs)[: rng.integers(1, 5)]
    n_all = n_docs + max(n_docs // 3, 1)
    wanted = np.flatnonzero(rng.random(n_all) < 0.7)
    factors = rng.random(n_all)
    made = np.zeros((2, 2, len(wanted)))
    for kernels, (freqs, weighted) in zip((native, plain), made, strict=True):
        kernels.add_rows(wanted, words, factors, 0.5, freqs, weighted)
        kernels.add_rows(wanted, words, factors, 1.0, freqs, freqs)
    np.testing.assert_array_equal(*made)


@needs_compiler
def test_rows_of_common_words_are_found_in_every_block_and_among_exceptions() -> None:
    rng = np.random.default_rng(5)
    n_docs = 3_000
    # Most texts are short and some very long, so that some positions fit no block.
    lengths = np.where(rng.random(n_docs) < 0.02, 5_000, rng.integers(1, 30, n_docs))
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    tokens = rng.choice(3, bounds[-1], p=[0.6, 0.3, 0.1])
    content, starts, sizes = encode(inverted(tokens, bounds, 3), n_docs)
    content = np.concatenate((content, np.zeros(8, np.uint8)))
    docs = np.repeat(np.arange(n_docs), lengths)
    words = []
    for term in range(3):
        doc_freq = len(np.unique(docs[tokens == term]))
        extent = int(starts[term]), int(sizes[term]), doc_freq
        words.append(joined([PostingList(content, *extent, n_docs, 0, 0, 1.0, True)]))
    wanted = np.arange(n_docs)
    for first in range(3):
        for second in range(3):
            is_pair = (tokens[:-1] == first) & (tokens[1:] == second)
            is_pair &= docs[:-1] == docs[1:]
            expected = np.bincount(docs[:-1][is_pair], minlength=n_docs)
            for kernels in (native, plain):
                freqs = np.zeros(n_docs)
                row = [words[first], words[second]]
                kernels.add_rows(wanted, row, np.ones(n_docs), 1.0, freqs, freqs)
                np.testing.assert_array_equal(freqs, expected)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(1, 200))
def test_scores_are_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    freqs = np.where(rng.random(n_docs) < 0.3, 0, rng.random(n_docs) * 9)
    weighted = freqs * rng.random(n_docs)
    units = [kernels.score(freqs, weighted, 0.5, 3e6) for kernels in (native, plain)]
    np.testing.assert_array_equal(*units)
    for kernels in (native, plain):
        assert kernels.count_positive(freqs) == np.count_nonzero(freqs)


@needs_compiler
@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32), st.integers(0, 100))
def test_masks_are_counted_alike(seed: int, n_docs: int) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random(n_docs) < rng.random()
    values = rng.integers(0, 7, n_docs).astype(np.int32)
    offsets = np.concatenate(([0], np.cumsum(rng.integers(0, 4, n_docs))))
    offsets = offsets.astype(np.uint32)
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
@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32), st.integers(1, 300), st.sampled_from([1, 3, 30]))
def test_the_highest_counts_are_told_alike(seed: int, n: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    totals = np.sort(rng.integers(1, rng.choice([4, 1_000]), n, np.int32))[::-1].copy()
    counts = (totals * rng.random(n) * rng.integers(0, 2, n)).astype(np.int32)
    expected = np.sort(counts)[::-1][:limit][-1] if n >= limit else 0
    for kernels in (native, plain):
        least, n_looked_at = kernels.least_of_most(counts, totals, limit)
        assert least == expected
        assert np.all(counts[n_looked_at:] < max(least, 1))


@needs_compiler
def test_a_document_with_more_positions_than_there_is_room_for_is_counted() -> None:
    tokens = np.zeros(10_000, np.int64)
    content, _, sizes = encode(inverted(tokens, np.array([0, 10_000]), 1), 1)
    content = np.concatenate((content, np.zeros(8, np.uint8)))
    term = joined([PostingList(content, 0, int(sizes[0]), 1, 1, 0, 0, 1.0, True)])
    wanted, freqs = np.zeros(1, np.int64), np.zeros(1)
    native.add_rows(wanted, [term, term], np.ones(1), 1.0, freqs, freqs)
    assert freqs == [9_999]


@needs_compiler
def test_many_positions_of_several_spellings_are_put_in_order() -> None:
    rng = np.random.default_rng(3)
    tokens = rng.integers(0, 4, 60_000)
    content, starts, sizes = encode(inverted(tokens, np.array([0, len(tokens)]), 4), 1)
    content = np.concatenate((content, np.zeros(8, np.uint8)))
    lists = [
        PostingList(content, int(at), int(size), 1, 1, 0, 0, 1.0, True)
        for at, size in zip(starts, sizes, strict=True)
    ]
    # "la ma" typed without marks: each of two spellings before each of two others.
    words = [joined(lists[:2]), joined(lists[2:])]
    expected = np.count_nonzero((tokens[:-1] < 2) & (tokens[1:] >= 2))
    for kernels in (native, plain):
        freqs = np.zeros(1)
        kernels.add_rows(np.zeros(1, np.int64), words, np.ones(1), 1.0, freqs, freqs)
        assert freqs == [expected]


@needs_compiler
@settings(deadline=None, max_examples=100)
@given(st.integers(0, 2**32), st.data())
def test_damaged_lists_are_errors_or_other_answers_but_never_a_crash(
    seed: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    n_docs = int(rng.choice([3, 200, 3_000]))
    lists = random_words(rng, n_docs, 4)
    content = lists[0].content
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 9))
        content[at] = data.draw(st.integers(0, 255))
    wanted = np.arange(n_docs)
    freqs = np.zeros(n_docs)
    factors = [np.ones(n_docs)]
    for given_list in lists:
        with contextlib.suppress(ValueError):
            one = joined([given_list])
            native.mark_lists(np.zeros(n_docs, bool), one)
            native.add_frequencies(one, wanted, factors, freqs, freqs)
            native.add_rows(wanted, [one, one], factors[0], 1.0, freqs, freqs)


def test_a_damaged_list_is_an_error_and_not_a_wrong_answer() -> None:
    (rare,) = random_words(np.random.default_rng(1), 50, 60)[-1:]
    rare.content[rare.at + 4 : rare.at + 8] = 0xFF
    for kernels in (native, plain):
        with pytest.raises(ValueError, match="expected"):
            kernels.mark_lists(np.zeros(50, bool), joined([rare]))


def test_without_a_compiler_building_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "compilers", list)
    problem = compiling.build(build.SOURCES, tmp_path / "kernels.so")
    assert "C compiler" in str(problem)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")
def test_building_gives_a_library(tmp_path: Path) -> None:
    assert compiling.build(build.SOURCES, tmp_path / "kernels.so") is None
    assert (tmp_path / "kernels.so").stat().st_size


@needs_compiler
@pytest.mark.parametrize("n_docs", [600, 66_000])
def test_rows_with_words_of_every_form_of_list_are_counted_alike(n_docs: int) -> None:
    rng = np.random.default_rng(n_docs)
    words = words_of_two_segments(rng, n_docs)
    n_all = n_docs + max(n_docs // 3, 1)
    wanted, factors = np.arange(n_all), rng.random(n_all)
    rows = [[one, other] for one in words for other in words]
    for row in [*rows, words[:3], words[::-1]]:
        made = np.zeros((2, 2, len(wanted)))
        for kernels, (freqs, weighted) in zip((native, plain), made, strict=True):
            kernels.add_rows(wanted, row, factors, 0.5, freqs, weighted)
        np.testing.assert_array_equal(*made)
