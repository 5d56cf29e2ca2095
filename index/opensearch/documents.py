"""An analysed article → the document that a cluster keeps of it, and back.

JSON knows no lone surrogates, of which ids and paths of files may have some: they
stand for bytes that are no UTF-8. They travel as characters of the last private plane.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from index.analysis.article import AnalysedArticle
from index.analysis.names import person_key
from index.analysis.normalise import fold
from index.analysis.syllables import syllables
from index.analysis.terms import FieldTerms
from index.article import Article, Person, published_minute
from index.opensearch.mapping import (
    BODY_FIELD,
    FOLDED,
    FORM_JOINT,
    NAME_FIELDS,
    NAME_WORDS,
    SPELLINGS_FIELD,
    TITLE_FIELD,
)
from index.schema import name_term

_MAX_ID_BYTES = 512
"""What a cluster takes for an id."""

_MAX_FORMS = 200_000

_LAST_PLANE = 0x100000
_SURROGATES = re.compile("[\ud800-\udfff]")
_IN_PLACE = re.compile(f"[{chr(_LAST_PLANE)}-{chr(_LAST_PLANE + 0x7FF)}]")


def document_id(article_id: str) -> str:
    """Give the ``_id`` of an article: the same in every run, so loading is idempotent.

    A long id is hashed; so is one that only looks hashed.
    """
    sendable = to_sendable(article_id)
    if not sendable.startswith("#") and len(sendable.encode()) <= _MAX_ID_BYTES:
        return sendable
    coded = article_id.encode("utf-8", "surrogatepass")
    return "#" + blake2b(coded, digest_size=24).hexdigest()


def document_of(analysed: AnalysedArticle, group: Sequence[str] = ()) -> dict[str, Any]:
    """Make the document of an article.

    Parameters
    ----------
    analysed : AnalysedArticle
    group : sequence of str
        Ids of the articles that are copies of each other, this one included, in
        their order; empty where it has no copies.
    """
    article = analysed.article
    document: dict[str, Any] = {
        "id": to_sendable(article.id),
        "content_hash": to_sendable(article.content_hash),
        "article": stored_fields(article),
        TITLE_FIELD: tokens_of(analysed.title),
        BODY_FIELD: tokens_of(analysed.body),
        "title_length": analysed.title.length,
        "body_length": analysed.body.length,
    }
    if article.published is not None:
        document["minute"] = published_minute(article.published)
    for field, names in names_of(article).items():
        keys = list(dict.fromkeys(map(person_key, names)))
        document[NAME_FIELDS[field]] = list(map(to_sendable, keys))
        document[NAME_WORDS[field]] = [words_of_name(name) for name in names]
    document[SPELLINGS_FIELD] = [
        to_sendable(name_term(person.name)) for person in article.persons
    ]
    if group:
        document["group"] = document_id(group[0])
        document["place"] = list(group).index(article.id)
        document["copies"] = {"ids": list(map(to_sendable, group))}
    return document


def names_of(article: Article) -> dict[str, tuple[str, ...]]:
    """Give the names of an article by the name field of a query."""
    return {
        "person": tuple(person.name for person in article.persons),
        "author": article.authors,
        "source": () if article.source is None else (article.source,),
    }


def tokens_of(field: FieldTerms) -> str:
    """Write the terms of a field as `index.opensearch.mapping` says.

    Examples
    --------
    >>> from index.analysis.terms import field_terms
    >>> tokens_of(field_terms("Ban Tổ chức họp"))
    'ban|~ban tổ|~to|tổ_chức chức|~chuc họp|~hop'
    """
    known = _FORMS
    forms = [known[syllable] for syllable in field.syllables]
    for position, whole in field.wholes:
        forms[position] += FORM_JOINT + whole
    return to_sendable(" ".join(forms))


def words_of_name(name: str) -> str:
    """Write the syllables of a name in the same way."""
    return to_sendable(" ".join(map(_FORMS.__getitem__, syllables(name))))


class _Forms(dict[str, str]):
    """Syllable → what is sent of it; looking one up costs less than calling."""

    def __missing__(self, syllable: str) -> str:
        if len(self) >= _MAX_FORMS:
            self.clear()  # There is no end to what articles can hold.
        forms = f"{syllable}{FORM_JOINT}{FOLDED}{fold(syllable)}"
        self[syllable] = forms
        return forms


_FORMS = _Forms()


def stored_fields(article: Article) -> dict[str, Any]:
    """Give all of an article as JSON has it; what it has not is left out."""
    found = {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "path": article.path,
        "content_hash": article.content_hash,
        "published": article.published,
        "published_from": article.published_from,
        "authors": list(article.authors),
        "persons": [[person.name, person.role] for person in article.persons],
        "source": article.source,
        "url": article.url,
        "converted_from": article.converted_from,
        "decisions": article.decisions,
    }
    return {name: _sendable(value) for name, value in found.items() if value}


def article_of(stored: dict[str, Any]) -> Article:
    """Rebuild an article from what `stored_fields` gave."""

    def text(name: str) -> str | None:
        value = stored.get(name)
        return None if value is None else from_sendable(value)

    return Article(
        id=text("id") or "",
        title=text("title") or "",
        body=text("body") or "",
        path=text("path") or "",
        content_hash=text("content_hash") or "",
        published=text("published"),
        published_from=text("published_from"),
        authors=tuple(map(from_sendable, stored.get("authors", ()))),
        persons=tuple(persons_of(stored.get("persons", ()))),
        source=text("source"),
        url=text("url"),
        converted_from=text("converted_from"),
        decisions=text("decisions") or "",
    )


def persons_of(stored: Iterable[Sequence[str | None]]) -> Iterable[Person]:
    """Rebuild the persons of an article."""
    for name, role in stored:
        yield Person(
            from_sendable(name or ""), None if role is None else from_sendable(role)
        )


def to_sendable(text: str) -> str:
    """Put characters in place of lone surrogates, so that JSON can carry a text."""
    if text.isascii() or not _SURROGATES.search(text):
        return text
    return _SURROGATES.sub(lambda m: chr(ord(m[0]) - 0xD800 + _LAST_PLANE), text)


def from_sendable(text: str) -> str:
    """Undo `to_sendable`."""
    if text.isascii() or not _IN_PLACE.search(text):
        return text
    return _IN_PLACE.sub(lambda m: chr(ord(m[0]) - _LAST_PLANE + 0xD800), text)


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return to_sendable(value)
    if isinstance(value, list):
        return list(map(_sendable, value))
    return value
