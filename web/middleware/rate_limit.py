"""How often has a client asked? Counted in memory that all workers share.

The generic cell rate algorithm: of each client one moment is kept, that at which
all it has asked for would have been asked for at an even pace. It may be up to a
minute ahead of the clock, so that a minute's requests may come at once.
"""

from __future__ import annotations

import mmap
import os
import time
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

MINUTE = 60.0
_WAYS = 4
_N_ROWS = 1 << 14
_N_CELLS = _WAYS * _N_ROWS
_KEY_BYTES = 16


class RateTable:
    """Moments of clients, in an anonymous map that children of `fork` share.

    A client has one of `_WAYS` cells of one row, found by a keyed hash, so that
    nobody can choose addresses that push somebody out; where all are taken, the
    moment that is soonest gone gives way. Nothing is locked, for a worker that is
    killed would leave the lock behind: two workers that count one client at once
    may count one request too few, or forget the client.
    """

    def __init__(self) -> None:
        self._key = os.urandom(_KEY_BYTES)
        memory = memoryview(mmap.mmap(-1, 16 * _N_CELLS))
        self._clients = memory[: 8 * _N_CELLS].cast("Q")
        self._moments = memory[8 * _N_CELLS :].cast("d")

    def take(self, client: str, per_minute: int) -> float:
        """Count a request, unless it is one too many.

        Parameters
        ----------
        client : str
            See `client_of`.
        per_minute : int
            At least 1.

        Returns
        -------
        float
            Seconds to wait; 0: the request was counted.
        """
        now = time.monotonic()
        cell, digest, moment = self._find(client)
        pace, moment = MINUTE / per_minute, max(now, moment)
        if (wait := _wait(moment - now, pace)) == 0:
            self._clients[cell] = digest
            self._moments[cell] = moment + pace
        return wait

    def wait(self, client: str, per_minute: int) -> float:
        """Give the seconds that a client has to wait, and count nothing."""
        _, _, moment = self._find(client)
        return _wait(max(0.0, moment - time.monotonic()), MINUTE / per_minute)

    def _find(self, client: str) -> tuple[int, int, float]:
        """Give the cell that a client has or may take, its name there, its moment."""
        hashed = blake2b(client.encode(), digest_size=8, key=self._key).digest()
        digest = int.from_bytes(hashed) or 1
        first = digest % _N_ROWS * _WAYS
        cells = range(first, first + _WAYS)
        for cell in cells:
            if self._clients[cell] == digest:
                return cell, digest, self._moments[cell]
        return min(cells, key=self._moments.__getitem__), digest, 0.0


def _wait(ahead: float, pace: float) -> float:
    """Give the seconds until a moment `ahead` of the clock has room for one more."""
    wait = ahead + pace - MINUTE
    # What sums of floats are off by is no reason to wait.
    return wait if wait > pace / 1000 else 0.0


def client_of(address: str | None) -> str:
    """Name the client behind an address: the network that one household is given.

    An IPv6 address counts as its /64, of which every client has 2**64.

    Examples
    --------
    >>> client_of("192.0.2.7"), client_of("2001:db8:1:2:3::4")
    ('192.0.2.7', '2001:db8:1:2::/64')
    >>> client_of("::ffff:192.0.2.7"), client_of("no address")
    ('192.0.2.7', 'unknown')
    """
    try:
        parsed = ip_address((address or "").partition("%")[0])
    except ValueError:
        # What a proxy wrote there, or nothing, where clients come by a socket file.
        return "unknown"
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
