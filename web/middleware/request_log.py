"""One line in the log for every request, and more of it where that was slow.

What people look for stays out of it unless `log_queries` lets it in: a line has
the route, not the path, which may hold the id of an article or the name of a person.
"""

from __future__ import annotations

import logging
import time
from ipaddress import ip_address, ip_network

from flask import Flask, Response, request

from search.types import SORTS, SearchRequest
from web.config import WebConfig
from web.middleware.notes import REQUEST_ID_HEADER, current_note

_log = logging.getLogger("tracuu.requests")
_NETWORK_BITS = {4: 24, 6: 48}


def register_request_log(app: Flask, config: WebConfig) -> None:
    """Log the requests of an app, and tell their senders how they are called."""
    _log.setLevel(logging.INFO)

    @app.after_request
    def finish(response: Response) -> Response:
        note = current_note()
        response.headers[REQUEST_ID_HEADER] = note.request_id
        milliseconds = (time.perf_counter() - note.started) * 1000
        is_slow = milliseconds >= config.slow_query_ms
        if config.log_requests == "all" or (config.log_requests == "slow" and is_slow):
            _log_request(config, response, milliseconds, is_slow)
        return response


def _log_request(
    config: WebConfig, response: Response, milliseconds: float, is_slow: bool
) -> None:
    level = logging.WARNING if is_slow else logging.INFO
    if not _log.isEnabledFor(level):
        return
    note = current_note()
    # Each look through Flask's proxy takes a microsecond.
    asked = request._get_current_object()
    is_head = asked.method == "HEAD"
    fields: dict[str, object] = {
        "request_id": note.request_id,
        "method": asked.method[:16],
        "route": asked.url_rule and asked.url_rule.rule,
        "status": response.status_code,
        "ms": round(milliseconds, 2),
        "bytes": 0 if is_head else response.content_length,
        "generation": note.results and note.results.generation,
        "client": shown_client(asked.remote_addr, config.log_clients),
    }
    if is_slow and note.search is not None:
        fields["search"] = shape_of(note.search)
        fields["engine_ms"] = note.results and round(note.results.took_ms, 2)
    if config.log_queries == "always" or (config.log_queries == "slow" and is_slow):
        fields["path"] = asked.full_path
        fields["query"] = note.search and note.search.query
    message = "slow request" if is_slow else "request"
    _log.log(level, message, extra={"fields": fields})


def shape_of(searched: SearchRequest) -> dict[str, object]:
    """Describe a search without a word of it.

    Examples
    --------
    >>> shape_of(SearchRequest("lũ lụt", persons=("Lê Thị Hà",), page=3))
    {'words': 2, 'characters': 6, 'persons': 1, 'page': 3}
    """
    shape: dict[str, object] = {
        "words": len(searched.query.split()),
        "characters": len(searched.query),
    }
    if searched.persons:
        shape["persons"] = len(searched.persons)
    if searched.without:
        shape["without"] = len(searched.without)
    if searched.date_from or searched.date_to or searched.undated:
        shape["dates"] = True
    if searched.sort != SORTS[0]:
        shape["sort"] = searched.sort
    if searched.explain:
        shape["explain"] = True
    if searched.page != 1:
        shape["page"] = searched.page
    return shape


def shown_client(address: str | None, how: str) -> str | None:
    """Give as much of an address as is wanted in the log.

    Examples
    --------
    >>> shown_client("192.0.2.7", "whole"), shown_client("192.0.2.7", "network")
    ('192.0.2.7', '192.0.2.0/24')
    """
    if how != "network" or not address:
        return None if how == "none" else address
    try:
        bits = _NETWORK_BITS[ip_address(address).version]
        return str(ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return None
