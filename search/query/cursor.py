"""A place in the tokens of a query, and what was wrong up to there."""

from __future__ import annotations

from search.query.lexer import Kind, Token
from search.types import QueryProblem


class Cursor:
    """What a parser moves over the tokens.

    Attributes
    ----------
    text : str
        The query string, NFC.
    tokens : list of Token
        Its tokens.
    at : int
        Index of the next token.
    problems : list of QueryProblem
        In the order they were met.
    """

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.problems: list[QueryProblem] = []

    def peek(self) -> Kind | None:
        """Give the kind of the next token; None at the end."""
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def take(self) -> Token:
        """Give the next token and go on behind it."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def report(self, template: str, token: Token | None, **params: object) -> None:
        """Note a problem at a token; None stands for the whole query.

        Said once is enough: six hundred parentheses are one mistake.
        """
        said = [(problem.template, problem.params) for problem in self.problems]
        if (template, params) not in said:
            offset = 0 if token is None else token.start
            self.problems.append(QueryProblem(template, params, offset))
