"""A bar on the terminal that grows with what was done."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import click

Shown = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


def progress_bar(
    label: Callable[[int], str], *, is_shown: bool
) -> AbstractContextManager[Shown | None]:
    """Make the context of a progress bar on the standard error.

    Parameters
    ----------
    label : callable
        Gives the text before the bar for the number of all that is to be done.
    is_shown : bool
        Whether there is to be one; None is what the context gives otherwise, and
        where nobody looks.
    """
    if not is_shown or not sys.stderr.isatty():
        return nullcontext(None)
    return _ProgressBar(label)


class _ProgressBar(AbstractContextManager):
    def __init__(self, label: Callable[[int], str]) -> None:
        self._label = label

    def __enter__(self) -> Shown:
        self._bar = None
        return self._show

    def __exit__(self, *exc_info: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*exc_info)

    def _show(self, n_done: int, n_all: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(
                length=n_all, label=self._label(n_all), file=sys.stderr
            )
            self._bar.__enter__()
        self._bar.update(n_done - self._bar.pos)
