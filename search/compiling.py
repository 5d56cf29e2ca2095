"""Compiles inner loops in C, for this machine, beside their source.

With ``cc`` where there is one, else with the compiler that the package ``ziglang``
brings. docs/decisions/0014-compiled-loops.md says why loops are compiled at all.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

# Contracted sums would differ from Python's in the last bit.
_FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared")


def digest_of(sources: Sequence[Path]) -> str:
    """Give a digest of sources and processor, by which a stale library is known.

    One that was compiled for another processor may have instructions that this one
    lacks: a checkout or an image moves.
    """
    digest = hashlib.blake2b(_processor(), digest_size=16)
    for source in sorted(sources):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()


def load(
    sources: Sequence[Path],
    library: Path,
    kind: type[ctypes.CDLL] = ctypes.CDLL,
) -> ctypes.CDLL:
    """Load a library that was compiled of just these sources, for this processor.

    Raises
    ------
    OSError
        If it is missing or another.
    """
    loaded = kind(str(library))
    loaded.source_digest.restype = ctypes.c_char_p
    if loaded.source_digest().decode() != digest_of(sources):
        raise OSError(f"{library.name} was compiled from another source")
    return loaded


def build_and_tell(
    sources: Sequence[Path], library: Path, what: str, otherwise: str
) -> None:
    """Compile a library and print how that went: what a build script does.

    Parameters
    ----------
    sources : sequence of Path
    library : Path
    what : str
        What was compiled.
    otherwise : str
        What happens where it could not be.
    """
    problem = build(sources, library)
    told = f"compiled {what}" if problem is None else f"{otherwise}: {problem}"
    print(told)


@cache
def _processor() -> bytes:
    """Name the instructions of this machine, as far as it tells."""
    with suppress(OSError), open("/proc/cpuinfo", "rb") as lines:
        for line in lines:  # Only as far as the first processor's: there may be many.
            if line.startswith((b"flags", b"Features")):
                return b" ".join(sorted(line.partition(b":")[2].split()))
    return platform.machine().encode() + platform.processor().encode()


def compilers() -> list[list[str]]:
    """List the C compilers to try, the first first."""
    found = [[cc] for cc in ("cc", "gcc", "clang") if shutil.which(cc)]
    if importlib.util.find_spec("ziglang") is not None:
        found.append([sys.executable, "-m", "ziglang", "cc"])
    return found


def build(sources: Sequence[Path], library: Path) -> str | None:
    """Compile a library; give what went wrong, None where nothing did.

    Parameters
    ----------
    sources : sequence of Path
        C files, and the headers that they include.
    library : Path
        An older one stays in place until the new one is whole.
    """
    reasons = []
    # Of this process alone: two may build at once.
    unfinished = library.with_name(f"{library.name}.{os.getpid()}")
    for compiler in compilers():
        digest = f'-DSOURCE_DIGEST="{digest_of(sources)}"'
        files = [str(source) for source in sorted(sources) if source.suffix == ".c"]
        command = [*compiler, *_FLAGS, digest, "-o", str(unfinished), *files, "-lm"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as exc:
            reasons.append(f"{compiler[0]}: {exc}")
            continue
        if done.returncode == 0:
            os.replace(unfinished, library)
            return None
        reasons.append(done.stderr.strip()[-500:])
    unfinished.unlink(missing_ok=True)
    return "\n".join(reasons) or "no C compiler: install cc or the package ziglang"
