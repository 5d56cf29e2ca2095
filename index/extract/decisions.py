"""What extraction decided about a page, and why.

A `Trace` collects decisions while a page is read; without one, nothing is
collected and nothing is paid. Reasons are templates of the translation
catalogue with their values apart, as messages of errors are.
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

from index.decisions import KEPT_PARTS, PARTS, Decision, Part, Reason

__all__ = [
    "KEPT_PARTS",
    "PARTS",
    "Decision",
    "Part",
    "Reason",
    "TextLine",
    "Trace",
    "plain",
]


@cache
def plain(template: str) -> Reason:
    """Give the reason without values that a template is, the same every time."""
    return Reason(template)


class TextLine(Protocol):
    """What is told of a line: its text and its number on the page."""

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> int: ...


class Trace:
    """Collects the decisions about one page.

    Parameters
    ----------
    has_lines : bool
        Whether those about lines are collected too. They are most of all, and
        a reindex keeps none of them.

    Attributes
    ----------
    decisions : list of Decision
        In the order in which they were made.
    """

    def __init__(self, has_lines: bool = True) -> None:
        self.has_lines = has_lines
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
        if part == "line" and not self.has_lines:
            return
        given = tuple([plain(r) if isinstance(r, str) else r for r in reasons])
        self.decisions.append(Decision(part, text, given, line, taken))

    def leave_out(self, line: TextLine, reason: Reason | str) -> None:
        """Keep that a line is no part of the article's text."""
        if not self.has_lines:
            return
        self.note("line", line.text, reason, line=line.at, taken=False)

    def forget(self, part: Part) -> None:
        """Drop what was decided about one part: it was decided anew."""
        self.decisions = [one for one in self.decisions if one.part != part]

    def about(self, part: Part) -> list[Decision]:
        """Give the decisions about one part, in the order of their lines."""
        found = [one for one in self.decisions if one.part == part]
        return sorted(found, key=lambda one: one.line or 0)
