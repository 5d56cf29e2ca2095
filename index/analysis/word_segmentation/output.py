"""Word segmentation as its users take it: spans of words, or pyvi's output."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.analysis.word_segmentation.segmenter import (
    SegmentedTexts,
    in_batches,
    word_segmenter,
)

_SPACE, _JOINT = ord(" "), ord("_")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Find the words of two or more pyvi tokens in one text.

    Parameters
    ----------
    text : str
        In any Unicode form; pyvi decides over its NFC.

    Returns
    -------
    list of (int, int)
        ``(start, end)`` in code points of `text`, ascending, not overlapping.

    Raises
    ------
    WordSegmentationError
        If pyvi's model cannot be read.

    Examples
    --------
    >>> [f"{text[s:e]}" for text in ["Ban Tổ chức họp"] for s, e in word_spans(text)]
    ['Tổ chức']
    """
    return word_spans_of([text])[0]


def word_spans_of(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Find the words of many texts: `word_spans` of each, in less time together.

    Examples
    --------
    >>> word_spans_of(["Ban Tổ chức họp", "", "lũ lụt"])
    [[(4, 11)], [], [(0, 6)]]
    """
    segmenter = word_segmenter()
    found: list[list[tuple[int, int]]] = []
    for batch in in_batches(texts):
        found += _spans(segmenter.segment(batch))
    return found


def tokenize(text: str) -> str:
    """Give the very text that ``pyvi.ViTokenizer.tokenize(text)`` returns.

    Tokens a space apart, those of one word joined by ``_``; the text itself
    where it has no token.

    Examples
    --------
    >>> tokenize("Ban Tổ chức họp, bàn 2.9.")
    'Ban Tổ_chức họp , bàn 2.9 .'
    """
    return tokenize_all([text])[0]


def tokenize_all(texts: Sequence[str]) -> list[str]:
    """Do for many texts what `tokenize` does for one, in less time together."""
    segmenter = word_segmenter()
    found: list[str] = []
    for batch in in_batches(texts):
        composed = [unicodedata.normalize("NFC", text) for text in batch]
        printed = _printed(segmenter.segment(composed))
        # pyvi gives a text without tokens back as it came.
        found += [new or old for new, old in zip(printed, batch, strict=True)]
    return found


def _spans(segmented: SegmentedTexts) -> Iterator[list[tuple[int, int]]]:
    goes_on = segmented.goes_on
    # A word begins before the first token that goes on; the last token of the
    # row is a boundary and never does.
    firsts = (goes_on[1:] > goes_on[:-1]).nonzero()[0]
    lasts = (goes_on[:-1] > goes_on[1:]).nonzero()[0]
    starts, ends = segmented.starts[firsts], segmented.ends[lasts]
    bounds = firsts.searchsorted(segmented.boundaries)
    counts = bounds[1:] - bounds[:-1]
    offsets = segmented.ends[segmented.boundaries[:-1]].repeat(counts)
    words = list(
        zip((starts - offsets).tolist(), (ends - offsets).tolist(), strict=True)
    )
    for first, last in pairwise(bounds.tolist()):
        yield words[first:last]


def _printed(segmented: SegmentedTexts) -> Iterator[str]:
    """Print the texts of a batch, which must be in NFC."""
    lengths = segmented.ends - segmented.starts
    n_tokens, n_characters = len(lengths), int(lengths.sum())
    befores = lengths.cumsum() - lengths
    # The characters of all tokens, and each one joint further on for every
    # token before it.
    source = np.arange(n_characters)
    target = source + np.arange(n_tokens).repeat(lengths)
    source += (segmented.starts - befores).repeat(lengths)
    printed = np.full(n_characters + n_tokens - 1, _SPACE, np.uint32)
    printed[target] = segmented.codes[source]
    begins = befores + np.arange(n_tokens)
    printed[begins[segmented.goes_on] - 1] = _JOINT
    whole = printed.astype("<u4", copy=False).tobytes()
    text = whole.decode("utf-32-le", "surrogatepass")
    # A boundary is one character, between two joints.
    for before, after in pairwise(begins[segmented.boundaries].tolist()):
        yield text[before + 2 : after - 1]
