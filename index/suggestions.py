"""What is offered while somebody types: one file beside each segment.

``<segment>.suggestions`` holds persons, titles and frequent word sequences of
a segment's articles, sorted so that a beginning finds them. It is read where it
lies, through a memory map; docs/index-format.md describes it byte by byte.
`search.embedded.suggestions` reads it.
"""

from __future__ import annotations

import os
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from index.analysis.syllables import syllables
from index.analysis.words import word_spans_of
from index.suggestion_keys import key_and_marks
from index.word_sequences import (
    FUNCTION_WORDS,
    MAX_SYLLABLES,
    MIN_TITLES,
    Spans,
    Stretch,
    find_sequences,
    find_stretches,
)

ENDING = ".suggestions"
MAGIC = b"TRACUUSG"
VERSION = 1
"""Of the file and of the rules that fill it; files of another one are rewritten."""

KINDS = ("person", "words", "title")
"""In the order of their tables in the file."""

SECTIONS = {
    "counts": "I",
    "minutes": "i",
    "hashes": "Q",
    "by_hash": "I",
    "doc_offsets": "I",
    "docs": "I",
    "text_offsets": "I",
    "texts": "B",
    "starts": "I",
    "entries": "I",
    "keys": "B",
    "marks": "B",
}
"""Sections of a table, in their order, and the `array` type code of each."""

HEADER = struct.Struct("<8sIIQ")
"""Magic, version, CRC-32 of the sections' places, size of the file."""

PLACE = struct.Struct("<QQ")
"""Of a section: offset in the file, in bytes; number of items."""

END_OF_KEY = 0
"""Byte after each key: lower than a space, so that a name alone comes first."""

UNKNOWN_MINUTE = -(2**31)
"""In place of a publication minute that is unknown."""

MAX_TITLE_LENGTH = 200
"""Code points; nobody chooses a longer title from a list."""

_TITLE_STARTS = 5
"""Words of a title from whose beginning it is found."""

_BATCH = 4096
"""Titles whose words are told apart at once."""

_LISTED_DOCS = 16
"""A word sequence of more articles than these does not list them."""


@dataclass(slots=True)
class _Entry:
    """One suggestion: what it is counted by, and where it can be begun from."""

    spellings: Counter[str] = field(default_factory=Counter)
    docs: list[int] = field(default_factory=list)
    minute: int = UNKNOWN_MINUTE
    count: int = 0

    def note(self, spelling: str, doc: int, minute: int) -> None:
        """Count an article."""
        self.spellings[spelling] += 1
        if self.docs[-1:] != [doc]:
            self.docs.append(doc)
        self.minute = max(self.minute, minute)

    @property
    def text(self) -> str:
        """The commonest spelling; of equals, rather one that is not in capitals."""
        return min(self.spellings, key=lambda s: (-self.spellings[s], s.isupper(), s))


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
        self._persons: dict[str, _Entry] = {}
        self._titles: dict[str, _Entry] = {}
        self._words: dict[str, int] = {}

    def add(
        self,
        doc: int,
        title: str,
        persons: Iterable[str] = (),
        minute: int | None = None,
    ) -> None:
        """Add an article.

        Parameters
        ----------
        doc : int
            Its number in the segment, higher than those added before.
        title : str
        persons : iterable of str
            Names as the page spells them.
        minute : int or None
            Of publication, as `index.article.published_minute` counts it.
        """
        known = UNKNOWN_MINUTE if minute is None else minute
        for name in persons:
            _note(self._persons, name, doc, known)
        if len(title) <= MAX_TITLE_LENGTH:
            _note(self._titles, title, doc, known)

    def add_word(self, term: str, doc_freq: int) -> None:
        """Add a word of the bodies: a term whose syllables are joined by ``_``.

        Parameters
        ----------
        term : str
        doc_freq : int
            Articles that have it.
        """
        key = term.replace("_", " ")
        n_syllables = key.count(" ") + 1
        is_offered = 2 <= n_syllables <= MAX_SYLLABLES and not key[0].isdigit()
        if is_offered and doc_freq >= MIN_TITLES:
            self._words[key] = doc_freq

    def build(self) -> bytes:
        """Give the content of the file."""
        texts = [entry.text for entry in self._titles.values()]
        stretches = self._stretches(texts)
        starts = {
            key: _first_words(its)
            for key, its in zip(self._titles, stretches, strict=True)
        }
        words = self._build_words(texts, stretches)
        for entry in (*self._persons.values(), *self._titles.values()):
            entry.count = len(entry.docs)
        tables = (
            _Table(self._persons, lambda key: range(key.count(" ") + 1)),
            _Table(words, lambda _: [0]),
            _Table(self._titles, starts.__getitem__),
        )
        return _file_of([table.sections() for table in tables])

    def _stretches(self, titles: list[str]) -> list[list[Stretch]]:
        found: list[list[Stretch]] = []
        for first in range(0, len(titles), _BATCH):
            batch = titles[first : first + _BATCH]
            words = self._word_spans_of(batch)
            found += map(find_stretches, batch, words)
        return found

    def _build_words(
        self, texts: list[str], stretches: list[list[Stretch]]
    ) -> dict[str, _Entry]:
        titles = list(self._titles.values())
        words: dict[str, _Entry] = {}
        for key, sequence in find_sequences(texts, stretches).items():
            docs = sorted(d for number in sequence.titles for d in titles[number].docs)
            minute = max(titles[number].minute for number in sequence.titles)
            n_articles = max(len(docs), self._words.get(key, 0))
            listed = docs if n_articles == len(docs) <= _LISTED_DOCS else []
            words[key] = _Entry(Counter([sequence.text]), listed, minute, n_articles)
        for key, n_articles in self._words.items():
            if key not in words:
                words[key] = _Entry(Counter([key]), count=n_articles)
        return self._without_names(words)

    def _without_names(self, words: dict[str, _Entry]) -> dict[str, _Entry]:
        """Leave out what mostly stands at the beginning of a person's name.

        Word segmentation takes names for words, often half a name.
        """
        names = sorted(self._persons)

        def n_naming(key: str) -> int:
            first = bisect_left(names, key)
            # Nothing but the key itself and the key with a space sorts before.
            last = bisect_left(names, key + "!", first)
            return sum(len(self._persons[name].docs) for name in names[first:last])

        return {
            key: entry
            for key, entry in words.items()
            if 2 * n_naming(key) < entry.count
        }


