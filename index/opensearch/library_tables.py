"""Counts of a library → the files that are kept beside its articles, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.analysis.terms import WORD_JOINT
from index.article import Article, published_minute
from index.errors import IndexCorruptError
from index.ledger import LedgerEntry
from index.opensearch.connection import Body, Cluster
from index.opensearch.documents import article_of, from_sendable
from index.opensearch.generations import Meta
from index.opensearch.mapping import NAME_FIELDS
from index.opensearch.name_table import NameTable
from index.opensearch.tables import NAMES, SUGGESTIONS, WORDS
from index.opensearch.tally import Tally
from index.opensearch.word_table import WordTable
from index.suggestions import SuggestionsBuilder, write_suggestions

_BATCH = 2_000
"""Articles whose titles are cut at once."""

_SHOWN = [f"article.{name}" for name in ("title", "persons", "published")]

TitleRow = tuple[str, str, list[str], int | None]
"""Id, title, names of persons and minute of an article: what is offered of it."""


def tables_of(tally: Tally) -> dict[str, bytes]:
    """Write the tables of words and names."""
    names = {NAMES + field: tally.name_table(field).to_bytes() for field in NAME_FIELDS}
    return {WORDS: tally.word_table().to_bytes()} | names


def tally_of(meta: Meta, files: Mapping[str, bytes]) -> Tally:
    """Read what `tables_of` wrote; ValueError where it is something else."""
    tally = Tally(
        n_articles=meta.n_articles,
        n_titles=meta.n_titles,
        n_bodies=meta.n_bodies,
        title_syllables=meta.title_syllables,
        body_syllables=meta.body_syllables,
    )
    names = {field: NameTable.from_bytes(files[NAMES + field]) for field in NAME_FIELDS}
    tally.take_in_tables(WordTable.from_bytes(files[WORDS]), names)
    return tally


def lengths_of(tally: Tally) -> dict[str, Any]:
    """Give what a generation says of the lengths of its articles."""
    titles, bodies = max(tally.n_titles, 0), max(tally.n_bodies, 0)
    return {
        "n_titles": titles,
        "n_bodies": bodies,
        "title_syllables": tally.title_syllables,
        "body_syllables": tally.body_syllables,
        "mean_title_length": tally.title_syllables / titles if titles else 1.0,
        "mean_body_length": tally.body_syllables / bodies if bodies else 1.0,
    }


def suggestions_of(rows: Iterable[TitleRow], tally: Tally) -> bytes:
    """Make what is offered to somebody who types, of all articles of an index.

    Documents have the numbers that their ids have in ascending order.
    """
    ordered = sorted(rows)
    builder = SuggestionsBuilder()
    for first in range(0, len(ordered), _BATCH):
        batch = ordered[first : first + _BATCH]
        builder.add_articles(
            range(first, first + len(batch)),
            [title for _, title, _, _ in batch],
            [persons for _, _, persons, _ in batch],
            [minute for *_, minute in batch],
        )
    words = {w: n for w, n in tally.bodies.items() if n > 0 and WORD_JOINT in w}
    builder.add_words(words.keys(), words.values())
    with TemporaryDirectory() as folder:
        file = Path(folder, SUGGESTIONS)
        write_suggestions(file, builder)
        return file.read_bytes()


def title_row(article: Article) -> TitleRow:
    """Give what is offered of an article to somebody who types."""
    published = article.published
    minute = None if published is None else published_minute(published)
    names = [person.name for person in article.persons]
    return article.id, article.title, names, minute


def scan_titles(
    cluster: Cluster,
    index: str,
    ledger: Mapping[str, LedgerEntry],
    known: dict[str, TitleRow],
) -> list[TitleRow]:
    """Go through all articles of an index; each has to be the one of the ledger.

    Parameters
    ----------
    cluster : Cluster
    index : str
    ledger : mapping of str to LedgerEntry
    known : dict of str to TitleRow
        Of articles that are not read from the index.

    Raises
    ------
    IndexCorruptError
        If one is another, or they are not as many.
    """
    is_read = not ledger.keys() <= known.keys()
    # Two columns are read much faster than what is stored.
    body: Body = {"query": {"match_all": {}}, "_source": _SHOWN if is_read else False}
    body["docvalue_fields"] = ["id", "content_hash"]
    rows: list[TitleRow] = []
    for hit in cluster.scan(index, body):
        id_, content_hash = (
            from_sendable(hit["fields"][name][0]) for name in ("id", "content_hash")
        )
        entry = ledger.get(id_)
        if entry is None or entry.content_hash != content_hash:
            reason = f"the article {id_!r} is not as it was read"
            raise IndexCorruptError(path=index, reason=reason)
        row = known.get(id_)
        stored = hit.get("_source", {}).get("article", {})
        rows.append(row or title_row(article_of({"id": id_} | stored)))
    if len(rows) != len(ledger):
        reason = f"expected {len(ledger)} articles, found {len(rows)}"
        raise IndexCorruptError(path=index, reason=reason)
    return rows
