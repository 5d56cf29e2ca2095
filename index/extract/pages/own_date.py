"""A date that stands in the title's own line."""

from __future__ import annotations

from index.extract.dates.datelines import FoundDate, find_dates


def split_own_date(line: str) -> tuple[str, FoundDate | None]:
    """Split a date in parentheses or after a dash from the end of a title.

    Examples
    --------
    >>> split_own_date("Mùa gặt sớm (04/12/2017 18:19)")[0]
    'Mùa gặt sớm'
    >>> split_own_date("Kế hoạch từ ngày 1 đến ngày 9-9-2021")[1] is None
    True
    """
    found = find_dates(line)
    if not found:
        return line, None
    last = found[-1]
    tail = line[last.end :].strip()
    before = line[: last.start].rstrip()
    enclosed = before.endswith(("(", "[")) and tail in (")", "]")
    set_apart = not tail and last.clock and before.endswith(("-", "–", "|", "—"))
    if not (enclosed or set_apart):
        return line, None
    title = before.rstrip("([-–—| ").rstrip()
    return (title, last) if title else (line, None)


def has_date_in_brackets(line: str) -> bool:
    """Say whether a line of words ends in a date in brackets: a title, not a dateline.

    Examples
    --------
    >>> has_date_in_brackets("Mùa gặt sớm (04/12/2017 18:19)")
    True
    >>> has_date_in_brackets("Thời sự - 04/12/2017 18:19")
    False
    """
    return line.endswith((")", "]")) and split_own_date(line)[1] is not None