class _Table:
    """The entries of one kind, the best first, and their beginnings in order.

    Parameters
    ----------
    entries : dict
        Normalised syllables with a space between → entry.
    starts_of : callable
        Gives for such a key the numbers of the syllables it is found from.
    """

    def __init__(
        self, entries: dict[str, _Entry], starts_of: Callable[[str], Iterable[int]]
    ) -> None:
        ranked = sorted(
            (-entry.count, -entry.minute, entry.text, key)
            for key, entry in entries.items()
        )
        self._ranked = [(key, text, entries[key]) for _, _, text, key in ranked]
        self._starts_of = starts_of

    def sections(self) -> dict[str, array]:
        """Give the sections of `SECTIONS`."""
        made = {name: array(code) for name, code in SECTIONS.items()}
        made["doc_offsets"].append(0)
        made["text_offsets"].append(0)
        beginnings: list[tuple[bytes, int, int]] = []
        for number, (key, text, entry) in enumerate(self._ranked):
            made["counts"].append(entry.count)
            made["minutes"].append(entry.minute)
            made["hashes"].append(hash_of(key))
            made["docs"].extend(entry.docs)
            made["doc_offsets"].append(len(made["docs"]))
            made["texts"].frombytes(text.encode("utf-8"))
            made["text_offsets"].append(len(made["texts"]))
            letters, marks = key_and_marks(key.split(" "))
            at = len(made["keys"])
            made["keys"].frombytes(letters + bytes([END_OF_KEY]))
            made["marks"].frombytes(marks + b"\0")
            offsets = _part_offsets(letters)
            for part in self._starts_of(key):
                start = offsets[part]
                beginnings.append((letters[start:], number, at + start))
        beginnings.sort()
        made["entries"].extend(number for _, number, _ in beginnings)
        made["starts"].extend(start for _, _, start in beginnings)
        hashes = made["hashes"]
        made["by_hash"].extend(sorted(range(len(hashes)), key=hashes.__getitem__))
        return made


def hash_of(key: str) -> int:
    """Give the number by which one suggestion is known in several segments.

    BLAKE2b of 64 bits over its normalised syllables with a space between.
    """
    return int.from_bytes(
        blake2b(key.encode("utf-8"), digest_size=8).digest(), "little"
    )


def write_suggestions(file: Path, builder: SuggestionsBuilder) -> None:
    """Write a file, whole or not at all.

    Never into a file that is there: it may be the previous generation's too.
    """
    beside = file.with_name(f"{file.name}.new")
    beside.write_bytes(builder.build())
    os.replace(beside, file)


def is_current(file: Path) -> bool:
    """Tell whether a file is there and was written by the rules of today."""
    try:
        with open(file, "rb") as opened:
            magic, version, _, _ = HEADER.unpack(opened.read(HEADER.size))
    except (OSError, struct.error):
        return False
    return magic == MAGIC and version == VERSION


def _note(entries: dict[str, _Entry], text: str, doc: int, minute: int) -> None:
    key = " ".join(syllables(text))
    if key:
        entries.setdefault(key, _Entry()).note(text, doc, minute)


def _first_words(stretches: list[Stretch]) -> list[int]:
    """List the first syllables of the first words of a title.

    Function words do not count, but for the very first word.
    """
    found: list[int] = []
    for stretch in stretches:
        at = stretch.first
        for word, size in zip(stretch.words, stretch.sizes, strict=True):
            if not at or word not in FUNCTION_WORDS:
                found.append(at)
            at += size
    return found[:_TITLE_STARTS]


def _part_offsets(letters: bytes) -> list[int]:
    """List where the parts between spaces begin."""
    return [0, *(at + 1 for at, byte in enumerate(letters) if byte == ord(" "))]


def _file_of(tables: list[dict[str, array]]) -> bytes:
    """Put the sections one after another, each at a multiple of eight bytes."""
    places, content = bytearray(), bytearray()
    first = HEADER.size + PLACE.size * len(SECTIONS) * len(KINDS)
    for table in tables:
        for items in table.values():
            if sys.byteorder == "big":
                items.byteswap()
            places += PLACE.pack(first + len(content), len(items))
            content += items.tobytes()
            content += bytes(-(first + len(content)) % 8)
    header = HEADER.pack(MAGIC, VERSION, zlib.crc32(places), first + len(content))
    return bytes(header + places + content)
