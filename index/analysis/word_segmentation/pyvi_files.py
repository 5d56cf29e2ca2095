"""Read the model and the word list out of the installed pyvi, without running it.

pyvi keeps its model as a pickle of a scikit-learn estimator, in which the
bytes of a CRFsuite model file lie. Importing pyvi to get at them costs over two
seconds of importing scikit-learn and SciPy; here the pickle is read with
stand-ins for every class, so that nothing in it can run.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.errors import PyviFileError, PyviNotFoundError

PYVI_VERSION = "0.1.1"
"""The version whose result we give; setup.cfg pins the same."""

_MODEL = "models/pyvi3.pkl"
_WORDS = "models/words.txt"
_SHA256 = {
    _MODEL: "6cdd73aee04b6a4ad7320ca85d27d931a7ef870cfdd41beb148e86bdb8aca134",
    _WORDS: "517743d27e71d43343e4b8e9e89015cdc68d84ebe1d48106449e501d918ece4a",
}
"""Of pyvi 0.1.1 on PyPI, wheel and source alike."""

_MODEL_KEY = "__FILE_RESOURCE_DATA__"
"""Where `sklearn_crfsuite._fileresource.FileResource` keeps the file's bytes."""


def read_pyvi_files() -> tuple[bytes, list[str]]:
    """Give pyvi's CRFsuite model and the lines of its word list.

    Returns
    -------
    (bytes, list of str)
        The model file as CRFsuite wrote it; words, their syllables a space
        apart.

    Raises
    ------
    PyviNotFoundError
        If pyvi is not installed.
    PyviFileError
        If a file is missing, unreadable, or not that of `PYVI_VERSION`.
    """
    # Looking for a top-level package runs none of its code.
    spec = find_spec("pyvi")
    if spec is None or not spec.submodule_search_locations:
        raise PyviNotFoundError(version=PYVI_VERSION)
    folder = Path(spec.submodule_search_locations[0])
    model = _Reader(io.BytesIO(_read(folder, _MODEL))).load()
    words = _read(folder, _WORDS).decode("utf-8").split("\n")
    return model.state["modelfile"].state[_MODEL_KEY], words


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as exc:
        reason = exc.strerror or str(exc)
        raise PyviFileError(path=path, version=PYVI_VERSION, found=reason) from exc
    digest = hashlib.sha256(data).hexdigest()
    if digest != _SHA256[name]:
        found = f"SHA-256 {digest}"
        raise PyviFileError(path=path, version=PYVI_VERSION, found=found)
    return data


class _StandIn:
    """Takes the place of any object in a pickle and keeps its state."""

    def __init__(self, *_arguments: object) -> None:
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Reader(pickle.Unpickler):
    """An unpickler that imports nothing."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a stand-in for a class, and the one harmless function there is."""
        if (module, name) == ("_codecs", "encode"):
            # How protocol 2 writes bytes: as text to be encoded in Latin-1.
            return _encode
        return _StandIn


def _encode(text: str, _encoding: str) -> bytes:
    return text.encode("latin-1")
