"""Lines broken at a margin: paragraphs of a printed or mailed page, made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.extract.pages.lines import JOINT

LONGEST = 100
"""Characters of the longest line of a page that was broken at a margin."""

FEWEST = 8
"""Lines below which nothing can be told."""

SHARE_BROKEN = 0.35
"""Share of neighbouring lines that go on in small letters on a broken page."""

FULL = 0.75
"""A line shorter than this part of the longest one ends a paragraph."""

_QUOTED = re.compile(r"[ \u00a0]*>[ \u00a0]?")
_STOP = re.compile(r"[.!?…:;][\"”’')\]]*$")


def unwrap(text: str) -> str:
    """Join the lines of a page that was broken at a margin.

    Marks of quotation that an e-mail puts before most lines are taken off
    first. Any other page is given back as it is. `JOINT` stands where lines are
    joined.

    Examples
    --------
    >>> page = "Mùa gặt\\n\\n" + "Bà con trong bản ra đồng\\ngặt lúa chín sớm\\n" * 5
    >>> unwrap(page).split("\\n")[2].split(JOINT)
    ['Bà con trong bản ra đồng', 'gặt lúa chín sớm']
    """
    lines = text.split("\n")
    if "\n>" in text:
        full = [line for line in lines if line.strip()]
        if len(full) >= FEWEST and sum(map(_is_quoted, full)) * 2 > len(full):
            lines = [_QUOTED.sub("", line, count=1) for line in lines]
    if any(len(line) > LONGEST and len(line.strip()) > LONGEST for line in lines):
        return "\n".join(lines)
    full = [line for line in lines if line.strip()]
    if len(full) < FEWEST:
        return "\n".join(lines)
    pairs = [
        (first.strip(), second.strip())
        for first, second in zip(lines, lines[1:], strict=False)
        if first.strip() and second.strip()
    ]
    n_broken = sum(_goes_on(first, second) for first, second in pairs)
    if not pairs or n_broken < SHARE_BROKEN * len(full):
        return "\n".join(lines)
    return "\n".join(_joined(lines))


def _is_quoted(line: str) -> bool:
    return _QUOTED.match(line) is not None


def _goes_on(first: str, second: str) -> bool:
    return second[:1].islower() and _STOP.search(first) is None


def _joined(lines: Sequence[str]) -> list[str]:
    width = max(len(line.strip()) for line in lines)
    joined: list[str] = []
    previous = ""
    for line in lines:
        bare = line.strip()
        is_indented = line[:1].isspace() and not previous[:1].isspace()
        goes_on = (
            bool(bare)
            and bool(previous.strip())
            and not is_indented
            and (_goes_on(previous.strip(), bare) or _is_full(previous, line, width))
        )
        if goes_on:
            joined[-1] = f"{joined[-1].rstrip()}{JOINT}{bare}"
        else:
            joined.append(line)
        previous = line
    return joined


def _is_full(previous: str, line: str, width: int) -> bool:
    """Say whether a line reaches the margin and ends no paragraph there."""
    bare = previous.strip()
    if len(bare) < FULL * width:
        return False
    ends = _STOP.search(bare) is not None and not line.strip()[:1].islower()
    return not ends or len(bare) >= MARGIN * width


MARGIN = 0.9
"""From this part of the longest line on, a full stop may end a line by chance."""
