"""What the page of an article tells of how it was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from search import Article
from search.decisions import Decision, Part, decisions_of
from web.language.dates import format_published
from web.language.decisions import decision_text, reason_texts


@dataclass(frozen=True, slots=True)
class NameRead:
    """A name of the text, the role it states, and what was made of it why."""

    name: str
    role: str | None
    why: str


@dataclass(frozen=True, slots=True)
class AsRead:
    """How an article was read.

    Attributes
    ----------
    page, title, published, authors : list of str
        Why each is as it is; what was turned down for it is named in its line.
    persons : list of NameRead
        The article's persons.
    turned_down : list of NameRead
        Names that were not taken for persons.
    is_told : bool
        Whether the index tells anything of it.
    """

    page: list[str]
    title: list[str]
    published: list[str]
    authors: list[str]
    persons: list[NameRead]
    turned_down: list[NameRead]
    is_told: bool


def as_read(article: Article) -> AsRead:
    """Tell how an article was read, in the language of the answer under way."""
    decisions = decisions_of(article)
    weighed = [one for one in decisions if one.part == "person"]
    why: dict[str, list[str]] = {}
    for one in weighed:
        if one.taken:
            # Who signed a document may be named in its text as well.
            why.setdefault(one.text, []).extend(reason_texts(gettext, one))
    return AsRead(
        page=_lines(decisions, "page"),
        title=_lines(decisions, "title"),
        published=_lines(decisions, "published", _day),
        authors=_lines(decisions, "authors"),
        persons=[
            NameRead(person.name, person.role, "; ".join(why.get(person.name, ())))
            for person in article.persons
        ],
        turned_down=[
            NameRead(one.text, None, _joined(one)) for one in weighed if not one.taken
        ],
        is_told=bool(decisions),
    )


def _lines(
    decisions: tuple[Decision, ...], part: Part, write: Callable[[str], str] = str
) -> list[str]:
    texts = [
        decision_text(gettext, one, write) for one in decisions if one.part == part
    ]
    return [text for text in texts if text]


def _joined(decision: Decision) -> str:
    return "; ".join(reason_texts(gettext, decision))


def _day(published: str) -> str:
    try:
        return format_published(published)
    except ValueError:
        return published
