"""The parts of a query that hold no other: phrases, chunks and dates."""

from __future__ import annotations

from index.messages import N_
from search.query.chunks import (
    MIN_PREFIX,
    Plain,
    core,
    is_prefix,
    read_number,
    read_plain,
    read_prefix,
)
from search.query.cursor import Cursor
from search.query.dates import read_bare_date, read_field_date
from search.query.fields import NAME_FIELDS, Field
from search.query.lexer import Token
from search.query.nodes import Named, Phrase, Published, Query

MAX_PREFIXES = 8
"""Prefixes of a query that are used: each may stand for a thousand words."""


class LeafReader(Cursor):
    """What a token means, by what stands around it. `None`: nothing.

    Attributes
    ----------
    field : Field or None
        The field whose value is being read.
    is_excluded : bool
        Whether a minus stands before what is being read.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.field: Field | None = None
        self.is_excluded = False
        self.n_prefixes = 0

    def period(self, field: Field) -> Published | None:
        """Read the date after a field's name."""
        token = self.take()
        if token.kind == "phrase" and self.phrase(token) is None:
            return None
        value = core(token, self.text)
        try:
            return read_field_date(field, value)
        except ValueError:
            message = N_("“%(value)s” is no date such as 17/8/2020, 08/2020 or 2020")
            self.report(message, token, value=value)
            return None

    def phrase(self, token: Token) -> Phrase | Named | None:
        """Read what stands between quotes."""
        if not token.is_closed:
            self.report(N_("the closing quotation mark is missing"), token)
        elif not token.words:
            self.report(N_("there is no word between the quotes"), token)
        if not token.words:
            return None
        if self.field in NAME_FIELDS:
            return Named(self.field, token.words)
        # One word between quotes is a phrase, too: it has to be there.
        return Phrase(token.words)

    def chunk(self, token: Token) -> Query | Plain | None:
        """Read what stands between spaces, by the rules of the field around it."""
        if not token.words:
            # Punctuation between words, such as a dash in a copied title.
            return None
        found: Query | None = None
        if self.field in NAME_FIELDS:
            if is_prefix(token, self.text):
                message = N_("“*” works in the title and the text, not in names")
                self.report(message, token)
        elif is_prefix(token, self.text):
            found = read_prefix(token)
            if found is None:
                message = N_("“*” needs at least %(n)s letters before it")
                self.report(message, token, n=MIN_PREFIX)
                return None
            self.n_prefixes += 1
            if self.n_prefixes > MAX_PREFIXES:
                message = N_("only the first %(n)s prefixes of a query are used")
                self.report(message, token, n=MAX_PREFIXES)
                return None
            return found
        else:
            found = read_number(token, self.text)
            if found is None and self.field is None and not self.is_excluded:
                found = read_bare_date(token, self.text)
        return read_plain(token, self.text) if found is None else found
