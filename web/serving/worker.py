"""gunicorn's worker with threads, and what ours does otherwise."""

from __future__ import annotations

import errno
import json
import logging
import select
import socket
import struct
import time
from http import HTTPStatus

from gunicorn.http.errors import (
    ConfigurationProblem,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import TConn, ThreadWorker

from web.middleware.headers import HEADERS
from web.middleware.notes import new_request_id, note_wait
from web.middleware.problems import BAD_REQUEST, INTERNAL, PROBLEM_TYPE

LINGER_MS = 5
"""What a thread waits for another request on the connection it has answered."""

SILENCE_SECONDS = 10
"""How long a client may stop in the middle of a request, or of its answer: a thread
waits for it."""

REQUEST_SECONDS = 10
"""How long a request may be on its way, however busily its client sends."""

YIELD_SECONDS = 0.001
"""What a worker that has a connection leaves the others to take a new one."""

_STATUSES: dict[type[Exception], HTTPStatus] = {
    LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
}

_OURS = (ConfigurationProblem, InvalidResponseHeader, InvalidResponseHeaderName)

_log = logging.getLogger("tracuu.requests")


class Worker(ThreadWorker):
    """gunicorn's worker with threads, whose threads wait a little for more.

    gunicorn hands a kept connection back to its main thread after every answer,
    and takes it up again in some thread for the next request: a third of its own
    processor time. Who has asked once mostly asks again at once, the page for its
    style and pictures, a program for the next search.

    What is no request is told so without a word of it, neither in the answer nor
    in the log: gunicorn would write the query into both.

    Attributes
    ----------
    place : str
        Unlike that of every other worker that runs; see `web.middleware.metrics`.
    """

    place = ""

    def enqueue_req(self, conn: TConn) -> None:
        """Let the next free thread answer what comes on a connection."""
        conn.queued_at = time.perf_counter()
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> object:
        """Answer what comes on a connection; say whether it is to be kept."""
        note_wait(time.perf_counter() - conn.queued_at)
        if not conn.initialized:
            # Of the system rather than of Python's sockets: gunicorn sets those back.
            limit = struct.pack("@ll", SILENCE_SECONDS, 0)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
            conn.parser = RequestParser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = _PunctualReader(conn.sock)
        is_kept = self._handle_one(conn)
        note_wait(0.0)
        while is_kept is True and self.alive and self._is_more_soon(conn):
            is_kept = self._handle_one(conn)
        return is_kept

    def handle_request(self, req: Request, conn: TConn) -> object:
        """Answer a request; the connection ends with one that has a body."""
        for name, value in req.headers:
            if name == "TRANSFER-ENCODING" or (
                name == "CONTENT-LENGTH" and value != "0"
            ):
                # Nobody reads it, and a thread would have to wait for its end.
                req.force_close()
        return super().handle_request(req, conn)

    def handle_error(
        self, req: Request | None, client: socket.socket, addr: object, exc: Exception
    ) -> None:
        """Answer what is no request, or could not be answered."""
        is_theirs = isinstance(exc, ParseException) and not isinstance(exc, _OURS)
        status = _STATUSES.get(
            type(exc),
            HTTPStatus.BAD_REQUEST if is_theirs else HTTPStatus.INTERNAL_SERVER_ERROR,
        )
        request_id = new_request_id()
        fields = {"request_id": request_id, "status": int(status)}
        if is_theirs:
            fields["reason"] = type(exc).__name__
            _log.warning("no request", extra={"fields": fields})
        else:
            message = "a request could not be answered"
            _log.error(message, exc_info=exc, extra={"fields": fields})
        kind = BAD_REQUEST if is_theirs else INTERNAL
        body = json.dumps(
            {
                "type": f"/api#{kind.slug}",
                "title": status.phrase,
                "status": status,
                "detail": kind.about,
                "request_id": request_id,
            }
        ).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}",
            f"Content-Type: {PROBLEM_TYPE}",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in HEADERS),
            "Cache-Control: no-store",
            "Connection: close",
        )
        try:
            write_nonblock(client, "\r\n".join((*head, "", "")).encode() + body)
        except OSError:
            self.log.debug("nobody was there to be told of an error")

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, unless a worker that has none takes it first."""
        if self.nr_conns:
            # Two clients of one worker share a processor while another one rests.
            time.sleep(YIELD_SECONDS)
        super().accept(listener)

    def _handle_one(self, conn: TConn) -> object:
        conn.parser.unreader.begin()
        return super().handle(conn)

    def _is_more_soon(self, conn: TConn) -> bool:
        # Nobody else may have to wait for this thread, nor what was read already.
        if self.nr_conns > self.cfg.threads or conn.is_http2:
            return False
        if conn.parser.unreader.buf.getvalue():
            return False
        waiting = select.poll()
        waiting.register(conn.sock, select.POLLIN)
        return bool(waiting.poll(LINGER_MS))


class _PunctualReader(SocketUnreader):
    """Reads requests from a connection, none for longer than `REQUEST_SECONDS`."""

    _end: float | None = None

    def begin(self) -> None:
        """Wait for another request: its time begins with its first bytes."""
        self._end = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Give what has come; raise what silence raises where it took too long."""
        if self._end is not None and time.monotonic() >= self._end:
            raise BlockingIOError(errno.EAGAIN, "the request took too long to come")
        received = super().chunk(size_hint)
        if self._end is None:
            self._end = time.monotonic() + REQUEST_SECONDS
        return received
