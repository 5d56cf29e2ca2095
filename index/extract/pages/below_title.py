"""What stands between the title and the text: datelines, names, buttons."""

from __future__ import annotations

from collections.abc import Sequence

from index.extract.dates.datelines import dateline_rest, find_dates
from index.extract.decisions import Reason, Trace
from index.extract.pages.bylines import read_byline
from index.extract.pages.furniture_rules import Place, furniture_rule
from index.extract.pages.kinds import Kind, kind_and_reason
from index.extract.pages.lines import Line
from index.extract.pages.site_lines import is_section_name
from index.messages import N_

MOST_LINES = 16
"""Lines below the title that are looked through where no prose ends them."""

SHORT = 10
"""A line of fewer words that does not end like a sentence is no lead."""

SHORTER = 7
"""The same for a line directly above the text, where a short lead may stand."""

MOST_LINES_BELOW_LEAD = 4
"""Lines below the first paragraph among which a dateline can stand."""

MOST_LINES_ABOVE = 5
"""Lines above the title in which a byline can stand."""

AMONG_BUTTONS = N_("among the datelines and buttons below the title")


def read_below_title(
    lines: Sequence[Line], trace: Trace | None = None
) -> tuple[list[Line], list[str]]:
    """Take datelines, sections, buttons and names off the top of the text.

    Parameters
    ----------
    lines : sequence of Line
        The lines below the title.
    trace : Trace, optional
        Collects what goes, and why.

    Returns
    -------
    lines : list of Line
        Without what stands between title and text. Furniture that ends an
        article stays, for `furniture.body_lines` to see.
    authors : list of str
        The names that stand there.
    """
    end = _end_of_zone(lines)
    kinds = [kind_and_reason(line) for line in lines[:end]]
    named = [_names(line, kind) for line, (kind, _) in zip(lines, kinds, strict=False)]
    last = max(
        (at for at in range(end) if kinds[at][0] != "text" or named[at]), default=-1
    )
    kept: list[Line] = []
    authors: list[str] = []
    for at, line in enumerate(lines[:end]):
        kind, reason = kinds[at]
        is_byline = bool(named[at]) and not any(map(_is_lead, kept))
        if is_byline:
            authors += [name for name in named[at] if name not in authors]
            _note_names(trace, line, named[at])
        elif _goes(line, kind):
            _leave_out(trace, line, reason)
        elif kind == "text" and _is_scrap(line, SHORT if at < last else SHORTER, last):
            _leave_out(trace, line, AMONG_BUTTONS)
        else:
            kept.append(line)
    below_lead, names = _read_below_lead(lines[end + 1 :], trace)
    authors += [name for name in names if name not in authors]
    return [*kept, *lines[end : end + 1], *below_lead], authors


def _read_below_lead(
    lines: Sequence[Line], trace: Trace | None
) -> tuple[Sequence[Line], list[str]]:
    """Take a dateline that stands below the lead, and the names beside it."""
    kinds: list[Kind] = []
    for line in lines[:MOST_LINES_BELOW_LEAD]:
        kind = kind_and_reason(line)[0]
        if kind == "text" and read_byline(line.text) is None:
            break
        kinds.append(kind)
    end = len(kinds)
    if "date" not in kinds and "age" not in kinds:
        return lines, []
    authors: list[str] = []
    kept: list[Line] = []
    for line, kind in zip(lines[:end], kinds, strict=False):
        if names := _names(line, kind):
            authors += [name for name in names if name not in authors]
            _note_names(trace, line, names)
        elif _goes(line, kind) or kind == "text":
            _leave_out(trace, line, AMONG_BUTTONS)
        else:
            kept.append(line)
    return [*kept, *lines[end:]], authors


def authors_above(lines: Sequence[Line], number: int, trace: Trace | None) -> list[str]:
    """Read the names that a byline or a dateline above the title states.

    Parameters
    ----------
    lines : sequence of Line
        The page.
    number : int
        Of the title's line.
    trace : Trace or None
        Collects where they were found.
    """
    for line in reversed(lines[max(0, number - MOST_LINES_ABOVE) : number]):
        kind, _ = kind_and_reason(line)
        names = _names(line, kind)
        if kind == "text" and not any(len(name.split()) >= 3 for name in names):
            # Above a title, two syllables may as well be a place.
            continue
        if names:
            _note_names(trace, line, names)
            return names
    return []


def _end_of_zone(lines: Sequence[Line]) -> int:
    """Give the number of lines above the first paragraph of the text."""
    for at, line in enumerate(lines[:MOST_LINES]):
        is_text = line.is_prose or (
            line.text.endswith((".", "!", "…")) and line.n_words >= SHORT
        )
        if is_text and kind_and_reason(line)[0] == "text":
            return at
    return min(len(lines), MOST_LINES // 2)


def _names(line: Line, kind: Kind) -> list[str]:
    """Give the authors that a line of the zone names, alone or beside a date."""
    if kind in ("text", "byline"):
        return read_byline(line.text) or []
    if kind != "date":
        return []
    rest = dateline_rest(line.text, find_dates(line.text))
    if not rest or is_section_name(rest):
        return []
    return read_byline(rest) or []


def _is_lead(line: Line) -> bool:
    """Say whether the text has begun: names below that are no byline's."""
    return line.n_words >= SHORT and line.ends_sentence


def _goes(line: Line, kind: Kind) -> bool:
    if kind == "furniture":
        rule = furniture_rule(line.text)
        return rule is None or rule.place is Place.ALONE
    return kind in ("date", "age", "section", "byline")


def _is_scrap(line: Line, n_words: int, last: int) -> bool:
    """Say whether a line is too short for a lead, among or below known furniture."""
    return last >= 0 and line.n_words < n_words and not line.ends_sentence


def _leave_out(trace: Trace | None, line: Line, reason: str) -> None:
    if trace is not None:
        trace.leave_out(line, reason)


def _note_names(trace: Trace | None, line: Line, names: Sequence[str]) -> None:
    if trace is not None:
        reason = Reason(N_("a line of names: %(line)s"), {"line": line.text})
        trace.note("authors", ", ".join(names), reason, line=line.at)
