"""Settings and fields of an index of articles in a cluster: the only place for both.

One position space, as at home (DESIGN, section 3): text arrives as tokens, one
position after a space, its forms parted by ``|``: ``tổ|~to|tổ_chức chức|~chuc``. The
first is the syllable as it is spelled, the one after ``~`` the same without marks, and
what follow are words and document numbers that begin there. A whitespace tokenizer
and a ``pattern_capture`` filter put them at one position, so that phrases match across
forms.

Frequencies are wanted as they are, because BM25F is worked out over both fields
together (`search.opensearch.scoring`). The similarity of a text field therefore gives
the frequency, bounded so that several fit into one number, times the boost of the
query.
"""

from __future__ import annotations

from typing import Any

FORMAT_VERSION = 1
"""Raised whenever an index of before cannot be answered from."""

FORM_JOINT = "|"
"""Between the forms at one position."""

FOLDED = "~"
"""Stands before a syllable without marks."""

MAX_TITLE_FREQ = 7
MAX_BODY_FREQ = 511
"""Occurrences that are counted: four such numbers fit into the 24 bits of a score. An
article that says a word more often has long had all that the word can give."""

_TOKENS = "tokens"
_COPIED = "any"

TITLE_FIELD = "title"
BODY_FIELD = "body"
ANY_FIELD = _COPIED
"""Title and body together, without frequencies: what an article has at all."""

NAME_FIELDS = {"person": "persons", "author": "authors", "source": "sources"}
"""Name field of a query → keyword field with the keys of the names."""

NAME_WORDS = {field: f"{field}_words" for field in ("person", "author", "source")}
"""The same → token field with their syllables."""

SPELLINGS_FIELD = "person_spellings"
"""Keyword field: `index.schema.name_term` of each person."""

DERIVED = (
    TITLE_FIELD,
    BODY_FIELD,
    *NAME_FIELDS.values(),
    *NAME_WORDS.values(),
    SPELLINGS_FIELD,
    "minute",
    "title_length",
    "body_length",
    "place",
)
"""Fields that are left out of ``_source``: made of the article whenever it is sent."""


def index_settings(n_shards: int, n_replicas: int) -> dict[str, Any]:
    """Make the settings of an index that articles are going to be loaded into.

    Parameters
    ----------
    n_shards : int
        docs/opensearch.md says how many: 20 to 50 GB each.
    n_replicas : int
        Of the published index. While it is loaded it has one at the most: a node that
        is lost must not take hours of loading with it.
    """
    return {
        "index": {
            "number_of_shards": n_shards,
            "number_of_replicas": min(n_replicas, 1),
            # Until it is published nobody searches it.
            "refresh_interval": "-1",
            "max_result_window": 20_000,
            # A prefix stands for a thousand words; half a name for many names.
            "max_terms_count": 1_000_000,
            "similarity": {
                "title_freq": _frequency(MAX_TITLE_FREQ),
                "body_freq": _frequency(MAX_BODY_FREQ),
            },
            "analysis": {
                "tokenizer": {
                    "spaces": {"type": "whitespace", "max_token_length": 1_048_576}
                },
                "filter": {
                    "forms": {
                        "type": "pattern_capture",
                        "preserve_original": False,
                        "patterns": [r"([^|]+)"],
                    }
                },
                "analyzer": {
                    _TOKENS: {
                        "type": "custom",
                        "tokenizer": "spaces",
                        "filter": ["forms"],
                    }
                },
            },
        }
    }


def index_mapping() -> dict[str, Any]:
    """Make the fields of an index of articles."""
    keyword = {"type": "keyword"}
    return {
        "dynamic": False,
        "_source": {"excludes": list(DERIVED)},
        "properties": {
            "id": keyword,
            "content_hash": {"type": "keyword", "index": False},
            # As it was read, whole; nothing of it is searched.
            "article": {"type": "object", "enabled": False},
            "copies": {"type": "object", "enabled": False},
            TITLE_FIELD: _text("title_freq"),
            BODY_FIELD: _text("body_freq"),
            ANY_FIELD: {
                "type": "text",
                "analyzer": _TOKENS,
                "index_options": "docs",
                "norms": False,
                "similarity": "boolean",
            },
            **{field: keyword for field in NAME_FIELDS.values()},
            **{
                field: {"type": "text", "analyzer": _TOKENS, "norms": False}
                for field in NAME_WORDS.values()
            },
            SPELLINGS_FIELD: keyword,
            "minute": {"type": "long"},
            "title_length": {"type": "integer", "index": False},
            "body_length": {"type": "integer", "index": False},
            "group": keyword,
            "place": {"type": "integer", "index": False},
        },
    }


def published_settings(n_replicas: int) -> dict[str, Any]:
    """Make the settings that an index gets before it is published."""
    return {
        "index": {
            "number_of_replicas": n_replicas,
            "refresh_interval": "60s",
        }
    }


def _text(similarity: str) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": _TOKENS,
        "norms": False,
        "similarity": similarity,
        "copy_to": _COPIED,
    }


def _frequency(most: int) -> dict[str, Any]:
    source = f"return query.boost * Math.min(doc.freq, {most}.0);"
    return {"type": "scripted", "script": {"source": source}}
