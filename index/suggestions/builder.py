"""Collects a segment's articles and makes the file of what is offered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.analysis.words import word_spans_of
from index.segments.sections import write_sections
from index.suggestions.collected import UNKNOWN_MINUTE, Entries, Mentions
from index.suggestions.file_format import KINDS, MAGIC, VERSION, section_name
from index.suggestions.offered_words import count_words, hash_pieces, without_names
from index.suggestions.pieces import PieceTable
from index.suggestions.rows import Rows, distinct, join_rows
from index.suggestions.spellings import choose_spellings
from index.suggestions.tables import Dictionary, Sections, rank, table_sections
from index.suggestions.title_words import Spans, find_joints, find_words, first_words
from index.suggestions.word_sequences import (
    MAX_SYLLABLES,
    MIN_TITLES,
    TitleWords,
    find_sequences,
)

MAX_TITLE_LENGTH = 200
"""Code points; nobody chooses a longer title from a list."""

_BATCH = 4096
"""Titles whose words are told apart at once."""


class SuggestionsBuilder:
    """Collects a segment's articles and makes their file.

    Parameters
    ----------
    word_spans_of : callable
        Gives the words of two or more syllables of each of many titles.
    """

    def __init__(
        self, word_spans_of: Callable[[list[str]], list[Spans]] = word_spans_of
    ) -> None:
        self._word_spans_of = word_spans_of
        self._table = PieceTable()
        self._persons = Mentions()
        self._titles = Mentions()
        self._n_cut = 0
        self._title_pieces: list[Rows] = []
        self._title_joints: list[np.ndarray] = []
        self._words: dict[str, int] = {}

    def add_articles(
        self,
        docs: Sequence[int],
        titles: Sequence[str],
        persons: Sequence[Sequence[str]],
        minutes: Sequence[int | None],
    ) -> None:
        """Add articles.

        Parameters
        ----------
        docs : sequence of int
            Their numbers in the segment, ascending, higher than those before.
        titles : sequence of str
        persons : sequence of sequences of str
            Names as the pages spell them.
        minutes : sequence of int or None
            Of publication, as `index.article.published_minute` counts it.
        """
        note_person, note_title = self._persons.note, self._titles.note
        for doc, title, names, minute in zip(
            docs, titles, persons, minutes, strict=True
        ):
            known = UNKNOWN_MINUTE if minute is None else minute
            for name in names:
                note_person(name, doc, known)
            if len(title) <= MAX_TITLE_LENGTH:
                note_title(title, doc, known)
        while self._n_waiting >= _BATCH:
            self._cut_titles()

    def add(
        self,
        doc: int,
        title: str,
        persons: Iterable[str] = (),
        minute: int | None = None,
    ) -> None:
        """Add one article; see `add_articles`."""
        self.add_articles([doc], [title], [list(persons)], [minute])

    def add_words(self, terms: Iterable[str], doc_freqs: Iterable[int]) -> None:
        """Add words of the bodies: terms whose syllables are joined by ``_``.

        Parameters
        ----------
        terms : iterable of str
        doc_freqs : iterable of int
            Articles that have each.
        """
        for term, doc_freq in zip(terms, doc_freqs, strict=True):
            if (
                doc_freq >= MIN_TITLES
                and 1 <= term.count("_") < MAX_SYLLABLES
                and not term[0].isdigit()
            ):
                self._words[term.replace("_", " ")] = doc_freq

    def add_word(self, term: str, doc_freq: int) -> None:
        """Add one word; see `add_words`."""
        self.add_words([term], [doc_freq])

    def build(self) -> Sections:
        """Give the sections of the file; once, for memory is freed on the way."""
        table = self._table
        titles, words = self._build_titles()
        title_starts = first_words(words)
        sequences = find_sequences(words)
        del words
        texts = choose_spellings(sequences, titles.pieces, table)
        pieces = table.cut(list(self._persons.spellings))
        persons, _ = self._persons.entries(pieces, hash_pieces(pieces, table))
        offered = count_words(texts, sequences.titles, titles, self._words, table)
        offered = without_names(offered, persons, table)
        table.finish()
        del sequences, texts, pieces
        its_own = np.ones(len(offered.texts), np.int64)
        tables = {
            "person": (
                persons,
                Rows.of(persons.pieces.numbers_in_row, persons.pieces.lengths),
            ),
            "words": (offered, Rows.of(its_own - 1, its_own)),
            "title": (titles, title_starts),
        }
        del persons, offered, titles, title_starts
        used = [entries.pieces.values for entries, _ in tables.values()]
        dictionary = Dictionary(table, distinct(np.concatenate(used)))
        del used
        sections = dictionary.sections()
        for kind in KINDS:
            entries, starts = tables.pop(kind)
            order = rank(entries)
            entries = entries.take(order)
            hashes = hash_pieces(entries.pieces, table)
            made = table_sections(entries, hashes, starts.take(order), dictionary)
            sections |= {section_name(kind, name): made[name] for name in made}
        return sections

    @property
    def _n_waiting(self) -> int:
        """Titles that were noted and not yet cut."""
        return len(self._titles.spellings) - self._n_cut

    def _cut_titles(self) -> None:
        """Cut the next titles into pieces and tell their words apart."""
        waiting = islice(self._titles.spellings, self._n_cut, self._n_cut + _BATCH)
        texts = list(waiting)
        self._n_cut += len(texts)
        pieces = self._table.cut(texts)
        spans = self._word_spans_of(texts)
        self._title_pieces.append(pieces)
        self._title_joints.append(find_joints(pieces, self._table.columns(), spans))

    def _build_titles(self) -> tuple[Entries, TitleWords]:
        """Give the different titles and their words."""
        while self._n_waiting:
            self._cut_titles()
        pieces = join_rows(self._title_pieces)
        goes_on = np.concatenate([np.empty(0, bool), *self._title_joints])
        self._title_pieces.clear()
        self._title_joints.clear()
        hashes = hash_pieces(pieces, self._table)
        titles, shown = self._titles.entries(pieces, hashes)
        goes_on = Rows(goes_on, pieces.offsets).take(shown).values
        return titles, find_words(titles.pieces, goes_on, self._table)


def write_suggestions(file: Path, builder: SuggestionsBuilder) -> None:
    """Write a file, whole or not at all.

    Never into a file that is there: it may be the previous generation's too.
    """
    beside = file.with_name(f"{file.name}.new")
    write_sections(beside, MAGIC, VERSION, builder.build())
    os.replace(beside, file)
