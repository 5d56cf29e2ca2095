"""Read a first-order model as CRFsuite writes it.

The layout is that of ``lib/crf/src/crf1d_model.c`` and ``lib/cqdb/src/cqdb.c``
of https://github.com/chokkan/crfsuite, model version 100. All integers are
unsigned 32-bit and all numbers little-endian; offsets of the header count from
the start of the file, those of a CQDB from the start of that CQDB::

    model   = header FEAT CQDB(labels) CQDB(attributes) LFRF AFRF
    header  = "lCRF" size "FOMC" version 0 n_labels n_attributes
              at_features at_labels at_attributes at_label_refs at_attribute_refs
    FEAT    = "FEAT" size n feature{n}
    feature = type source target weight(float64)       ; 20 bytes, not aligned
    CQDB    = "CQDB" size flag 0x62445371 n_backlinks at_backlinks
              (at_table n_buckets){256} record* bucket* backlink*
    record  = id key_size key(UTF-8, ends in NUL)
    backlink = offset of the record of this id, 0 where there is none

A feature of type 0 says how much an attribute (source) speaks for a label
(target); one of type 1 how much a label (source) speaks for the label after it
(target). LFRF and AFRF list the features of each label and attribute, and the
hash tables find the id of a key; whoever reads everything needs neither.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

_HEADER = struct.Struct("<4sI4s9I")
_FEATURES = struct.Struct("<4s2I")
_CQDB = struct.Struct("<4s5I")
_RECORD = struct.Struct("<2I")
_FEATURE = np.dtype(
    [("type", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")]
)
_VERSION = 100
_BYTE_ORDER = 0x62445371
_STATE, _TRANSITION = 0, 1


@dataclass(frozen=True, slots=True)
class CrfModel:
    """A linear-chain conditional random field of first order.

    Attributes
    ----------
    labels : tuple of str
        By label id.
    transitions : (n_labels, n_labels) float64 ndarray
        Weight of label ``[before, after]``; 0 where the model has no feature.
    attributes : dict of str to int
        Attribute ids; an attribute may hold any character, line ends included.
    weights : (n_attributes, n_labels) float64 ndarray
        Weight of each attribute for each label; 0 where there is no feature.
    """

    labels: tuple[str, ...]
    transitions: np.ndarray
    attributes: dict[str, int]
    weights: np.ndarray


def read_crfsuite_model(data: bytes) -> CrfModel:
    """Read the bytes of a model file.

    Raises
    ------
    ValueError
        If the bytes are no such model, or are damaged; the message says what
        was expected.
    """
    try:
        return _read(data)
    except (struct.error, IndexError, UnicodeDecodeError) as exc:
        raise ValueError(f"expected a whole CRFsuite model: {exc}") from exc


def _read(data: bytes) -> CrfModel:
    header = _HEADER.unpack_from(data)
    # CRFsuite's writer never fills in the header's number of features.
    magic, size, kind, version, _zero, n_labels, n_attributes, *places = header
    if (magic, kind, version) != (b"lCRF", b"FOMC", _VERSION):
        raise ValueError("expected a first-order CRFsuite model of version 100")
    if size != len(data):
        raise ValueError(f"expected {size} bytes of model, found {len(data)}")
    at_features, at_labels, at_attributes, _label_refs, _attribute_refs = places

    chunk, _size, n_features = _FEATURES.unpack_from(data, at_features)
    if chunk != b"FEAT":
        raise ValueError("expected a chunk of features")
    features = np.frombuffer(
        data, _FEATURE, n_features, offset=at_features + _FEATURES.size
    )
    labels = _read_keys(data, at_labels, n_labels)
    attributes = _read_keys(data, at_attributes, n_attributes)

    weights = np.zeros((n_attributes, n_labels))
    states = features[features["type"] == _STATE]
    weights[states["source"], states["target"]] = states["weight"]
    transitions = np.zeros((n_labels, n_labels))
    steps = features[features["type"] == _TRANSITION]
    transitions[steps["source"], steps["target"]] = steps["weight"]
    ids = {attribute: id_ for id_, attribute in enumerate(attributes)}
    return CrfModel(tuple(labels), transitions, ids, weights)


def _read_keys(data: bytes, at: int, n_keys: int) -> list[str]:
    """List the keys of the CQDB at `at` by their ids."""
    chunk, _size, _flag, byte_order, _n, at_backlinks = _CQDB.unpack_from(data, at)
    if chunk != b"CQDB" or byte_order != _BYTE_ORDER:
        raise ValueError("expected a little-endian CQDB chunk")
    # The header counts room for backlinks; only those of real ids are written.
    keys: list[str] = []
    for (offset,) in struct.iter_unpack(
        "<I", data[at + at_backlinks : at + at_backlinks + 4 * n_keys]
    ):
        id_, key_size = _RECORD.unpack_from(data, at + offset)
        if id_ != len(keys):
            raise ValueError(f"expected the record of id {len(keys)}, found {id_}")
        start = at + offset + _RECORD.size
        keys.append(data[start : start + key_size - 1].decode("utf-8"))
    if len(keys) != n_keys:
        raise ValueError(f"expected {n_keys} keys, found {len(keys)}")
    return keys
