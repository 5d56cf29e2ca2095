"""How news may be indexed in OpenSearch, and what a search for it is then.

Designs of an index that a knowledgeable user may choose for the same job:

``text``
    Title and body by the standard tokenizer in small letters, which parts
    Vietnamese into syllables, each at its position with and without its marks
    (``asciifolding`` that keeps the original): what is typed without marks finds
    all spellings and what is typed with marks itself, as ours. Offsets are in the
    postings, where the unified highlighter reads them instead of analysing texts
    again.
``tokens``
    Our own tokens, each position's forms joined by ``|`` (``tổ|~to|tổ_chức``:
    syllable, syllable without marks, word that begins there) and parted again
    at one position by ``pattern_capture``. Title and body are stored for
    showing and not indexed; the highlighter analyses ten bodies an answer.
``bare``
    As ``tokens``, no body stored: what the postings alone take.

All have persons as keywords and the date as a date, one shard and no replica.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from peers.base import N_HITS, N_PERSONS
from queries import BenchQuery

from index.analysis.normalise import fold
from index.analysis.terms import FieldTerms, terms_of
from index.article import Article

Design = Literal["text", "tokens", "bare"]
DESIGNS: tuple[Design, ...] = ("text", "tokens", "bare")

_SHOWN = ["title", "url", "source", "published", "persons"]
_SNIPPET_LENGTH = 300
"""Code points of a snippet at most, as ours."""

_UNSEARCHED = {"type": "keyword", "index": False, "doc_values": False}
_COMMON = {
    "url": _UNSEARCHED,
    "source": _UNSEARCHED,
    "persons": {"type": "keyword"},
    "published": {"type": "date"},
}
_ANALYSIS = {
    "filter": {
        "forms": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": ["([^|]+)"],
        },
        "without_marks": {"type": "asciifolding", "preserve_original": True},
    },
    "analyzer": {
        "syllables": {"tokenizer": "standard", "filter": ["lowercase"]},
        "spellings": {
            "tokenizer": "standard",
            "filter": ["lowercase", "without_marks"],
        },
        "forms": {"tokenizer": "whitespace", "filter": ["forms"]},
        "words": {"tokenizer": "whitespace"},
    },
}


def has_tokens(design: Design) -> bool:
    """Say whether a design is given our tokens."""
    return design in ("tokens", "bare")


def index_settings(design: Design) -> dict:
    """Give what an index is made with."""
    text: dict[str, Any] = {
        "type": "text",
        "analyzer": "spellings",
        "search_analyzer": "syllables",
    }
    tokens = {"type": "text", "analyzer": "forms", "search_analyzer": "words"}
    mappings: dict[str, Any] = {"dynamic": "strict"}
    if has_tokens(design):
        fields = dict.fromkeys(("title", "body"), text | {"index": False})
        fields |= dict.fromkeys(("title_tokens", "body_tokens"), tokens)
        unkept = ["title_tokens", "body_tokens"]
        mappings["_source"] = {"excludes": unkept + ["body"] * (design == "bare")}
    else:
        fields = dict.fromkeys(("title", "body"), text | {"index_options": "offsets"})
    settings = {
        "number_of_shards": 1,
        "number_of_replicas": 0,
        # Refreshed once, when everything is loaded.
        "refresh_interval": "-1",
        "analysis": _ANALYSIS,
    }
    return {
        "settings": settings,
        "mappings": mappings | {"properties": fields | _COMMON},
    }


def bulk_of(articles: Sequence[Article], design: Design) -> bytes:
    """Write articles as the body of a bulk request."""
    lines: list[str] = []
    terms: list[FieldTerms] = []
    if has_tokens(design):
        terms = terms_of([text for one in articles for text in (one.title, one.body)])
    for at, article in enumerate(articles):
        record: dict[str, Any] = {
            "title": article.title,
            "body": article.body,
            "persons": list({person.name: None for person in article.persons}),
        }
        for key in ("url", "source", "published"):
            if getattr(article, key) is not None:
                record[key] = getattr(article, key)
        if terms:
            record["title_tokens"] = forms_of(terms[2 * at])
            record["body_tokens"] = forms_of(terms[2 * at + 1])
        lines.append(json.dumps({"index": {"_id": article.id}}))
        lines.append(json.dumps(record, ensure_ascii=False))
    return ("\n".join(lines) + "\n").encode()


def forms_of(terms: FieldTerms) -> str:
    """Write a field's positions, the forms of each joined by ``|``."""
    forms = [f"{syllable}|~{fold(syllable)}" for syllable in terms.syllables]
    for position, whole in terms.wholes:
        forms[position] += f"|{whole}"
    return " ".join(forms)


def search_body(query: BenchQuery, design: Design) -> bytes:
    """Write what our endpoint answers as a request to OpenSearch.

    Ten hits with what a page shows of them, the exact total, the 20 persons named
    most, the months, title and snippet marked.
    """
    if has_tokens(design):
        fields = ["title_tokens^2", "body_tokens"]
        # What has no marks stands for all of its spellings.
        words = [f"~{w}" if fold(w) == w else w for w in query.syllables]
    else:
        fields, words = ["title^2", "body"], list(query.syllables)
    match: dict[str, Any] = {"query": " ".join(words), "fields": fields}
    if query.kind == "phrase":
        match["type"] = "phrase"
    else:
        # Every word in whichever of the fields, as ours.
        match |= {"type": "cross_fields", "operator": query.kind.lower()}
    snippet = {
        "number_of_fragments": 1,
        "fragment_size": _SNIPPET_LENGTH,
        "no_match_size": _SNIPPET_LENGTH,
    }
    highlight: dict[str, Any] = {
        "type": "unified",
        "require_field_match": False,
        "fields": {"title": {"number_of_fragments": 0}, "body": snippet},
    }
    if has_tokens(design):
        # The texts that are marked have the same forms without the sign.
        shown = match | {"query": " ".join(query.syllables)}
        highlight["highlight_query"] = {"multi_match": shown}
    months = {"field": "published", "calendar_interval": "month", "min_doc_count": 1}
    body = {
        "from": 0,
        "size": N_HITS,
        "track_total_hits": True,
        "_source": _SHOWN,
        "query": {"multi_match": match},
        "aggs": {
            "persons": {"terms": {"field": "persons", "size": N_PERSONS}},
            "published": {"date_histogram": months},
        },
        "highlight": highlight,
    }
    return json.dumps(body, ensure_ascii=False).encode()
