"""What an app was created with: its searcher and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, current_app

from web.config import WebConfig

if TYPE_CHECKING:
    from search.searcher import Searcher

_KEY = "tracuu"


@dataclass(frozen=True, slots=True)
class State:
    """The values every view may need."""

    searcher: Searcher
    config: WebConfig


def attach_state(app: Flask, searcher: Searcher, config: WebConfig) -> None:
    """Keep searcher and settings with the app rather than in a global."""
    app.extensions[_KEY] = State(searcher, config)


def current_searcher() -> Searcher:
    """Give the searcher of the app that answers the request."""
    return current_app.extensions[_KEY].searcher


def current_config() -> WebConfig:
    """Give the settings of the app that answers the request."""
    return current_app.extensions[_KEY].config
