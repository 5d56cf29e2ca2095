"""What was found, made ready to be shown: highlights, snippets, copies."""

from __future__ import annotations

from index.article import Article
from search.deadline import Deadline
from search.engine import Matches, Snapshot
from search.query.nodes import Everything, Query
from search.snippets import highlights_of, plan_of, snippet_of
from search.types import Hit, ScorePart


def make_hits(
    snapshot: Snapshot,
    query: Query,
    matches: Matches,
    explain: bool,
    deadline: Deadline,
) -> tuple[Hit, ...]:
    """Show the articles of a page: what of them answers, and their other copies.

    Parameters
    ----------
    snapshot : Snapshot
        Where they were found.
    query : Query
    matches : Matches
    explain : bool
        Whether each is to tell how it came by its score.
    deadline : Deadline

    Raises
    ------
    TimeLimitError
        If not all are made by the deadline.
    """
    ids = [found.id for found, _ in matches.articles]
    copies = snapshot.copies_of(ids)
    parts: dict[str, list[ScorePart]] | None = None
    if explain:
        parts = snapshot.explain(query, ids)
    has_scores = not isinstance(query, Everything)
    in_titles, in_bodies = (plan_of(query, in_title=where) for where in (True, False))

    def make_hit(found: Article, score: float) -> Hit:
        deadline.check()
        return Hit(
            id=found.id,
            title=found.title,
            title_highlights=highlights_of(in_titles, found.title),
            url=found.url,
            source=found.source,
            published=found.published,
            authors=found.authors,
            persons=found.persons,
            score=score if has_scores else 0.0,
            snippet=snippet_of(in_bodies, found.body),
            also_in=copies.get(found.id, ()),
            explanation=None if parts is None else tuple(parts[found.id]),
        )

    return tuple(make_hit(found, score) for found, score in matches.articles)
