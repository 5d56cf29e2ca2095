"""The filters of a search: those in force, and the persons to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext

from search.facets import PersonCount
from search.types import SearchRequest, SearchResults
from web.language.dates import format_day, format_period
from web.pages.links import Links


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the link that takes it back."""

    label: str
    text: str
    remove_url: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A person of the facet, and what can be done about it.

    Attributes
    ----------
    name : str
    count : int
    error : int
        By how much the count may be too low.
    is_selected, is_excluded : bool
        Whether the search asks for the person, or for articles without it.
    url : str
        Asks for the person, or takes back what was asked.
    exclude_url : str or None
        Asks for articles without the person; None where that is asked already.
    """

    name: str
    count: int
    error: int
    is_selected: bool
    is_excluded: bool
    url: str
    exclude_url: str | None


def present_chips(request: SearchRequest, links: Links) -> list[Chip]:
    """List the filters in force."""
    person = gettext("Person")
    other = gettext("or the person") if request.any_person else person
    chips = [
        Chip(other if at else person, name, links.remove_person(name), True)
        for at, name in enumerate(request.persons)
    ]
    without = gettext("Without")
    chips += [Chip(without, n, links.allow_person(n), True) for n in request.without]
    if request.date_from or request.date_to:
        period = present_period(request.date_from, request.date_to)
        chips.append(Chip(gettext("Date"), period, links.remove_dates()))
    if request.undated:
        chips.append(Chip(gettext("Date"), gettext("unknown"), links.remove_dates()))
    return chips


def name_search(request: SearchRequest) -> str:
    """Name a search by all that it asks for: in a tab, a bookmark, a feed reader."""
    without = gettext("Without")
    named = [request.query.strip(), *request.persons]
    named += [f"{without} {name}" for name in request.without]
    if request.date_from or request.date_to:
        named.append(present_period(request.date_from, request.date_to))
    if request.undated:
        named.append(gettext("Date unknown"))
    return " · ".join(filter(None, named)) or gettext("All articles")


def present_period(first: date | None, last: date | None) -> str:
    """Name a date range in the reader's language."""
    if first and last:
        return format_period(first, last)
    if first:
        return gettext("from %(day)s", day=format_day(first))
    return gettext("until %(day)s", day=format_day(last))


def present_persons(results: SearchResults, links: Links) -> list[PersonChoice]:
    """Turn the person facet into links that ask for a person, or for none of it.

    Those chosen come first, where they are found to be taken back.
    """
    persons = results.facets.persons
    ordered = sorted(persons, key=lambda p: not (p.is_selected or p.is_excluded))
    return [_choice(person, links) for person in ordered]


def _choice(person: PersonCount, links: Links) -> PersonChoice:
    name = person.name
    if person.is_excluded:
        url = links.allow_person(name)
    elif person.is_selected:
        url = links.remove_person(name)
    else:
        url = links.add_person(name)
    exclude_url = None if person.is_excluded else links.exclude_person(name)
    return PersonChoice(
        name,
        person.count,
        person.error,
        person.is_selected,
        person.is_excluded,
        url,
        exclude_url,
    )
