"""A segment's articles and words → what is offered to somebody who types."""

from __future__ import annotations

from collections.abc import Callable
from itertools import compress
from pathlib import Path

from index.analysis.terms import WORD_JOINT
from index.article import published_minute
from index.schema import BODY, PERSONS, TITLE
from index.segments import stored, term_dictionary
from index.segments.inverted import key_prefix
from index.segments.stored import StoredArticles
from index.suggestions import ENDING, SuggestionsBuilder, is_current, write_suggestions

_BATCH = 2_000
"""Articles that are read at once."""


def write_missing(
    folder: Path, names: list[str], await_terms: Callable[[], object] = lambda: None
) -> None:
    """Write the suggestions of every segment that has none, or has old ones.

    Parameters
    ----------
    folder : Path
    names : list of str
    await_terms : callable, optional
        Called before terms are read. Until it returns the segments need not have
        more than their articles.
    """
    for name in names:
        file = folder / (name + ENDING)
        if not is_current(file):
            builder = _collect_articles(folder, name)
            await_terms()
            _collect_words(builder, folder, name)
            write_suggestions(file, builder)


def _collect_articles(folder: Path, name: str) -> SuggestionsBuilder:
    builder = SuggestionsBuilder()
    stored_articles = StoredArticles(folder / (name + stored.ENDING))
    n_docs = len(stored_articles.offsets) - 1
    for first in range(0, n_docs, _BATCH):
        docs = range(first, min(first + _BATCH, n_docs))
        articles = [stored_articles.fields(doc) for doc in docs]
        days = [article["published"] for article in articles]
        builder.add_articles(
            docs,
            [article[TITLE] for article in articles],
            [[name for name, _ in article[PERSONS]] for article in articles],
            [None if day is None else published_minute(day) for day in days],
        )
    return builder


def _collect_words(builder: SuggestionsBuilder, folder: Path, name: str) -> None:
    joint, prefix = WORD_JOINT.encode(), key_prefix(BODY)
    keys, infos = term_dictionary.read_terms(folder / (name + term_dictionary.ENDING))
    is_word = [joint in key and key.startswith(prefix) for key in keys]
    builder.add_words(
        [key[len(prefix) :].decode("utf-8") for key in compress(keys, is_word)],
        list(compress(infos["doc_freq"].tolist(), is_word)),
    )
