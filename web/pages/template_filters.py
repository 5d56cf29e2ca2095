"""What templates may write behind a bar: ``{{ results.total | count }}``."""

from __future__ import annotations

from flask import Flask

from web.language.dates import format_day, format_published
from web.language.i18n import (
    format_count,
    format_full,
    format_milliseconds,
    format_score,
    translate_parameter_problem,
    translate_problem,
    write_sentence,
)
from web.pages.as_read import as_read
from web.pages.markup import mark


def register_filters(app: Flask) -> None:
    """Give the templates of an app their filters."""
    app.jinja_env.filters.update(
        count=format_count,
        milliseconds=format_milliseconds,
        score=format_score,
        mark=mark,
        as_read=as_read,
        day=format_day,
        published=format_published,
        published_in_full=format_full,
        problem=translate_problem,
        parameter_problem=translate_parameter_problem,
        sentence=write_sentence,
    )
