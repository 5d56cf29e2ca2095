"""ETags: who has an answer already is told so, and nothing is searched.

What an answer is made of is known before it is made: the generation of the index,
the program, the address, the language. The tag is a digest of these. It is a weak
one, as the time that a search took is in its answer and is never the same, and as
one tag is for all encodings.
"""

from __future__ import annotations

from hashlib import blake2b

from flask import Flask, Response, g, request

from web.config import WebConfig
from web.fingerprint import fingerprint_of
from web.language.i18n import select_language
from web.middleware.notes import current_deadline, current_note
from web.state import current_searcher

_UNTAGGED = ("static", "metrics", "health.livez", "health.readyz")
"""Endpoints: the files have tags of their own, the others tell of this moment."""


def register_validators(app: Flask, config: WebConfig) -> None:
    """Give answers of an app their tags, and answer 304 to who has them.

    Not in a private archive, whose answers are kept nowhere.
    """
    if config.access.is_restricted:
        return
    program = fingerprint_of(config)

    @app.before_request
    def answer_if_known() -> Response | None:
        is_read = request.method in ("GET", "HEAD") and request.endpoint is not None
        if not is_read or request.endpoint in _UNTAGGED:
            return None
        g.generation = _generation()
        if g.generation is None:
            return None
        g.tag = _tag(program, g.generation)
        known = request.if_none_match
        # Whether there is any answer at all (*) is known to whoever makes it.
        if known.star_tag or not known.contains_weak(g.tag):
            return None
        response = Response(status=304)
        del response.headers["Content-Type"]
        response.set_etag(g.tag, weak=True)
        return response

    @app.after_request
    def tag_answer(response: Response) -> Response:
        tag = g.get("tag")
        is_answer = response.status_code == 200 and not response.is_streamed
        if tag is not None and is_answer and _is_whole() and _is_of(g.generation):
            response.set_etag(tag, weak=True)
        return response


def _generation() -> tuple[int, str] | None:
    try:
        status = current_searcher().status()
    except Exception:
        # Whoever needs the index finds that out, and says it.
        return None
    return status.generation, status.created_at


_ADDRESS = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)
"""The whole address as it came, its root as the proxies tell it: feeds name whole
addresses. To put one together anew takes longer than all the rest of a tag."""


def _tag(program: str, generation: tuple[int, str]) -> str:
    address = (request.environ.get(name, "") for name in _ADDRESS)
    made_of = (program, *map(str, generation), select_language(), *address)
    text = "\n".join(made_of).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=12).hexdigest()


def _is_whole() -> bool:
    """Tell whether nothing was left out for lack of time.

    Nothing is, as long as there is time for what the hits can do without.
    """
    results = current_note().results
    is_complete = results is None or not results.facets.incomplete
    return is_complete and not current_deadline().of_extras().is_over()


def _is_of(generation: tuple[int, str]) -> bool:
    """Tell whether one generation has answered all along.

    A number never comes back with another content: `tracuu rollback` publishes the
    earlier generation under a new one.
    """
    results = current_note().results
    return generation == _generation() and (
        results is None or results.generation == generation[0]
    )
