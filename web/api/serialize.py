"""Answers of the search as JSON-ready values: the contract of docs/json-api.md.

The JSON endpoint and ``tracuu search --json`` share it, so it knows no Flask.
Highlights are ranges of code points, never HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

from search.cursors import write_cursor
from search.decisions import decisions_of
from search.facets import DateFacet
from search.profiles import NameCount, PersonProfile
from search.suggestions import Suggestion
from search.types import (
    Copy,
    Hit,
    Person,
    Range,
    SearchRequest,
    SearchResults,
    SimilarArticle,
)
from web.language.decisions import decisions_to_json

if TYPE_CHECKING:
    from search import Article
    from search.documents import CitedDocument
    from web.exports.citations import Citation

# The contract of the answers fixes the order of keys, and people read them:
# Vietnamese escaped to \u is neither short nor legible. One encoder for all, since
# to make one takes as long as to write a small answer. Nothing here is a circle.
write_json = JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode
"""Write JSON-ready values as compact JSON."""


def results_to_json(results: SearchResults, request: SearchRequest) -> dict[str, Any]:
    """Give one page of answers to a request, keys in the order of the contract."""
    following = results.next
    return {
        "query": results.query,
        "searched_instead": results.searched_instead,
        "widened": [
            {"typed": widening.typed, "also": list(widening.also)}
            for widening in results.widened
        ],
        "total": results.total,
        "complete": results.complete,
        "took_ms": round(results.took_ms, 2),
        "page": results.page,
        "per_page": results.per_page,
        "generation": results.generation,
        "suggestion": results.suggestion,
        "cut_prefixes": list(results.cut_prefixes),
        "hits": [hit_to_json(hit) for hit in results.hits],
        "facets": {
            "published": _date_facet_to_json(results.facets.published),
            "persons": [
                {
                    "name": person.name,
                    "count": person.count,
                    "count_error": person.error,
                    "selected": person.is_selected,
                    "excluded": person.is_excluded,
                }
                for person in results.facets.persons
            ],
            "incomplete": list(results.facets.incomplete),
        },
        "next": None if following is None else write_cursor(request, following),
    }


def suggestions_to_json(
    typed: str, suggestions: Iterable[Suggestion]
) -> dict[str, Any]:
    """Give what begins as the text typed so far, best first."""
    return {
        "query": typed,
        "suggestions": [
            {"text": offered.text, "kind": offered.kind, "count": offered.count}
            for offered in suggestions
        ],
    }


def article_to_json(
    article: Article,
    also_in: Iterable[Copy],
    documents: Iterable[CitedDocument],
    citation: Citation,
    gettext: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Give one article; its content hash is the indexer's own affair.

    `gettext` gives a message in the reader's language.
    """
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "published": article.published,
        "published_from": article.published_from,
        "authors": list(article.authors),
        "persons": _persons_to_json(article.persons),
        "source": article.source,
        "url": article.url,
        "path": article.path,
        "converted_from": article.converted_from,
        "read": decisions_to_json(gettext, decisions_of(article)),
        "also_in": _copies_to_json(also_in),
        "documents": [_document_to_json(document) for document in documents],
        "citation": {"plain": citation.plain, "bibtex": citation.bibtex},
    }


def similar_to_json(similar: Iterable[SimilarArticle]) -> dict[str, Any]:
    """Give the articles that are like one, the most like it first."""
    return {"hits": _copies_to_json(similar)}


def _document_to_json(document: CitedDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "number": document.number,
        "name": document.name,
        "date": document.day and document.day.isoformat(),
        "mentions": _ranges_to_json(document.mentions),
        "query": document.query,
    }


def profile_to_json(profile: PersonProfile) -> dict[str, Any]:
    """Give what the articles say that name a person."""
    return {
        "name": profile.name,
        "total": profile.total,
        "spellings": _counts_to_json(profile.spellings),
        "roles": [
            {
                "role": role.text,
                "count": role.count,
                "first": role.first and role.first.isoformat(),
                "last": role.last and role.last.isoformat(),
            }
            for role in profile.roles
        ],
        "roles_total": profile.n_roles,
        "articles_read": profile.n_read,
        "published": _date_facet_to_json(profile.published),
        "named_with": _counts_to_json(profile.named_with),
        "newest": [
            {
                "id": article.id,
                "title": article.title,
                "published": article.published,
                "source": article.source,
            }
            for article in profile.newest
        ],
        "incomplete": list(profile.incomplete),
        "alike": _counts_to_json(profile.alike),
    }


def _counts_to_json(names: Iterable[NameCount]) -> list[dict[str, Any]]:
    return [{"name": counted.name, "count": counted.count} for counted in names]


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Give one hit, as it stands in an answer and on a line of all hits."""
    return {
        "id": hit.id,
        "title": hit.title,
        "title_highlights": _ranges_to_json(hit.title_highlights),
        "url": hit.url,
        "source": hit.source,
        "published": hit.published,
        "authors": list(hit.authors),
        "persons": _persons_to_json(hit.persons),
        "score": round(hit.score, 4),
        "snippet": {
            "text": hit.snippet.text,
            "highlights": _ranges_to_json(hit.snippet.highlights),
        },
        "also_in": _copies_to_json(hit.also_in),
        **_explanation_to_json(hit),
    }


def _explanation_to_json(hit: Hit) -> dict[str, Any]:
    if hit.explanation is None:
        return {}
    parts = [
        {
            "kind": part.kind,
            "text": part.text,
            "score": round(part.score, 4),
            "idf": round(part.idf, 4),
            "title_freq": round(part.title_freq, 4),
            "body_freq": round(part.body_freq, 4),
        }
        for part in hit.explanation
    ]
    return {"explanation": parts}


def _copies_to_json(copies: Iterable[Copy | SimilarArticle]) -> list[dict[str, Any]]:
    return [
        {
            "id": copy.id,
            "title": copy.title,
            "url": copy.url,
            "source": copy.source,
            "published": copy.published,
        }
        for copy in copies
    ]


def _persons_to_json(persons: Iterable[Person]) -> list[dict[str, Any]]:
    return [{"name": person.name, "role": person.role} for person in persons]


def _ranges_to_json(ranges: Iterable[Range]) -> list[list[int]]:
    return [[start, end] for start, end in ranges]


def _date_facet_to_json(facet: DateFacet) -> dict[str, Any]:
    return {
        "interval": facet.interval,
        "buckets": [
            {
                "from": bucket.first.isoformat(),
                "to": bucket.last.isoformat(),
                "count": bucket.count,
            }
            for bucket in facet.buckets
        ],
        "unknown": facet.unknown,
    }
