"""What is known of the request under way, for its line in the log and its count."""

from __future__ import annotations

import os
import re
import threading
import time
from dataclasses import dataclass, field

from flask import Flask, g, has_request_context, request

from search.deadline import Deadline
from search.types import SearchRequest, SearchResults
from web.config import WebConfig
from web.state import current_config, current_searcher

REQUEST_ID_HEADER = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._=-]{1,64}")


@dataclass(slots=True)
class Note:
    """One request.

    Attributes
    ----------
    request_id : str
        Its name in the log, in problem documents and in the answer's header.
    started : float
        Of `time.perf_counter`: when it had come, whenever a thread was free for it.
    search : SearchRequest or None
        What was searched for, if anything.
    results : SearchResults or None
        What was found, as soon as it was.
    """

    request_id: str
    started: float = field(default_factory=lambda: time.perf_counter() - _waited())
    search: SearchRequest | None = None
    results: SearchResults | None = None


_of_thread = threading.local()


def note_wait(seconds: float) -> None:
    """Say how long the next request of this thread has waited for it."""
    _of_thread.waited = seconds


def _waited() -> float:
    return getattr(_of_thread, "waited", 0.0)


def register_notes(app: Flask, config: WebConfig) -> None:
    """Begin a note with every request of an app."""
    # Only a proxy that is trusted may name a request: others could give two the
    # same name, to hide one in the log.
    is_given = config.proxies > 0

    @app.before_request
    def begin() -> None:
        given = request.environ.get("HTTP_X_REQUEST_ID", "") if is_given else ""
        g.note = Note(
            given if _REQUEST_ID.fullmatch(given) else new_request_id(),
        )


def new_request_id() -> str:
    """Name a request."""
    return os.urandom(8).hex()


def current_note() -> Note:
    """Give the note of the request under way."""
    return g.note


def current_request_id() -> str | None:
    """Give the id of the request under way; None where there is none."""
    note = g.get("note") if has_request_context() else None
    return note and note.request_id


def current_deadline() -> Deadline:
    """Give the moment by which the request under way has to be answered.

    Its time began when it came: whoever waits for a thread waits for the answer.
    """
    limit = current_config().time_limit
    return Deadline(limit, since=current_note().started)


def run_search(searched: SearchRequest, *, strict: bool = False) -> SearchResults:
    """Search with the searcher of the app, and note what was asked and found."""
    note = current_note()
    note.search = searched
    note.results = current_searcher().search(
        searched, strict=strict, deadline=current_deadline()
    )
    return note.results
