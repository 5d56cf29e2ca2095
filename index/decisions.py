"""Decisions about a page, with their reasons, and how an index keeps them.

They are kept as one text beside the article, which nobody reads until they are
shown: JSON, a list of ``[part, text, line, taken, reason, …]`` with 0 for no line
and 0 or 1 for `taken`. A reason is its template, or ``[template, values]`` where
there are values; a value is a text, a number, or a reason again.

Templates are kept in full: a program that no longer knows one shows it in English.
docs/decisions/0026-decisions-in-the-index.md says what that costs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

Part = Literal["page", "title", "published", "authors", "person", "line"]
"""What a decision is about: ``person`` is a name weighed, ``line`` a line of the
page that belongs to the article's text or does not."""

PARTS: tuple[Part, ...] = get_args(Part)

KEPT_PARTS: tuple[Part, ...] = tuple(part for part in PARTS if part != "line")
"""Parts of which an index keeps the decisions."""

MAX_TEXT = 300
"""Characters of a text or a value that are kept: of a longer one the beginning."""

_DEEPEST = 4
"""Reasons within reasons that are followed; there is no cause for more than two."""


_NO_VALUES: Mapping[str, object] = {}


class Reason(NamedTuple):
    """Why something was decided: a template and the values for it."""

    template: str
    params: Mapping[str, object] = _NO_VALUES

    def __str__(self) -> str:
        return self.template % self.params


class Decision(NamedTuple):
    """One decision about a page.

    Many are made of every page: a tuple is made in a third of the time of a frozen
    dataclass.

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


_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode


def write_decisions(decisions: Iterable[Decision]) -> str:
    """Write decisions as the text that an index keeps.

    Examples
    --------
    >>> write_decisions([Decision("title", "Tin", (Reason("headline"),), 2)])
    '[["title","Tin",2,1,"headline"]]'
    """
    rows = [
        [one.part, _cut(one.text), one.line or 0, int(one.taken)]
        + [_of_reason(reason) for reason in one.reasons]
        for one in decisions
    ]
    # Halves of characters cannot be shown.
    return _encode(rows).encode("utf-8", "replace").decode() if rows else ""


def _of_reason(reason: Reason, depth: int = 1) -> object:
    if not reason.params:
        return reason.template
    values = {str(k): _of_value(v, depth) for k, v in reason.params.items()}
    return [reason.template, values]


def _of_value(value: object, depth: int) -> object:
    if isinstance(value, Reason) and depth < _DEEPEST:
        return _of_reason(value, depth + 1)
    # A truth value is a number to Python, and none to a template.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def parse_decisions(text: str) -> tuple[Decision, ...]:
    """Read what `write_decisions` wrote.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    if not isinstance(text, str):
        raise ValueError(f"expected a text, found {type(text).__name__}")
    if not text:
        return ()
    try:
        return tuple(map(_decision, _list(json.loads(text))))
    except RecursionError as exc:
        raise ValueError(str(exc)) from exc


def read_decisions(text: str) -> tuple[Decision, ...]:
    """Read what `write_decisions` wrote; none of anything else.

    An article without them is better than none.
    """
    try:
        return parse_decisions(text)
    except ValueError:
        return ()


def _decision(row: Any) -> Decision:
    part, text, line, taken, *reasons = _list(row)
    if part not in KEPT_PARTS:
        raise ValueError(f"expected a part, found {part!r}")
    if type(line) is not int or line < 0 or taken not in (0, 1):
        raise ValueError(f"expected a line and 0 or 1, found {line!r}, {taken!r}")
    return Decision(
        part, _text(text), tuple(map(_reason, reasons)), line or None, bool(taken)
    )


def _reason(kept: Any, depth: int = 1) -> Reason:
    if isinstance(kept, str):
        return Reason(_text(kept))
    template, values = _list(kept)
    if not isinstance(values, dict) or depth > _DEEPEST:
        raise ValueError(f"expected a template and values, found {kept!r}")
    params = {name: _value(value, depth) for name, value in values.items()}
    return Reason(_text(template), params)


def _value(kept: Any, depth: int) -> object:
    if isinstance(kept, list):
        return _reason(kept, depth + 1)
    return kept if type(kept) is int else _text(kept)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a text, found {type(value).__name__}")
    value.encode()  # Half a character is an error here, which is a ValueError.
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list, found {type(value).__name__}")
    return value
