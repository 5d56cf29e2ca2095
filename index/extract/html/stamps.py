"""Time stamps in markup: ISO 8601 as it is really written, and what else occurs.

Written by programs, so forms are strict: what does not read as a whole is no
stamp. A day-first date (*05/06/2020 09:30*) is 5 June, as on every page of
this country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from index.extract.dates.datelines import (
    VIETNAM,
    find_dates,
    is_update_label,
)
from index.extract.dates.forms import calendar_day

_ISO = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.]?)(?P<month>\d{2})(?P=sep)(?P<day>\d{2})"
    r"(?:(?:[T\s]\s*|\s*,\s*)(?P<hour>\d{1,2}):?(?P<minute>\d{2})"
    r"(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|ICT|(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?)?)?",
    re.I,
)
_MONTH_FIRST = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?")
_VIETNAM = re.compile(r"\(?(?:GMT|UTC)\s?\+\s?0?7(?::?00)?\b\)?", re.I)
_ZONE = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")

FIRST_YEAR = 1990
"""There was no web before; an older year is a program's zero, or a founding."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment that markup states.

    Attributes
    ----------
    day : date
        In Vietnam's time.
    clock : str or None
        ``HH:MM`` in Vietnam's time. None where the stamp is a day, or midnight
        to the second, here or in its own zone: that is how programs write a day
        alone.
    unzoned : str or None
        The same stamp (``YYYY-MM-DDTHH:MM``) if the zone that it names is a
        mistake; None where it names none but Vietnam's.
    swapped : date or None
        The day if the month was written first; None where it could not be.
    """

    day: date
    clock: str | None = None
    unzoned: str | None = None
    swapped: date | None = None

    @property
    def iso(self) -> str:
        """As `index.article.Article` holds it."""
        day = self.day.isoformat()
        return f"{day}T{self.clock}" if self.clock else day


def read_stamp(text: str) -> Stamp | None:
    """Read a stamp; None for what states no full date.

    Examples
    --------
    >>> read_stamp("2022-11-18T01:20:00.000Z").iso
    '2022-11-18T08:20'
    >>> read_stamp("2021-10-26T12:02:11+0700").iso
    '2021-10-26T12:02'
    >>> read_stamp("05/06/2020 09:30").iso
    '2020-06-05T09:30'
    >>> read_stamp("soon") is None
    True
    """
    text = _VIETNAM.sub("+0700", " ".join(text.split()))
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _from_iso(iso)
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return _from_moment(datetime.fromtimestamp(int(epoch[1]), UTC), None)
    if re.match(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} ", text):
        try:
            moment = parsedate_to_datetime(text)
            return _from_moment(moment, moment.strftime("%Y-%m-%dT%H:%M"))
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return _from_text(text)


def _from_text(text: str) -> Stamp | None:
    month_first = _MONTH_FIRST.search(text)
    swapped = None
    if month_first is not None:
        month, _, day, year = month_first.groups()
        if month != day:
            swapped = calendar_day(int(year), int(month), int(day))
    found = find_dates(text)
    if not found and month_first is not None and swapped is not None:
        # Nothing but the month can stand first: 11/22/2019.
        found = find_dates(f"{swapped:%d/%m/%Y}{text[month_first.end() :]}")
        swapped = None
    if not found:
        return None
    first = next(
        (one for one in found if not is_update_label(text[: one.start])), found[0]
    )
    clock = None if first.clock == "00:00" else first.clock
    return Stamp(first.day, clock, swapped=swapped)


def _from_iso(iso: re.Match[str]) -> Stamp | None:
    day = calendar_day(int(iso["year"]), int(iso["month"]), int(iso["day"]))
    if day is None:
        return None
    if iso["hour"] is None:
        return Stamp(day)
    hour, minute = int(iso["hour"]), int(iso["minute"])
    if hour > 23 or minute > 59:
        return None
    if hour == minute == int(iso["second"] or 0) == 0:
        return Stamp(day)
    written = datetime(day.year, day.month, day.day, hour, minute)
    offset = _offset(iso["zone"])
    if offset is None:
        return Stamp(day, f"{written:%H:%M}")
    try:
        second = int(iso["second"] or 0)
        moment = datetime.fromisoformat(f"{written:%Y-%m-%dT%H:%M}:{second:02}{offset}")
        return _from_moment(moment, f"{written:%Y-%m-%dT%H:%M}")
    except (ValueError, OverflowError):
        return None


def _offset(zone: str | None) -> str | None:
    """Write a zone as ``+HH:MM``; None for none, and for Vietnam's by name."""
    if zone is None or zone.upper() == "ICT":
        return None
    match = _ZONE.search(zone)
    if match is None:
        return "+00:00"
    return f"{match[1]}{int(match[2]):02}:{match[3] or '00'}"


def _from_moment(moment: datetime, written: str | None) -> Stamp:
    if moment.tzinfo is None:
        return Stamp(moment.date(), f"{moment:%H:%M}")
    local = moment.astimezone(VIETNAM)
    iso = f"{local:%Y-%m-%dT%H:%M}"
    unzoned = written if written != iso else None
    is_midnight = f"{local:%H:%M:%S}" == "00:00:00"
    clock = None if is_midnight else f"{local:%H:%M}"
    return Stamp(local.date(), clock, unzoned=unzoned)
