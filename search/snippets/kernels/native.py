"""The compiled loops of snippets as Python calls them; see ``kernels.c``.

Raises `OSError` on import where the library is missing or of another source.
"""

from __future__ import annotations

import ctypes
from ctypes import (
    POINTER,
    byref,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_uint8,
    c_uint32,
    c_uint64,
)

from search.compiling import load
from search.snippets.kernels.build import LIBRARY, SOURCES

LONGEST, N_NEEDLES, N_SPELLINGS, N_SOUGHT, N_FEATURES = 16, 64, 160, 24, 64
N_KNOWN, N_FOUND = 0x2200, 1024
"""Sizes as in ``kernels.c``."""

N_PLACES = 64


class Needle(ctypes.Structure):
    """A folded word to look for."""

    _fields_ = (
        ("n_letters", c_int64),
        ("first", c_int64),
        ("letters", c_uint8 * LONGEST),
    )


class Spelling(ctypes.Structure):
    """A word as a text has it."""

    _fields_ = (
        ("next", c_int64),
        ("words", c_uint64),
        ("exact", c_uint64),
        ("places", c_uint64),
        ("letters", c_uint32 * LONGEST),
    )


class SoughtThing(ctypes.Structure):
    """A word or a phrase to look for."""

    _fields_ = (
        ("answers", c_int64),
        ("features", c_uint64),
        ("beside", c_uint64 * N_SOUGHT),
        ("first_place", c_int64),
        ("n_words", c_int64),
    )


class PlanTables(ctypes.Structure):
    """What a plan looks for, as numbers."""

    _fields_ = (
        ("n_needles", c_int64),
        ("n_sought", c_int64),
        ("n_features", c_int64),
        ("has_marks", c_int64),
        ("by_letter", c_uint64 * 128),
        ("sizes", c_double * N_FEATURES),
        ("needles", Needle * N_NEEDLES),
        ("sought", SoughtThing * N_SOUGHT),
        ("spellings", Spelling * N_SPELLINGS),
    )


Ranges = c_int32 * (2 + 2 * N_FOUND)

# Python's lock stays held: a call takes microseconds, and the loops keep what they
# work on in static arrays.
_library = load(SOURCES, LIBRARY, ctypes.PyDLL)
_library.plan_size.restype = c_int64
if _library.plan_size() != ctypes.sizeof(PlanTables):
    raise OSError(f"{LIBRARY.name} has tables of another size")

_look = _library.look
_look.argtypes = POINTER(PlanTables), c_char_p, c_char_p, c_int64, Ranges
_look.restype = c_int64


def look(
    tables: PlanTables, fold: bytes, text: bytes, n: int
) -> tuple[int, ctypes.Array]:
    """Look through a text of `n` code points, as UTF-32 of this machine's order.

    Returns
    -------
    int, array of int32
        What ``look`` in ``kernels.c`` gives, and what it writes.
    """
    ranges = Ranges()
    return _look(byref(tables), fold, text, n, ranges), ranges
