"""``--wait``: another process writes to the index, and one can wait for it."""

from __future__ import annotations

import math
from collections.abc import Callable

import click

from index.errors import IndexLockedError
from index.messages import N_
from tracuu.commands import Option
from tracuu.language import _, error_text


def wait_option() -> Callable:
    """Make the option ``--wait``, which gives the seconds to wait: none or for ever."""
    return click.option(
        "--wait",
        "wait_seconds",
        is_flag=True,
        default=0.0,
        flag_value=math.inf,
        type=float,
        cls=Option,
        help=N_("Where another process is reindexing, wait for it to end."),
    )


def tell_who_is_waited_for(error: IndexLockedError) -> None:
    """Say who holds the lock, before it is waited for."""
    text = _("%(reason)s; waiting for it to end") % {"reason": error_text(error)}
    click.echo(text, err=True)
