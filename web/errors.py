"""Errors of the web front end.

::

    TraCuuError
      RequestError               the request cannot be answered as it stands
        InvalidParameterError      a parameter has a value it cannot have
        UnknownParameterError      there is no such parameter
      ClusterRedError            a part of the index is on no node
      TooManyExportsError        as many lists of all hits are being written already
        BodyRefusedError           something was sent along with it
        AccessDeniedError          the sender has not shown who it is
        TooManyRequestsError       the sender has to wait
      ServeError                 the service cannot start
        AddressInUseError          another program listens there
        AddressUnavailableError    the operating system refused the address
        NoRoomForCountsError       workers have no folder to count in
        AccessSettingsError        who may read is not said in full
"""

from __future__ import annotations

from search.errors import N_, TraCuuError
from search.types import ClusterHealth
from web.language.catalogue import Text

_SHOWN_LENGTH = 60


class RequestError(TraCuuError):
    """A request whose sender has to change it."""


class InvalidParameterError(RequestError, ValueError):
    """A parameter with a value it cannot have.

    Parameters
    ----------
    name : str
        The parameter.
    value : str
        What was sent; long values are cut in the message.
    expected : str
        What it should have been: a template marked with `N_` that completes
        the sentence "expected …".
    **expected_params
        Values for `expected`.
    """

    template = N_("“%(value)s” cannot be used for “%(name)s”: expected %(expected)s")

    def __init__(
        self, name: str, value: str, expected: str, **expected_params: object
    ) -> None:
        self.name = name
        self.value = value
        self.expected = Text(expected, expected_params)
        super().__init__(name=name, value=shorten(value), expected=self.expected)


class UnknownParameterError(RequestError, ValueError):
    template = N_("there is no parameter “%(name)s”; known here are: %(known)s")

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(name=shorten(name), known=", ".join(known))


class BodyRefusedError(RequestError):
    template = N_("a request here has no body")


class AccessDeniedError(RequestError):
    template = N_("the request has no credentials, or wrong ones")


class TooManyRequestsError(RequestError):
    """A request too many.

    Parameters
    ----------
    seconds : int
        After which the next one is answered, at least 1.
    """

    template = N_("too many requests; wait for %(seconds)d seconds")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)


class ClusterRedError(TraCuuError):
    """The cluster says that it cannot answer.

    Parameters
    ----------
    health : ClusterHealth
    """

    template = N_(
        "%(n)d shards are on no node of the cluster, and an index without a part of "
        "it answers nothing"
    )

    def __init__(self, health: ClusterHealth) -> None:
        self.health = health
        super().__init__(n=health.unassigned_shards)


class TooManyExportsError(TraCuuError):
    template = N_(
        "%(n)d lists of all hits are being written at the moment; ask again a little "
        "later"
    )


class ServeError(TraCuuError):
    """The service cannot start."""


class AddressInUseError(ServeError):
    template = N_(
        "another program already uses %(address)s; stop it or choose another port "
        "with --port"
    )


class AddressUnavailableError(ServeError):
    template = N_("%(address)s cannot be used: %(reason)s")


class NoRoomForCountsError(ServeError):
    template = N_("there is no room for temporary files (TMPDIR): %(reason)s")


class AccessSettingsError(ServeError):
    template = N_("%(name)s cannot be used: expected %(expected)s")


def shorten(text: str) -> str:
    """Cut a text to what a message can show of it."""
    if len(text) <= _SHOWN_LENGTH:
        return text
    return text[: _SHOWN_LENGTH - 1] + "…"
