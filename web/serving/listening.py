"""Where the service listens: the address is taken, or it is said why not."""

from __future__ import annotations

import errno
import socket

from search.errors import N_
from web.errors import AddressInUseError, AddressUnavailableError
from web.language.catalogue import Text


def listen(host: str, port: int) -> socket.socket:
    """Bind here rather than in gunicorn, which tries five times and then exits."""
    address = write_address(host, port)
    if not 0 <= port <= 65535:
        # getaddrinfo would take the remainder, and the service would be there.
        reason = Text(N_("ports go from 0 to 65535"))
        raise AddressUnavailableError(address=address, reason=reason)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as exc:
        raise AddressUnavailableError(address=address, reason=reason_of(exc)) from exc
    try:
        # Otherwise a restart would have to wait for old connections to expire.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen()
    except OSError as exc:
        listener.close()
        if exc.errno == errno.EADDRINUSE:
            raise AddressInUseError(address=address) from exc
        raise AddressUnavailableError(address=address, reason=reason_of(exc)) from exc
    return listener


def reason_of(error: Exception) -> str:
    """Say why the operating system refused, in its words."""
    return getattr(error, "strerror", None) or str(error)


def write_address(host: str, port: int) -> str:
    """Write the address of the service, as browsers take it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
