"""When the article of an HTML page was published.

The sources of `metadata.DATES` are asked in their order, then what stands
near the title on the page itself. What the page shows there can take a stamp
back: a day that an import of old articles stamped on them, a zone that the
site's program has wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.extract.decisions import Reason, Trace
from index.extract.html.markup import Found, Markup, Source
from index.extract.html.metadata import DATES, NAMED_DATE
from index.extract.html.stamps import FIRST_YEAR, Stamp, read_stamp
from index.extract.html.text import Place
from index.extract.pages.find_dateline import BELOW_TEXT, BELOW_TITLE
from index.extract.pages.published import IN_TITLE
from index.messages import N_

BEFORE_THE_WEB = N_("older than the web: a program's zero, or a founding")
LATER_THAN_SHOWN = N_("later than the dateline that the page shows at its title")
LATER_THAN_CHANGED = N_("more than a year later than the last change of the page")
WRONG_ZONE = N_("the page shows this very time as its own, so the zone is a mistake")
MONTH_FIRST = N_("the page shows this day, so the stamp has the month first")
SHOWN_TIME = N_("with the time of day that the page shows")

MOST_AHEAD = timedelta(days=366)
"""An article that waits for its day is changed for the last time before it."""

_CHANGED = ("article:modified_time", "og:updated_time", "lastmod", "datemodified")


@dataclass(frozen=True, slots=True)
class Shown:
    """The dateline that the rules about lines found on the page.

    Attributes
    ----------
    iso, origin : str or None
        As `published.published` gives them.
    reason : str
        The rule.
    """

    iso: str | None
    origin: str | None
    reason: str

    @property
    def day(self) -> date | None:
        """The day of a dateline; None for one that the text tells."""
        if self.iso is None or self.origin != "page":
            return None
        return date.fromisoformat(self.iso[:10])

    @property
    def is_at_title(self) -> bool:
        """Whether the dateline is beyond doubt the article's."""
        return self.reason in (IN_TITLE, BELOW_TITLE)


def find_published(
    markup: Markup,
    place: Place,
    title: int,
    body: int,
    shown: Shown,
    trace: Trace | None,
) -> tuple[str, str] | None:
    """Find what the markup says of the day of publication.

    Parameters
    ----------
    markup : Markup
        The page.
    place : Place
        Where its article is: stamps of other articles do not count.
    title, body : int
        Places of the title and of the first paragraph in `Markup.elements`;
        of several stamps, the one nearest the title counts.
    shown : Shown
        What the page's lines say, to weigh the markup against.
    trace : Trace or None
        Collects what was taken and what was not believed.

    Returns
    -------
    tuple of str or None
        The date as `index.article.Article` has it, and its ``published_from``.
    """
    changed = _last_change(markup)
    for source in (*DATES, NAMED_DATE):
        is_named = source is NAMED_DATE
        if is_named and shown.day is not None and shown.is_at_title:
            return None
        for found in _nearest(source, markup, place, title, body):
            stamp = read_stamp(found.text)
            if stamp is None:
                continue
            doubt = _doubt(stamp, shown, changed)
            if doubt is not None:
                _note(trace, stamp.iso, source, found, doubt, taken=False)
                continue
            iso, why = _weighed(stamp, shown)
            _note(trace, iso, source, found, *why)
            return iso, "page" if is_named else "metadata"
    return None


def _nearest(
    source: Source, markup: Markup, place: Place, title: int, body: int
) -> Sequence[Found]:
    """Give what a source says of this article, nearest the title first.

    Above the title, a bare day may be the visitor's: there, what is shown
    without a time does not count.
    """
    ranked: list[tuple[tuple[int, int], Found]] = []
    for found in source.read(markup):
        if found.node is None:
            ranked.append(((0, 0), found))
            continue
        if not place.holds(found.node):
            continue
        at = markup.number_of(found.node)
        if at >= title:
            ranked.append(((0 if at <= body else 2, at - title), found))
        elif not (source is NAMED_DATE and ":" not in found.text):
            ranked.append(((1, title - at), found))
    ranked.sort(key=lambda pair: pair[0])
    return [found for _, found in ranked]


def _last_change(markup: Markup) -> date | None:
    said = [*markup.linked.text("dateModified")]
    said.extend(found.text for found in markup.metas(*_CHANGED))
    days = [stamp.day for one in said if (stamp := read_stamp(one)) is not None]
    return max((day for day in days if day.year >= FIRST_YEAR), default=None)


def _doubt(stamp: Stamp, shown: Shown, changed: date | None) -> str | None:
    day = timedelta(days=1)
    if stamp.day.year < FIRST_YEAR:
        return BEFORE_THE_WEB
    if shown.day is not None and shown.is_at_title:
        days = (stamp.day, stamp.swapped or stamp.day)
        if min(days) > shown.day + day:
            return LATER_THAN_SHOWN
    if changed is not None and stamp.day > changed + MOST_AHEAD:
        return LATER_THAN_CHANGED
    return None


def _weighed(stamp: Stamp, shown: Shown) -> tuple[str, tuple[str, ...]]:
    """Read a stamp in the light of the dateline that the page shows."""
    if shown.day is None or shown.iso is None or shown.reason == BELOW_TEXT:
        return stamp.iso, ()
    if stamp.unzoned == shown.iso:
        return shown.iso, (WRONG_ZONE,)
    if stamp.swapped == shown.day and stamp.day != shown.day:
        return shown.iso, (MONTH_FIRST,)
    if stamp.clock is None and stamp.day == shown.day and len(shown.iso) > 10:
        return shown.iso, (SHOWN_TIME,)
    return stamp.iso, ()


def _note(
    trace: Trace | None,
    iso: str,
    source: Source,
    found: Found,
    *why: str,
    taken: bool = True,
) -> None:
    if trace is not None:
        read = Reason(N_("read in: %(line)s"), {"line": found.text})
        trace.note("published", iso, source.name, read, *why, taken=taken)
