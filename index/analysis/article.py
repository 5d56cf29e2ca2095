"""An article with the terms of its text fields: what a writer takes."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.terms import FieldTerms, terms_of
from index.article import Article


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article and the terms of its text fields."""

    article: Article
    title: FieldTerms
    body: FieldTerms


def analyse_article(article: Article) -> AnalysedArticle:
    """Analyse the text fields of an article."""
    title, body = terms_of((article.title, article.body))
    return AnalysedArticle(article, title, body)
