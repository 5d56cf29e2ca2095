"""The language that is asked for, which every address may hold."""

from __future__ import annotations

from web.config import LANGUAGES
from web.params.values import Args, choice


def parse_language(args: Args) -> str | None:
    """Read ``lang``: one of `LANGUAGES`, or None where none is asked for."""
    return choice(args, "lang", LANGUAGES)
