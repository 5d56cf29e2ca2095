"""What browsers and feed readers ask for: a feed, a description, suggestions."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.urls import iri_to_uri

from search.suggestions import Suggestion
from search.types import Hit, SearchRequest
from web.addresses import web_address
from web.api.serialize import write_json
from web.assets import asset
from web.encoding import TextResponse
from web.exports.atom import MIMETYPE, Entry, Feed, write_feed
from web.exports.opensearch import MIMETYPE as DESCRIPTION
from web.exports.opensearch import SUGGESTIONS, Description, write_description
from web.language.i18n import asked_language, format_count, language
from web.middleware.notes import run_search
from web.pages.filters import name_search
from web.pages.links import Links
from web.pages.paging import n_complete_here
from web.params import (
    FEED_PARAMETERS,
    check_known,
    parse_language,
    parse_strict,
    parse_suggest,
)
from web.state import current_config, current_searcher

feeds = Blueprint("feeds", __name__)

N_ENTRIES = 50
"""Articles in a feed; readers ask again long before so many are new."""

_URI = re.compile(
    r"https?://[a-z0-9._~:\[\]-]+"
    r"([/?#]([a-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9a-f]{2})*)?",
    re.IGNORECASE,
)


@feeds.get("/search.atom")
def search_atom() -> Response:
    """Answer a search with its newest articles, as a feed."""
    searched = parse_strict(request.args, FEED_PARAMETERS)
    newest = replace(searched, sort="newest", per_page=N_ENTRIES)
    results = run_search(newest, strict=True)
    answered = replace(searched, query=results.searched_instead or searched.query)
    links = Links(answered, asked_language())
    # Articles that have some of the words only would be no news to anybody.
    hits = results.hits[: n_complete_here(results)]
    feed = _feed(Links(searched, asked_language()))
    entries = (_entry(hit, links) for hit in hits)
    return Response(write_feed(feed, entries), mimetype=MIMETYPE)


@feeds.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to a browser, in the reader's language."""
    check_known(request.args, ("lang",))
    parse_language(request.args)
    asked = {"lang": asked_language(), "_external": True}
    name = current_config().site_name
    described = Description(
        name=name,
        about=gettext("Search the archive: %(name)s", name=name),
        language=language(),
        search_url=url_for("pages.search", **asked),
        feed_url=url_for("feeds.search_atom", **asked),
        suggest_url=url_for("feeds.suggest", **asked),
        self_url=url_for("feeds.opensearch", **asked),
        icon_url=asset("icon.svg", _external=True),
    )
    return Response(write_description(described), mimetype=DESCRIPTION)


@feeds.get("/api/suggest.opensearch")
def suggest() -> Response:
    """Answer with what begins as the text typed so far, as browsers read it."""
    typed, limit = parse_suggest(request.args)
    offered = current_searcher().suggestions(typed, limit)
    columns = (
        [suggestion.text for suggestion in offered],
        [_describe(suggestion) for suggestion in offered],
        [_url_of(suggestion) for suggestion in offered],
    )
    return TextResponse(write_json([typed, *columns]) + "\n", mimetype=SUGGESTIONS)


def _feed(links: Links) -> Feed:
    name = current_config().site_name
    searched = links.request
    return Feed(
        id=_absolute(Links(searched, None).feed()),
        self_url=_absolute(links.feed()),
        page_url=_absolute(links.search(sort="newest")),
        title=f"{name_search(searched)} – {name}",
        language=language(),
        author=name,
        icon_url=asset("icon.svg", _external=True),
        updated=current_searcher().status().created_at,
    )


def _entry(hit: Hit, links: Links) -> Entry:
    return Entry(
        id=url_for("articles.article", article_id=hit.id, _external=True),
        url=_absolute(links.article(hit.id)),
        source_url=_source(hit.url),
        title=hit.title,
        summary=hit.snippet.text,
        published=hit.published,
        authors=hit.authors,
        persons=tuple(person.name for person in hit.persons),
    )


def _absolute(path: str) -> str:
    # Not `host_url`, which has xn--… in letters: addresses in feeds are ASCII.
    return f"{request.scheme}://{request.host}{path}"


def _source(url: str | None) -> str | None:
    """Give a page's address as a URI, where it is one of the web and can be one."""
    given = web_address(url)
    try:
        written = iri_to_uri(given.strip()) if given else ""
    except ValueError:
        return None
    return written if _URI.fullmatch(written) else None


def _describe(suggestion: Suggestion) -> str:
    found = ngettext(
        "%(count)s article",
        "%(count)s articles",
        suggestion.count,
        count=format_count(suggestion.count),
    )
    return f"{gettext('Person')} · {found}" if suggestion.kind == "person" else found


def _url_of(suggestion: Suggestion) -> str:
    if suggestion.kind == "person":
        searched = SearchRequest(persons=(suggestion.text,))
    else:
        searched = SearchRequest(suggestion.text)
    return _absolute(Links(searched, asked_language()).search())
