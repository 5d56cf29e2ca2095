"""Remembering what was computed last, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows how much memory it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes of its own; what is mapped from a file does not count."""
        ...


Value = TypeVar("Value", bound=Sized)

_OVERHEAD = 400
"""Bytes of an entry beside its arrays: without it, what is nowhere found could be
remembered without end."""


class ByteCache(Generic[Value]):
    """Keeps the values used last.

    Parameters
    ----------
    max_bytes : int
        The last value stays even if it alone is larger.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._n_bytes = 0

    def peek(self, key: Hashable) -> Value | None:
        """Give the value of a key if it is remembered."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value of a key, making it where it is not remembered."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
            return found
        found = self._values[key] = make()
        self._n_bytes += found.nbytes + _OVERHEAD
        while self._n_bytes > self._max_bytes and len(self._values) > 1:
            _, dropped = self._values.popitem(last=False)
            self._n_bytes -= dropped.nbytes + _OVERHEAD
        return found
