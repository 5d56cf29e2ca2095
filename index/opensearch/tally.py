"""What articles bring to, or take from, the tables of a library: plain counts.

Tallies of several processes and machines add up to that of all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.analysis.article import AnalysedArticle
from index.analysis.numbers import NUMBER_JOINT
from index.analysis.terms import WORD_JOINT, FieldTerms
from index.opensearch.documents import names_of
from index.opensearch.mapping import NAME_FIELDS
from index.opensearch.name_table import NameTable, terms_and_keys
from index.opensearch.word_table import WordTable


@dataclass(slots=True)
class Tally:
    """Counts of terms, names and lengths; each may be negative.

    Attributes
    ----------
    titles, bodies : Counter of str
        Articles that have a syllable or a word of several there.
    names, name_keys : dict of str to Counter of str
        By the name field of a query: articles that have a spelling, or a name.
    n_articles, n_titles, n_bodies : int
        Articles, and those that have a syllable in the title and in the body.
    title_syllables, body_syllables : int
    """

    titles: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    names: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in NAME_FIELDS}
    )
    name_keys: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in NAME_FIELDS}
    )
    n_articles: int = 0
    n_titles: int = 0
    n_bodies: int = 0
    title_syllables: int = 0
    body_syllables: int = 0

    def take_in(self, analysed: AnalysedArticle, times: int = 1) -> None:
        """Count an article; -1 times takes it out."""
        self.n_articles += times
        title, body = analysed.title, analysed.body
        self.n_titles += times * (title.length > 0)
        self.n_bodies += times * (body.length > 0)
        self.title_syllables += times * title.length
        self.body_syllables += times * body.length
        for counter, terms in ((self.titles, title), (self.bodies, body)):
            if times == 1:
                counter.update(_kept_terms(terms))  # Counted by compiled code.
                continue
            for term in _kept_terms(terms):
                counter[term] += times
        for name, found in names_of(analysed.article).items():
            terms, keys = terms_and_keys(found)
            for term in terms:
                self.names[name][term] += times
            for key in keys:
                self.name_keys[name][key] += times

    def add(self, other: Tally) -> None:
        """Add another one to this."""
        # `Counter.update` keeps what is 0 or less; `+` would not.
        self.titles.update(other.titles)
        self.bodies.update(other.bodies)
        for mine, others in (
            (self.names, other.names),
            (self.name_keys, other.name_keys),
        ):
            for name, counts in others.items():
                mine[name].update(counts)
        for number in (
            *("n_articles", "n_titles", "n_bodies"),
            *("title_syllables", "body_syllables"),
        ):
            setattr(self, number, getattr(self, number) + getattr(other, number))

    def word_table(self) -> WordTable:
        """Make the table of words."""
        every = self.titles.keys() | self.bodies.keys()
        return WordTable.of({t: (self.titles[t], self.bodies[t]) for t in every})

    def name_table(self, name: str) -> NameTable:
        """Make the table of a name field of a query."""
        return NameTable.of(self.names[name], self.name_keys[name])

    def take_in_tables(self, words: WordTable, names: dict[str, NameTable]) -> None:
        """Count what the tables of an earlier generation hold."""
        for term, (titles, bodies) in words.items():
            self.titles[term] += titles
            self.bodies[term] += bodies
        for name, table in names.items():
            self.names[name].update(dict(table.items()))
            keys = zip(table.keys, table.counts.tolist(), strict=True)
            self.name_keys[name].update(dict(keys))


def _kept_terms(field: FieldTerms) -> Iterable[str]:
    """Give each syllable and each word of several once; no document numbers."""
    wholes = (whole for _, whole in field.wholes if WORD_JOINT in whole)
    return {*field.syllables, *(w for w in wholes if NUMBER_JOINT not in w)}
