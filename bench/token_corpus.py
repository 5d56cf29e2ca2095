"""The articles of an index as all engines of a comparison get them.

Tokens are the normalised syllables of title and body, as `index.analysis` gives
them, from the texts that the index stores; persons and dates are the index's,
too. They are worked out once and kept: `tokens.npy` (every syllable of every
article as its number, 4 bytes each), `starts.npy`, `months.npy`,
`doc_freqs.npy` and `articles.json` (ids, persons, the syllables).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from measuring import indexed_articles, indexed_ids

from index.analysis.terms import terms_of
from index.article import Article

UNKNOWN_MONTH = 0
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Document:
    """One article as a peer indexes it.

    Attributes
    ----------
    number : int
        From 0, dense; what the peer stores as the id.
    text : str
        Tokens of title and body, separated by single spaces.
    persons : tuple of str
        Different names.
    month : int
        ``12 * year + month - 1``; `UNKNOWN_MONTH` without a date.
    """

    number: int
    text: str
    persons: tuple[str, ...]
    month: int


@dataclass(frozen=True)
class TokenCorpus:
    """All articles of one index.

    Attributes
    ----------
    ids : list of str
        A position in this list is a document's number.
    syllables : list of str
        A position in this list is a token.
    persons : list of list of str
    tokens : (n_tokens,) uint32 ndarray
    starts : (n_docs + 1,) int64 ndarray
        Where each document's tokens begin, and where the last ends.
    months : (n_docs,) int32 ndarray
    doc_freqs : (n_syllables,) int64 ndarray
    """

    ids: list[str]
    syllables: list[str]
    persons: list[list[str]]
    tokens: np.ndarray
    starts: np.ndarray
    months: np.ndarray
    doc_freqs: np.ndarray

    def documents(self, n: int | None = None) -> Iterator[Document]:
        """Make the first `n` documents, or all of them."""
        spelled = self.syllables.__getitem__
        for number in range(len(self.ids) if n is None else min(n, len(self.ids))):
            tokens = self.tokens[self.starts[number] : self.starts[number + 1]]
            yield Document(
                number,
                " ".join(map(spelled, tokens.tolist())),
                tuple(self.persons[number]),
                int(self.months[number]),
            )

    @property
    def doc_freq_of(self) -> dict[str, int]:
        """Syllable → how many articles have it."""
        return dict(zip(self.syllables, self.doc_freqs.tolist(), strict=True))


def load_corpus(index_dir: Path, folder: Path) -> TokenCorpus:
    """Read the corpus that is kept in `folder`, or make it from an index."""
    listed = folder / "articles.json"
    if not listed.exists():
        _make(index_dir, folder)
    kept = json.loads(listed.read_text("utf-8"))
    if set(kept["ids"]) != set(indexed_ids(index_dir)):
        raise SystemExit(f"{folder} is of other articles than the index; --rebuild")
    arrays = {
        name: np.load(folder / f"{name}.npy", mmap_mode="r")
        for name in ("tokens", "starts", "months", "doc_freqs")
    }
    return TokenCorpus(kept["ids"], kept["syllables"], kept["persons"], **arrays)


def _make(index_dir: Path, folder: Path) -> None:
    numbers: dict[str, int] = {}
    ids, persons, months = [], [], []
    parts: list[np.ndarray] = []
    articles = indexed_articles(index_dir, indexed_ids(index_dir))
    while chunk := list(islice(articles, _CHUNK)):
        texts = [text for one in chunk for text in (one.title, one.body)]
        fields = [field.syllables for field in terms_of(texts)]
        for article, title, body in zip(chunk, fields[::2], fields[1::2], strict=True):
            words = (numbers.setdefault(w, len(numbers)) for w in (*title, *body))
            parts.append(np.fromiter(words, np.uint32, len(title) + len(body)))
            ids.append(article.id)
            persons.append(list({person.name: None for person in article.persons}))
            months.append(_month(article))
    doc_freqs = np.zeros(len(numbers), np.int64)
    for tokens in parts:
        doc_freqs[np.unique(tokens)] += 1
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "tokens.npy", np.concatenate(parts))
    np.save(folder / "starts.npy", np.cumsum([0, *map(len, parts)]))
    np.save(folder / "months.npy", np.array(months, np.int32))
    np.save(folder / "doc_freqs.npy", doc_freqs)
    kept = {"ids": ids, "persons": persons, "syllables": list(numbers)}
    # Last, since it says that the others are whole.
    (folder / "articles.json").write_text(json.dumps(kept, ensure_ascii=False), "utf-8")


def _month(article: Article) -> int:
    if article.published is None:
        return UNKNOWN_MONTH
    return 12 * int(article.published[:4]) + int(article.published[5:7]) - 1
