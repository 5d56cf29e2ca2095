"""An article, the terms of its text fields, its signature: what a writer takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.terms import FieldTerms
from index.analysis.words import positions_of
from index.article import Article
from index.duplicates.signature import Signature, hashes_of, make_signature


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article, the terms of its text fields, and what tells its copies."""

    article: Article
    title: FieldTerms
    body: FieldTerms
    signature: Signature


def analyse_article(article: Article) -> AnalysedArticle:
    """Analyse an article."""
    (analysed,) = analyse_articles([article])
    return analysed


def analyse_articles(articles: Sequence[Article]) -> list[AnalysedArticle]:
    """Analyse several articles, much faster together than one by one."""
    texts = [text for one in articles for text in (one.title, one.body)]
    positioned = positions_of(texts)
    titles, bodies = positioned[::2], positioned[1::2]
    hashes = hashes_of(
        [title.hashes for title in titles],
        [body.hashes for body in bodies],
        [
            title.with_digits + body.with_digits
            for title, body in zip(titles, bodies, strict=True)
        ],
    )
    return [
        AnalysedArticle(
            article,
            FieldTerms(title),
            FieldTerms(body),
            make_signature(article, title.syllables, [], hashed),
        )
        for article, title, body, hashed in zip(
            articles, titles, bodies, hashes, strict=True
        )
    ]
