"""Texts → which of their tokens go on with a word, on whole arrays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

import numpy as np

from index.analysis.word_segmentation.chunk_table import BOUNDARY_ROW, ChunkTable
from index.analysis.word_segmentation.crfsuite_model import read_crfsuite_model
from index.analysis.word_segmentation.decoding import decode, decode_exactly
from index.analysis.word_segmentation.features import TokenFeatures
from index.analysis.word_segmentation.packed_chunks import pack_chunks
from index.analysis.word_segmentation.pyvi_files import read_pyvi_files
from index.analysis.word_segmentation.token_table import (
    IS_CAPITALISED,
    MAY_JOIN,
    TokenTable,
)
from index.analysis.word_segmentation.tokens import tokens_of_text
from index.analysis.word_segmentation.word_list import WordList

BATCH_CHARACTERS = 1 << 17
"""Texts are taken together up to about so many characters: enough to make
calls into NumPy cheap, and few enough for the arrays to stay in the cache."""

MAX_ROWS = 1 << 18
MAX_CHARACTERS = 1 << 22
MAX_TOKENS = 1 << 17
"""What may be remembered when a new batch begins; beyond, the chunks are forgotten,
and the tokens where there are too many of them.

With all at their limits the tables take some 80 MB. To forget all and begin
anew costs 5 µs a different chunk, and the 143,301 articles of news that we
measure with make it happen a few times; to keep an order of use would cost
something at every chunk.
"""


_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class SegmentedTexts:
    """The tokens of a batch of texts, in one row with boundaries between texts.

    Attributes
    ----------
    codes : (n_characters,) uint32 ndarray
        Code points of the texts, one line feed before, between and after them:
        the boundaries.
    starts, ends : (n_tokens,) int64 ndarray
        Of each token and boundary, in `codes`.
    goes_on : (n_tokens,) bool ndarray
        Whether the token is one word with the token before it.
    boundaries : (n_texts + 1,) int64 ndarray
        Which of the row are boundaries.
    rows : (n_tokens,) int64 ndarray
        Of the tokens in the segmenter's `ChunkTable`, until it forgets them.
    """

    codes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    goes_on: np.ndarray
    boundaries: np.ndarray
    rows: np.ndarray


class WordSegmenter:
    """pyvi's decisions, made for many texts at once.

    One thread at a time computes; others wait.

    Parameters
    ----------
    features : TokenFeatures
        The weights of pyvi's model.
    word_list : WordList
        pyvi's.
    """

    def __init__(self, features: TokenFeatures, word_list: WordList) -> None:
        self._features = features
        self._word_list = word_list
        self._forget()
        self._of_bigram = [
            features.advantage(f"{o}:word.bi_gram()") for o in ("-1", "+1")
        ]
        self._of_trigram = [
            features.advantage(f"{o}:word.tri_gram()") for o in ("-2", "+2")
        ]
        self._lock = threading.Lock()

    def segment(self, texts: Sequence[str]) -> SegmentedTexts:
        """Find the tokens of texts and which of them go on with a word."""
        return self.read(texts, lambda segmented, _table: segmented)

    def read(
        self, texts: Sequence[str], use: Callable[[SegmentedTexts, ChunkTable], _Read]
    ) -> _Read:
        """Segment texts, and give what a function makes of it.

        Parameters
        ----------
        texts : sequence of str
        use : callable
            Called while no other thread can change the table that `rows` of its
            first argument are of.
        """
        with self._lock:
            if (
                self._chunks.n_rows > MAX_ROWS
                or self._chunks.n_characters > MAX_CHARACTERS
            ):
                self._forget_chunks()
            try:
                return use(self._segment(texts), self._chunks)
            except BaseException:
                # Whatever stopped us, an interrupt perhaps, may have left the
                # tables half changed.
                self._forget()
                raise

    def _forget_chunks(self) -> None:
        # There are far fewer tokens than chunks, and they take longer to look up.
        if len(self._tokens) > MAX_TOKENS:
            self._forget()
        else:
            self._chunks = ChunkTable(self._tokens)

    def _forget(self) -> None:
        self._tokens = TokenTable(self._features, self._word_list)
        self._chunks = ChunkTable(self._tokens)

    def _segment(self, texts: Sequence[str]) -> SegmentedTexts:
        table = self._chunks
        chunks = pack_chunks(texts)
        rows = table.rows_of(chunks)
        breaks = list(accumulate((len(text) + 1 for text in texts), initial=0))
        boundaries = chunks.starts.searchsorted(breaks)
        rows[boundaries] = BOUNDARY_ROW

        # From a row a chunk to a row a token.
        n_tokens = table.n_tokens.take(rows)
        befores = n_tokens.cumsum(dtype=np.int64)
        befores -= n_tokens
        boundaries = befores[boundaries]
        rows = (rows - befores).repeat(n_tokens)
        rows += np.arange(len(rows))
        starts = chunks.starts.repeat(n_tokens)
        ends = starts + table.ends.take(rows)
        starts += table.starts.take(rows)

        ids = table.ids.take(rows)
        goes_on = self._label(ids, boundaries, texts)
        flags = self._tokens.flags.take(ids)
        joins = flags & MAY_JOIN != 0
        goes_on &= joins
        goes_on[1:] &= joins[:-1]
        # A capital after a small letter is a new word.
        capitals = flags & IS_CAPITALISED
        goes_on[1:] &= capitals[1:] <= capitals[:-1]
        return SegmentedTexts(chunks.codes, starts, ends, goes_on, boundaries, rows)

    def _label(
        self, ids: np.ndarray, boundaries: np.ndarray, texts: Sequence[str]
    ) -> np.ndarray:
        """Label tokens, given by their ids: which are `I_W`."""
        tokens = self._tokens
        own, of_previous, of_next = tokens.advantages
        advantages = own.take(ids)
        advantages[:-1] += of_previous.take(ids[1:])
        advantages[1:] += of_next.take(ids[:-1])
        is_bigram, trigrams = self._word_list.find(tokens.word_ids.take(ids))
        advantages[1:] += is_bigram * self._of_bigram[0]
        advantages[:-1] += is_bigram * self._of_bigram[1]
        advantages[trigrams + 2] += self._of_trigram[0]
        advantages[trigrams] += self._of_trigram[1]
        labels = decode(advantages, boundaries, self._features.transitions)
        near = boundaries.searchsorted(labels.near_ties) - 1
        for which in set(near.tolist()):
            first, last = boundaries[which] + 1, boundaries[which + 1]
            labels.is_inside[first:last] = self._label_exactly(texts[which])
        return labels.is_inside

    def _label_exactly(self, text: str) -> list[bool]:
        tokens = tokens_of_text(text)
        scores = [self._features.scores(tokens, at) for at in range(len(tokens))]
        return decode_exactly(scores, self._features.transitions)


@cache
def word_segmenter() -> WordSegmenter:
    """Give the one segmenter of this process; reading its model takes 0.1 s.

    Raises
    ------
    WordSegmentationError
        If pyvi's files are not there or not those expected.
    """
    model, lines = read_pyvi_files()
    word_list = WordList(lines)
    features = TokenFeatures(
        read_crfsuite_model(model), word_list.bigrams, word_list.trigrams
    )
    return WordSegmenter(features, word_list)


def in_batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a sequence of texts into batches of some `BATCH_CHARACTERS`."""
    first = n_characters = 0
    for at, text in enumerate(texts):
        n_characters += len(text)
        if n_characters >= BATCH_CHARACTERS:
            yield texts[first : at + 1]
            first, n_characters = at + 1, 0
    if first < len(texts):
        yield texts[first:]
