"""The place of a hit as text: an opaque cursor that goes on with a search.

::

    cursor   = base64url without padding ( tag payload )
    tag      = 8 bytes     BLAKE2b of the version, the search and the payload
    payload  = complete    1 byte: 0 or 1
               score       8 bytes, big-endian, signed
               minute      8 bytes, big-endian, signed; the least one: unknown
               id          the rest, UTF-8

It holds a place in the order and no offset, so that a hit is neither shown twice
nor left out. The tag tells a cursor of another search, of another version or with
a letter changed from a good one. It is no signature: whoever makes one up gets the
hits behind a place of his choice, which he may have anyway.
"""

from __future__ import annotations

import base64
import binascii
import struct
from hashlib import blake2b

from index.analysis.normalise import normalise_text
from search.types import Position, SearchRequest

_VERSION = b"tracuu cursor 2"
_FIELDS = struct.Struct(">?qq")
_TAG_BYTES = 8
_UNKNOWN = -(2**63)
"""In place of the minute of an article without a date."""


def write_cursor(request: SearchRequest, position: Position) -> str:
    """Write a place in the hits of a search.

    Only the query, the filters and the order of the request count: the number of
    hits a page may change on the way.
    """
    minute = _UNKNOWN if position.minute is None else position.minute
    payload = _FIELDS.pack(position.is_complete, position.score, minute)
    payload += position.id.encode("utf-8", "surrogatepass")
    whole = _tag(request, payload) + payload
    return _letters_of(whole).decode("ascii")


def read_cursor(text: str, request: SearchRequest) -> Position:
    """Read a place in the hits of a search.

    Raises
    ------
    ValueError
        If the text is no cursor of just this search.
    """
    try:
        letters = text.encode("ascii")
        whole = base64.b64decode(letters + b"=" * (-len(letters) % 4), b"-_", True)
        tag, payload = whole[:_TAG_BYTES], whole[_TAG_BYTES:]
        # The last letter has bits to spare, and could be followed by padding; only
        # one spelling leaves the bits at 0 and the padding out.
        is_canonical = _letters_of(whole) == letters
        if not is_canonical or tag != _tag(request, payload):
            raise ValueError("the cursor is not of this search")
        is_complete, score, minute = _FIELDS.unpack_from(payload)
        article_id = payload[_FIELDS.size :].decode("utf-8", "surrogatepass")
    except (UnicodeError, binascii.Error, struct.error) as exc:
        raise ValueError("the text is no cursor") from exc
    return Position(
        is_complete, score, None if minute == _UNKNOWN else minute, article_id
    )


def _letters_of(whole: bytes) -> bytes:
    return base64.urlsafe_b64encode(whole).rstrip(b"=")


def _tag(request: SearchRequest, payload: bytes) -> bytes:
    asked = (
        normalise_text(request.query),
        tuple(map(normalise_text, request.persons)),
        request.any_person and len(request.persons) > 1,
        tuple(map(normalise_text, request.without)),
        str(request.date_from),
        str(request.date_to),
        request.undated,
        request.sort,
    )
    digest = blake2b(_VERSION, digest_size=_TAG_BYTES)
    digest.update(repr(asked).encode("utf-8", "surrogatepass"))
    digest.update(payload)
    return digest.digest()
