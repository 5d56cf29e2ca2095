r"""Query string → query tree.

The grammar, white space aside (docs/query-language.md shows each rule)::

    query    = [ either ]
    either   = all { or all }
    or       = "OR" | "HOẶC" | "|"
    all      = required { required }       every one of them is required
    required = [ "-" ] ( title | name | period | operand )

    title    = TITLE ":" operand
    name     = NAME ":" ( operand | capital { capital } )
    period   = PERIOD ":" ( date | '"' date '"' )
    TITLE    = "title" | "tiêu đề" | "tựa" | "tựa đề"
    NAME     = "person" | "người" | "author" | "tác giả" | "source" | "nguồn"
    PERIOD   = "from" | "từ" | "to" | "đến" | "date" | "ngày"

    operand  = group | phrase | chunk
    group    = "(" either ")"              within a field, without fields
    phrase   = '"' syllable { syllable } '"'
    chunk    = prefix | number | date | words
    prefix   = syllable "*"                two characters or more
    number   = a document's, as 18-NQ/TW   index.analysis.numbers
    date     = 2020 | 08/2020 | 17/8/2020 | 2020-08 | 2020-08-17
    words    = syllable { joint syllable } several, as in TP.HCM: a phrase
    capital  = a chunk of one syllable, its case as that of the one before

Names of fields may be typed in any case, without marks, and joined
(``tiêu_đề:``); their colon follows at once. A chunk is what stands between
white space, quotes and parentheses; one whose colon follows no field's name is
plain words. Dates may have points or hyphens for slashes.

A date without a field means the text or the day of publication; in ``title:``
it is words, and so are dates and numbers in names. Plain words side by side
are looked up together for abbreviations and provinces
(`search.query.widening`); what is quoted, a name, or excluded is not.

Parsing never fails: what cannot be used is left out and reported, and the
strict front ends turn the first report into an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from index.analysis.normalise import normalise_text
from index.messages import N_
from search.errors import QueryError
from search.query.chunks import Plain, name_length
from search.query.dates import common_days
from search.query.fields import DATE_FIELDS, NAME_FIELDS
from search.query.leaves import LeafReader
from search.query.lexer import Token, shorten, tokenize
from search.query.nodes import (
    And,
    Everything,
    InTitle,
    Named,
    Not,
    Nothing,
    Or,
    Published,
    Query,
)
from search.query.widening import widen
from search.types import QueryProblem

MAX_WORDS = 64
"""Syllables of a query that are used. The longest titles have some thirty."""

MAX_DEPTH = 20
"""Parentheses nested deeper than this are left out; nobody types them by hand."""

_OPERANDS = ("words", "phrase", "open")
_DATES = ("words", "phrase")


def parse(text: str) -> tuple[Query, list[QueryProblem]]:
    """Parse a query string.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    (Query, list of QueryProblem)
        The tree, and what had to be left out or added to read it, in the order
        of the query. Offsets count the code points of `text` as
        `index.analysis.normalise.normalise_text` gives it.

    Examples
    --------
    >>> [word.syllable for word in parse("Ban họp")[0].children]
    ['ban', 'họp']
    >>> [problem.message for problem in parse('"họp báo')[1]]
    ['the closing quotation mark is missing']
    """
    text = normalise_text(text)
    tokens, left_out = shorten(tokenize(text), MAX_WORDS)
    parser = _Parser(text, tokens)
    query = parser.parse()
    problems = parser.problems
    if left_out is not None:
        message = N_("only the first %(n)s words of a query are used")
        problems.append(QueryProblem(message, {"n": MAX_WORDS}, left_out))
    if query is None:
        if not text.strip():
            return Everything(), []
        if not problems:
            parser.report(N_("there is no word to look for"), None)
    problems.sort(key=lambda problem: problem.offset)
    return Nothing() if query is None else query, problems


def parse_strict(text: str) -> Query:
    """Parse a query string that must have no problem.

    Raises
    ------
    QueryError
        For the first problem.
    """
    query, problems = parse(text)
    if problems:
        first = problems[0]
        raise QueryError(first.template, first.offset, **first.params)
    return query


class _Parser(LeafReader):
    """Recursive descent over the tokens; `None` stands for "nothing there".

    A chunk of plain words stays `Plain` until all its neighbours are known.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self.depth = 0

    def parse(self) -> Query | None:
        parts: list[Query] = []
        while self.peek() is not None:
            part = self.either()
            if part is not None:
                parts.append(part)
            if self.peek() == "close":
                message = N_("a parenthesis is closed that was never opened")
                self.report(message, self.take())
        return _joined(And, parts)

    def either(self) -> Query | None:
        children: list[Query] = []
        while True:
            child = self.all_of()
            if child is not None:
                children.append(child)
            if self.peek() != "or":
                return _joined(Or, children)
            operator = self.take()
            if child is None or self.peek() in (None, "close", "or"):
                self.report(N_("OR needs something on both sides"), operator)

    def all_of(self) -> Query | None:
        parts: list[Query | Plain | None] = []
        periods: list[Published] = []
        last_period = None
        while self.peek() not in (None, "close", "or"):
            token = self.tokens[self.at]
            part = self.one()
            if isinstance(part, Published):
                periods.append(part)
                last_period = token
            else:
                parts.append(part)
        if periods:
            days = common_days(periods)
            parts.append(days)
            if days is None:
                message = N_("the dates exclude each other: no day is in all of them")
                self.report(message, last_period)
        return self.joined(parts)

    def joined(self, parts: Sequence[Query | Plain | None]) -> Query | None:
        """Join what stands side by side, chunks of plain words with each other."""
        children: list[Query] = []
        if self.field in NAME_FIELDS:
            words = [w for part in parts if isinstance(part, Plain) for w in part.words]
            if words:
                children.append(Named(self.field, tuple(words)))
            parts = [part for part in parts if not isinstance(part, Plain)]
        present = (part for part in parts if part is not None)
        for are_plain, group in groupby(present, lambda part: isinstance(part, Plain)):
            found = [*group]
            if are_plain:
                leaves = [part.leaf for part in found]
                children += leaves if self.is_excluded else widen(found)
            else:
                children += found
        return _joined(And, children)

    def one(self) -> Query | Plain | None:
        token = self.take()
        match token.kind:
            case "not":
                return self.negated(token)
            case "field":
                return self.fielded(token)
            case "open":
                return self.group(token)
            case "phrase":
                return self.phrase(token)
        return self.chunk(token)

    def negated(self, minus: Token) -> Query | None:
        if self.peek() in (None, "close", "or"):
            self.report(N_("“-” needs something to exclude"), minus)
            return None
        was_excluded, self.is_excluded = self.is_excluded, True
        child = self.joined([self.one()])
        self.is_excluded = was_excluded
        if isinstance(child, Not):
            return child.child
        return None if child is None else Not(child)

    def fielded(self, token: Token) -> Query | Plain | None:
        if self.field is not None:
            # What follows is not lost: it is looked for in the outer field.
            self.report(N_("a field cannot stand inside another one"), token)
            while self.peek() == "field":
                self.take()
            return self.one() if self.peek() in _OPERANDS else None
        while self.peek() == "words" and not self.tokens[self.at].words:
            self.take()
        is_period = token.field in DATE_FIELDS
        if self.peek() not in (_DATES if is_period else _OPERANDS):
            name = self.text[token.start : token.end]
            self.report(N_("“%(field)s” needs something after it"), token, field=name)
            return None
        if is_period:
            return self.period(token.field)
        self.field = token.field
        n_parts = 1
        if self.field in NAME_FIELDS:
            n_parts = max(1, name_length(self.tokens[self.at :], self.text))
        child = self.joined([self.one() for _ in range(n_parts)])
        self.field = None
        return InTitle(child) if child is not None and token.field == "title" else child

    def group(self, opening: Token) -> Query | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            # Reading on as if the parenthesis were not there keeps the words.
            self.report(N_("parentheses are nested too deeply"), opening)
            self.depth -= 1
            return None
        child = self.either()
        self.depth -= 1
        if self.peek() == "close":
            self.take()
        else:
            self.report(N_("the closing parenthesis is missing"), opening)
        return child


def _joined(kind: type[And] | type[Or], children: list[Query]) -> Query | None:
    if len(children) <= 1:
        return children[0] if children else None
    return kind(tuple(children))
