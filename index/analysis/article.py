"""An article, the terms of its text fields, its signature: what a writer takes."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.terms import FieldTerms, syllables_of, terms_of
from index.article import Article
from index.duplicates.signature import Signature, make_signature


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An article, the terms of its text fields, and what tells its copies."""

    article: Article
    title: FieldTerms
    body: FieldTerms
    signature: Signature


def analyse_article(article: Article) -> AnalysedArticle:
    """Analyse an article."""
    title, body = terms_of((article.title, article.body))
    signature = make_signature(article, syllables_of(title), syllables_of(body))
    return AnalysedArticle(article, title, body, signature)
