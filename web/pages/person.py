"""HTML: what the articles say of a person."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template

from search.profiles import PersonProfile, StatedRole
from search.types import SearchRequest
from web.language.dates import format_day
from web.language.i18n import asked_language
from web.middleware.notes import current_deadline
from web.pages.chart import PERSON_HEIGHT, draw_chart
from web.pages.links import Links
from web.params import read_name
from web.state import current_searcher

people = Blueprint("people", __name__)

_MANY_ROLES = 12
"""Of more roles than these, those that one article states are folded away."""


@people.get("/people/<path:name>")
def person(name: str) -> str | Response:
    """Show what the articles say that name a person.

    Another spelling leads to the commonest one, so that a person has one address.
    """
    found = current_searcher().person(read_name(name), deadline=current_deadline())
    links = Links(SearchRequest(persons=(found.name,)), asked_language())
    # What stands in the address, not what was read of it: a name with two spaces
    # would be led to itself for ever.
    if name != found.name:
        return redirect(links.person(found.name))
    main, others = _roles(found)
    return render_template(
        "person.html",
        person=found,
        links=links,
        anew=Links(SearchRequest(), asked_language()),
        chart=draw_chart(found.published, links.request, links, PERSON_HEIGHT),
        roles=main,
        other_roles=others,
        present_days=present_days,
    )


def present_days(role: StatedRole) -> str | None:
    """Name the days on which a role was first and last stated; None: unknown."""
    if role.first is None or role.last is None:
        return None
    days = dict.fromkeys([format_day(role.first), format_day(role.last)])
    return " – ".join(days)


def _roles(found: PersonProfile) -> tuple[list[StatedRole], list[StatedRole]]:
    """Divide the roles into those to be shown and those to be folded away."""
    often = [role for role in found.roles if role.count > 1]
    if len(found.roles) <= _MANY_ROLES or not often:
        return list(found.roles), []
    return often, [role for role in found.roles if role.count == 1]
