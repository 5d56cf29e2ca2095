"""Clients that ask a running service and remember what they were answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bench.reliability.common import n_articles, title_of
from bench.serving import Service

_CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: when it was asked for, when it was whole, and what it was."""

    asked: float
    answered: float
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Client:
    """One connection that is kept, and opened again where the service closed it.

    Closing a kept connection is not a failed request: whoever keeps one (a browser, a
    proxy) has to ask again on a new one where nothing was answered. On a new one
    nothing is asked twice.
    """

    def __init__(self, service: Service) -> None:
        self._connection = service.connect()
        self._is_new = True

    def ask(self, path: str) -> Answer:
        """Ask for a path and read the whole answer.

        Raises
        ------
        OSError, http.client.HTTPException
            Where the service does not answer.
        """
        asked = time.time()
        try:
            status, body = self._ask(path)
        except _CLOSED:
            self.close()
            if self._is_new:
                raise
            self._is_new = True
            status, body = self._ask(path)
        self._is_new = False
        return Answer(asked, time.time(), status, body)

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._connection.close()

    def _ask(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


Step = Callable[[Client, random.Random], str | None]
"""Asks something; gives what was wrong with the answer, or None."""


class Load:
    """Threads that each do one of some steps after the other, until told to stop.

    Parameters
    ----------
    service : Service
    make_steps : callable
        Called once for each thread: the steps it draws from.
    n_clients : int
    pause_seconds : float
        Between two steps of a client.

    Attributes
    ----------
    n_requests : int
    wrong : list of str
        What was wrong, failed requests included.
    """

    def __init__(
        self,
        service: Service,
        make_steps: Callable[[], Sequence[Step]],
        n_clients: int,
        pause_seconds: float = 0.0,
    ) -> None:
        self.n_requests = 0
        self.wrong: list[str] = []
        self._service = service
        self._pause = pause_seconds
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(make_steps(), number))
            for number in range(n_clients)
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, steps: Sequence[Step], number: int) -> None:
        draw = random.Random(number)
        client = Client(self._service)
        while not self._stop.wait(self._pause):
            step = draw.choice(steps)
            try:
                wrong = step(client, draw)
            except (OSError, http.client.HTTPException) as error:
                wrong = f"{step.__name__}: {type(error).__name__} {error}"
                client.close()
            with self._lock:
                self.n_requests += 1
            if wrong is not None:
                self.wrong.append(wrong)
        client.close()


def search_path(query: str, **parameters: object) -> str:
    """Give the path of a search by the JSON endpoint."""
    return "/api/search?" + urlencode({"q": query, **parameters}, doseq=True)


def article_path(article_id: str) -> str:
    """Give the path of an article by the JSON endpoint."""
    return "/api/articles/" + quote(article_id)


def wrong_for_version(answer: Answer, base: int) -> str | None:
    """Say what of a search's answer is not of the version that its generation has.

    The archive is one of `bench.reliability.common` whose versions were all published,
    so that a version's number is its generation's; the query is one that finds every
    article.
    """
    if answer.status != 200:
        return f"status {answer.status}: {answer.body[:300]!r}"
    results = answer.json
    version = results["generation"]
    if results["total"] != n_articles(base, version):
        return f"generation {version} has not {results['total']} articles"
    for hit in results["hits"]:
        number = int(hit["id"].removeprefix("bai-"))
        if hit["title"] != title_of(number, version):
            return f"generation {version} has no article “{hit['title']}”"
    return None
