"""The Whoosh schema: the only place where field names are spelled.

Whoosh pickles field objects into its table of contents, so the path of every
class in this module is part of the index format: to move or rename one is a
new `index.generations.manifest.FORMAT_VERSION`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from sys import byteorder

from whoosh import columns, fields, formats

from index.analysis.names import person_key
from index.article import Article, Person

TITLE = "title"
BODY = "body"
ID = "id"
PERSONS = "persons"
AUTHORS = "authors"
SOURCE = "source"
PUBLISHED_MINUTE = "published_minute"
LENGTHS = {TITLE: "title_length", BODY: "body_length"}
"""Text field → the column with its syllables in each article."""

UNKNOWN_MINUTE = -(2**62)
"""Column value of an article without a date: earlier than any date."""

NAME_JOINT = "\x1f"
"""Between the key and the spelling in a term of a field of names."""

_STORED = (
    "published",
    "published_from",
    "url",
    "path",
    "converted_from",
    "decisions",
)


class PositionArrays(formats.Positions):
    """Positions as plain little-endian uint32, so that whole postings become
    arrays without unpickling one article at a time.
    """

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Encode ascending positions."""
        positions = array("I", poslist)
        if byteorder == "big":
            positions.byteswap()
        return positions.tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Decode what `encode` made."""
        positions = array("I", valuestring)
        if byteorder == "big":
            positions.byteswap()
        return positions.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """Count the positions."""
        return len(valuestring) // 4


class SyllableText(fields.TEXT):
    """A text field whose terms and positions come from `index.analysis`."""

    def __init__(self) -> None:
        super().__init__(phrase=True, stored=True)
        self.format = PositionArrays()


def build_schema() -> fields.Schema:
    """Make the schema of an index."""
    stored = {name: fields.STORED() for name in _STORED}
    lengths = {
        name: fields.COLUMN(columns.NumericColumn("I")) for name in LENGTHS.values()
    }
    return fields.Schema(
        **{
            # The column of ids orders articles that nothing else does.
            ID: fields.ID(unique=True, stored=True, sortable=True),
            TITLE: SyllableText(),
            BODY: SyllableText(),
            PERSONS: fields.ID(stored=True),
            AUTHORS: fields.ID(stored=True),
            SOURCE: fields.ID(stored=True),
            PUBLISHED_MINUTE: fields.COLUMN(
                columns.NumericColumn("q", default=UNKNOWN_MINUTE)
            ),
            **lengths,
            "content_hash": fields.STORED(),
            **stored,
        }
    )


def stored_article(stored: dict) -> Article:
    """Rebuild an article from Whoosh's stored fields."""
    return Article(
        id=stored[ID],
        title=stored[TITLE],
        body=stored[BODY],
        path=stored["path"],
        content_hash=stored["content_hash"],
        published=stored.get("published"),
        published_from=stored.get("published_from"),
        authors=tuple(stored.get("authors") or ()),
        persons=tuple(Person(name, role) for name, role in stored.get(PERSONS) or ()),
        source=stored.get("source"),
        url=stored.get("url"),
        converted_from=stored.get("converted_from"),
        decisions=stored.get("decisions") or "",
    )


def name_term(name: str) -> str:
    """Give the term of a name of a person or a source: its key, then the spelling.

    Spellings of one name that differ only in tone placement or case share the
    key, so they are counted as one and shown in the commonest spelling.
    """
    return f"{person_key(name)}{NAME_JOINT}{name}"


def split_name_term(term: str) -> tuple[str, str]:
    """Separate a term of a field of names into key and spelling."""
    key, _, spelling = term.partition(NAME_JOINT)
    return key, spelling
