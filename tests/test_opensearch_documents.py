"""What is sent to a cluster of an article, and that it comes back as it was."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from index.analysis.article import analyse_article
from index.article import Article, Person
from index.opensearch.documents import (
    article_of,
    document_id,
    document_of,
    from_sendable,
    stored_fields,
    to_sendable,
)
from index.opensearch.mapping import BODY_FIELD, DERIVED, TITLE_FIELD, index_mapping
from tests.helpers import make_article
from tests.strategies import texts

# Of every kind, lone surrogates and the private plane they travel on included.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"]),
    ),
    max_size=20,
).filter(lambda text: not any("\U00100000" <= c <= "\U001007ff" for c in text))
SOME = ANY_TEXT.filter(bool)

ARTICLES = st.builds(
    Article,
    id=SOME,
    title=ANY_TEXT,
    body=ANY_TEXT,
    path=SOME,
    content_hash=SOME,
    published=st.none() | st.just("2020-05-06T10:30"),
    published_from=st.none() | st.just("page"),
    authors=st.lists(SOME, max_size=3).map(tuple),
    persons=st.lists(st.builds(Person, SOME, st.none() | SOME), max_size=3).map(tuple),
    source=st.none() | SOME,
    url=st.none() | SOME,
    converted_from=st.none() | SOME,
    decisions=ANY_TEXT,
)


@given(ARTICLES)
def test_an_article_of_any_text_comes_back_as_it_was(article: Article) -> None:
    sent = json.dumps(stored_fields(article), ensure_ascii=False).encode("utf-8")
    assert article_of(json.loads(sent)) == article


@given(ANY_TEXT)
def test_any_text_can_be_sent_and_comes_back(text: str) -> None:
    assert from_sendable(to_sendable(text).encode("utf-8").decode("utf-8")) == text


@given(ANY_TEXT, ANY_TEXT)
def test_different_articles_have_different_ids_that_a_cluster_takes(
    one: str, other: str
) -> None:
    for id_ in (one, one * 60):
        assert len(document_id(id_).encode("utf-8")) <= 512
        assert document_id(id_) == document_id(id_)
    assert (document_id(one) == document_id(other)) == (one == other)
    hashed = document_id("dài" * 400)
    assert document_id(hashed) != hashed


@given(texts(), texts())
def test_every_token_field_has_a_position_for_each_syllable(
    title: str, body: str
) -> None:
    analysed = analyse_article(make_article("a", title, body))
    document = document_of(analysed)
    for field, terms in ((TITLE_FIELD, analysed.title), (BODY_FIELD, analysed.body)):
        positions = document[field].split(" ") if document[field] else []
        assert len(positions) == terms.length
        assert [one.split("|")[0] for one in positions] == list(terms.syllables)
        words = [w for one in positions for w in one.split("|")[2:]]
        assert sorted(words) == sorted(to_sendable(w) for _, w in terms.wholes)


def test_a_copy_says_whose_and_where_in_the_order_it_is() -> None:
    analysed = analyse_article(make_article("b"))
    document = document_of(analysed, ("a", "b"))
    assert (document["group"], document["place"]) == ("a", 1)
    assert document["copies"] == {"ids": ["a", "b"]}
    assert not {"group", "place", "copies"} & document_of(analysed).keys()


def test_every_field_that_is_sent_is_in_the_mapping() -> None:
    article = make_article(
        "a", published="2020-05-06", persons=["Lê Hà"], authors=["An"], source="Báo"
    )
    document = document_of(analyse_article(article), ("a", "b"))
    fields = index_mapping()["properties"]
    assert document.keys() <= fields.keys()
    assert set(DERIVED) <= fields.keys()
