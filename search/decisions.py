"""What the indexer decided about an article's page, and why, for whoever shows it."""

from __future__ import annotations

from index.article import Article
from index.decisions import KEPT_PARTS, Decision, Part, Reason, read_decisions

__all__ = ["KEPT_PARTS", "Decision", "Part", "Reason", "decisions_of"]


def decisions_of(article: Article) -> tuple[Decision, ...]:
    """List the decisions that the index keeps with an article.

    There are none where they are damaged, or where the article was never read from
    a page.
    """
    return read_decisions(article.decisions)
