r"""Query string → query tree.

The grammar, white space aside (docs/query-language.md shows each rule)::

    query    = [ either ]
    either   = all { "OR" all }            also HOẶC and |
    all      = wanted { wanted }           every one of them is required
    wanted   = [ "-" ] ( group | phrase | words )
    group    = "(" either ")"
    phrase   = '"' syllable { syllable } '"'
    words    = syllable { joint syllable } several, as in 18-NQ/TW: a phrase

Parsing never fails: what cannot be used is left out and reported, and the
strict front ends turn the first report into an error.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from index.messages import N_
from search.errors import QueryError
from search.query.lexer import Token, tokenize
from search.query.nodes import And, Everything, Not, Nothing, Or, Phrase, Query
from search.types import QueryProblem

MAX_WORDS = 64
"""Syllables of a query that are used. The longest titles have some thirty."""

MAX_DEPTH = 20
"""Parentheses nested deeper than this are left out; nobody types them by hand."""


def parse(text: str) -> tuple[Query, list[QueryProblem]]:
    """Parse a query string.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    (Query, list of QueryProblem)
        The tree, and what had to be left out or added to read it.

    Examples
    --------
    >>> parse("họp")[0]
    Word(syllable='họp', start=0, end=3)
    >>> [problem.message for problem in parse('"họp báo')[1]]
    ['the closing quotation mark is missing']
    """
    text = unicodedata.normalize("NFC", text)
    tokens, left_out = _shorten(tokenize(text))
    parser = _Parser(tokens)
    query = parser.parse()
    if left_out is not None:
        message = N_("only the first %(n)s words of a query are used")
        parser.problems.append(QueryProblem(message, {"n": MAX_WORDS}, left_out))
    if query is None:
        if not text.strip():
            return Everything(), []
        if not parser.problems:
            parser.report(N_("there is no word to look for"), 0)
        return Nothing(), parser.problems
    return query, parser.problems


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


class _Parser:
    """Recursive descent over the tokens; `None` stands for "nothing there"."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.problems: list[QueryProblem] = []

    def parse(self) -> Query | None:
        parts: list[Query] = []
        while self.at < len(self.tokens):
            part = self.either()
            if part is not None:
                parts.append(part)
            if self.peek() == "close":
                self.report(N_("a parenthesis is closed that was never opened"))
                self.at += 1
        return _joined(And, parts)

    def either(self) -> Query | None:
        children: list[Query] = []
        while True:
            child = self.all_of()
            if child is not None:
                children.append(child)
            if self.peek() != "or":
                return _joined(Or, children)
            operator = self.at
            self.at += 1
            if child is None or self.peek() in (None, "close", "or"):
                self.report(N_("OR needs something on both sides"), operator)

    def all_of(self) -> Query | None:
        children: list[Query] = []
        while self.peek() not in (None, "close", "or"):
            child = self.one()
            if child is not None:
                children.append(child)
        return _joined(And, children)

    def one(self) -> Query | None:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "not":
            return self.negated()
        if token.kind == "open":
            return self.group()
        if token.kind == "phrase":
            if not token.is_closed:
                self.report(N_("the closing quotation mark is missing"), self.at - 1)
            elif not token.words:
                self.report(N_("there is no word between the quotes"), self.at - 1)
        return _leaf(token)

    def negated(self) -> Query | None:
        if self.peek() in (None, "close", "or"):
            self.report(N_("“-” needs something to exclude"), self.at - 1)
            return None
        child = self.one()
        if isinstance(child, Not):
            return child.child
        return None if child is None else Not(child)

    def group(self) -> Query | None:
        opening = self.at - 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            # Reading on as if the parenthesis were not there keeps the words.
            self.report(N_("parentheses are nested too deeply"), opening)
            self.depth -= 1
            return None
        child = self.either()
        self.depth -= 1
        if self.peek() == "close":
            self.at += 1
        else:
            self.report(N_("the closing parenthesis is missing"), opening)
        return child

    def peek(self) -> str | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def report(self, template: str, token: int | None = None) -> None:
        if any(problem.template == template for problem in self.problems):
            # Said once is enough: six hundred parentheses are one mistake.
            return
        at = self.at if token is None else token
        offset = self.tokens[at].start if self.tokens else 0
        self.problems.append(QueryProblem(template, {}, offset))


def _shorten(tokens: list[Token]) -> tuple[list[Token], int | None]:
    """Cut the tokens after `MAX_WORDS` words; say where the first left out begins."""
    n_left = MAX_WORDS
    for at, token in enumerate(tokens):
        if len(token.words) > n_left:
            cut = replace(token, words=token.words[:n_left])
            return [*tokens[:at], cut], token.words[n_left].start
        n_left -= len(token.words)
    return tokens, None


def _leaf(token: Token) -> Query | None:
    if not token.words:
        # Punctuation between words, such as a dash in a copied title.
        return None
    return token.words[0] if len(token.words) == 1 else Phrase(token.words)


def _joined(kind: type[And] | type[Or], children: list[Query]) -> Query | None:
    if len(children) <= 1:
        return children[0] if children else None
    return kind(tuple(children))
