"""The term dictionary as queries need it: spellings of what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.analysis.normalise import fold
from index.schema import BODY, TITLE
from search import prefixes
from search.embedded.segments import OpenSegment
from search.query.nodes import Prefix, Word

_N_MARKS = 1 << 20
"""Bytes that tell which syllables without marks there may be: of 158,000 different
ones of 142,825 articles a seventh are marked."""

_MAX_REMEMBERED = 20_000
"""Folded syllables whose spellings are kept in their order, terms whose articles are
counted, and prefixes of which it is known whether they are cut."""


class Vocabulary:
    """Folded syllable → the syllables of the index that fold to it.

    ``to`` → ``tổ``, ``tờ``, …, so that a query typed without marks costs no
    second index.
    """

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._spellings: dict[str, list[str]] = {}
        self._is_cut: dict[str, bool] = {}
        self._known_doc_freqs: dict[str, int] = {}
        self._may_be: bytearray | None = None

    def prepare(self) -> None:
        """Make what tells at once that nothing folds to most of what may be asked.

        For a word that may be mistyped hundreds of others are looked up, and the
        index has few of them. Without this nothing else comes out, more slowly.
        """
        may_be = bytearray(_N_MARKS)
        for segment in self._segments:
            vocabulary = segment.vocabulary
            for row in range(len(vocabulary)):
                may_be[hash(vocabulary.spelled(row)[0]) % _N_MARKS] = 1
        self._may_be = may_be

    def peek(self, folded: str) -> Sequence[str] | None:
        """Give what `spellings` does where it is at hand, else None.

        Safe to use from any thread.
        """
        if self._may_be is not None and not self._may_be[hash(folded) % _N_MARKS]:
            return ()
        return self._spellings.get(folded)

    def answers(self, word: Word) -> list[str]:
        """List the terms that answer a word of a query, the commonest first."""
        if word.has_marks:
            return [form for form in word.forms if self._has(form)]
        found = [term for form in word.forms for term in self.spellings(form)]
        return found if len(word.forms) == 1 else sorted(found, key=self._rank)

    def beginning_with(self, prefix: Prefix) -> list[str]:
        """List the terms that answer a prefix: `search.prefixes` says how many.

        In the order of the dictionary, without marks first.
        """
        start = fold(prefix.syllable)
        counts: Counter[str] = Counter()
        for segment in self._segments:
            vocabulary = segment.vocabulary
            rows = vocabulary.rows_beginning_with(start)
            doc_freqs = vocabulary.doc_freqs(rows)
            terms = vocabulary.terms(rows)
            for term, n in zip(terms, doc_freqs.tolist(), strict=True):
                counts[term] += n
        found = [term for term in counts if prefix.matches(term)]
        if len(self._is_cut) >= _MAX_REMEMBERED:
            self._is_cut.clear()
        most = prefixes.MAX_PREFIX_TERMS
        self._is_cut[prefix.syllable] = len(found) > most
        if len(found) > most:
            found = sorted(found, key=lambda t: (-counts[t], t))[:most]
        return sorted(found, key=lambda term: (fold(term), term))

    def is_cut(self, prefix: Prefix) -> bool:
        """Tell whether more terms answer a prefix than `beginning_with` lists."""
        if prefix.syllable not in self._is_cut:
            self.beginning_with(prefix)
        return self._is_cut[prefix.syllable]

    def spellings(self, folded: str) -> list[str]:
        """List the terms that fold to `folded`, the commonest first."""
        found = self._spellings.get(folded)
        if found is None:
            found = self._read_spellings(folded)
            # There is no end to what people can type.
            if len(self._spellings) >= _MAX_REMEMBERED:
                self._spellings.clear()
            self._spellings[folded] = found
        return found

    def _read_spellings(self, folded: str) -> list[str]:
        titles: dict[str, int] = {}
        bodies: dict[str, int] = {}
        for segment in self._segments:
            vocabulary = segment.vocabulary
            rows = vocabulary.rows_folding_to(folded)
            if rows:
                part = slice(rows.start, rows.stop)
                in_titles = vocabulary.docs[TITLE][part].tolist()
                in_bodies = vocabulary.docs[BODY][part].tolist()
                terms = vocabulary.terms(rows)
                for term, title, body in zip(terms, in_titles, in_bodies, strict=True):
                    titles[term] = titles.get(term, 0) + title
                    bodies[term] = bodies.get(term, 0) + body
        # As `_rank` has it, without another search for each of them.
        return sorted(bodies, key=lambda t: (-max(titles[t], bodies[t]), t))

    def doc_freq(self, term: str) -> int:
        """Count the articles with a term in the body or, if more, in the title.

        An estimate, cheap enough to order spellings by: an article that has
        the term in both is not counted twice, deleted ones still are.
        """
        found = self._known_doc_freqs.get(term)
        if found is None:
            found = self._count_docs(term)
            if len(self._known_doc_freqs) >= _MAX_REMEMBERED:
                self._known_doc_freqs.clear()
            self._known_doc_freqs[term] = found
        return found

    def peek_doc_freq(self, term: str) -> int | None:
        """Give what `doc_freq` does where it is at hand, else None.

        Safe to use from any thread.
        """
        return self._known_doc_freqs.get(term)

    def _count_docs(self, term: str) -> int:
        titles = bodies = 0
        for segment in self._segments:
            title, body = self._doc_freqs(segment, term)
            titles += title
            bodies += body
        return max(titles, bodies)

    def _has(self, term: str) -> bool:
        return any(s.vocabulary.row_of(term) is not None for s in self._segments)

    def _rank(self, term: str) -> tuple[int, str]:
        return -self.doc_freq(term), term

    @staticmethod
    def _doc_freqs(segment: OpenSegment, term: str) -> tuple[int, int]:
        places = (segment.place(field, term) for field in (TITLE, BODY))
        title, body = (0 if place is None else place.doc_freq for place in places)
        return title, body
