"""What an app was created with: its searcher and its settings."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Flask, current_app

from web.config import WebConfig

if TYPE_CHECKING:
    from search.searcher import Searcher

_KEY = "tracuu"

MAX_EXPORTS = 2
"""Lists of all hits that a worker writes at a time. One takes a thread for as long as
its reader likes, and half of them have to be left for everybody else."""


@dataclass(frozen=True, slots=True)
class State:
    """The values every view may need."""

    searcher: Searcher
    config: WebConfig
    exports: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MAX_EXPORTS)
    )


def attach_state(app: Flask, searcher: Searcher, config: WebConfig) -> None:
    """Keep searcher and settings with the app rather than in a global."""
    app.extensions[_KEY] = State(searcher, config)


def current_searcher() -> Searcher:
    """Give the searcher of the app that answers the request."""
    return current_app.extensions[_KEY].searcher


def current_config() -> WebConfig:
    """Give the settings of the app that answers the request."""
    return current_app.extensions[_KEY].config


def current_exports() -> threading.BoundedSemaphore:
    """Give what counts the lists of all hits that the app writes at the moment."""
    return current_app.extensions[_KEY].exports
