"""What extraction decided about a page, and why.

A `Trace` collects decisions while a page is read; without one, nothing is
collected and nothing is paid. Reasons are templates of the translation
catalogue with their values apart, as messages of errors are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

Part = Literal["page", "title", "published", "authors", "person", "line"]
"""What a decision is about: ``person`` is a name weighed, ``line`` a line of the
page that belongs to the article's text or does not."""

PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: a template and the values for it."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a page.

    Attributes
    ----------
    part : str
        What it is about; see `Part`.
    text : str
        The line, the name, or what was taken from it.
    reasons : tuple of Reason
        The rules and signs that led to it, the weightiest first.
    line : int or None
        1-based line of the page's text; None where no one line is meant.
    taken : bool
        Whether the text was taken or turned down.
    """

    part: Part
    text: str
    reasons: tuple[Reason, ...]
    line: int | None = None
    taken: bool = True


class TextLine(Protocol):
    """What is told of a line: its text and its number on the page."""

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> int: ...


class Trace:
    """Collects the decisions about one page.

    Attributes
    ----------
    decisions : list of Decision
        In the order in which they were made.
    """

    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def note(
        self,
        part: Part,
        text: str,
        *reasons: Reason | str,
        line: int | None = None,
        taken: bool = True,
    ) -> None:
        """Keep a decision; a reason without values may be given as its template."""
        given = tuple(r if isinstance(r, Reason) else Reason(r) for r in reasons)
        self.decisions.append(Decision(part, text, given, line, taken))

    def leave_out(self, line: TextLine, reason: Reason | str) -> None:
        """Keep that a line is no part of the article's text."""
        self.note("line", line.text, reason, line=line.at, taken=False)

    def forget(self, part: Part) -> None:
        """Drop what was decided about one part: it was decided anew."""
        self.decisions = [one for one in self.decisions if one.part != part]

    def about(self, part: Part) -> list[Decision]:
        """Give the decisions about one part, in the order of their lines."""
        found = [one for one in self.decisions if one.part == part]
        return sorted(found, key=lambda one: one.line or 0)
