"""Compiles the inner loops of search, for this machine, beside their source.

    python search/embedded/kernels/build.py

`make install` does it. With ``cc`` where there is one, else with the compiler
that the package ``ziglang`` brings. Where neither is to be had the search runs
on NumPy alone, some times slower, and says so in its log.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).with_name("loops")
LIBRARY = Path(__file__).with_name("kernels.so")

# Contracted sums would differ from NumPy's in the last bit.
_FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared")


def source_digest() -> str:
    """Give a digest of the sources, by which an old library is known."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(SOURCES.glob("*.[ch]")):
        digest.update(source.name.encode() + source.read_bytes())
    return digest.hexdigest()


def compilers() -> list[list[str]]:
    """List the C compilers to try, the first first."""
    found = [[cc] for cc in ("cc", "gcc", "clang") if shutil.which(cc)]
    if importlib.util.find_spec("ziglang") is not None:
        found.append([sys.executable, "-m", "ziglang", "cc"])
    return found


def build(library: Path = LIBRARY) -> str | None:
    """Compile the library; give what went wrong, None where nothing did.

    An older library stays in place until the new one is whole.
    """
    reasons = []
    # Of this process alone: two may build at once.
    unfinished = library.with_name(f"{library.name}.{os.getpid()}")
    for compiler in compilers():
        digest = f'-DSOURCE_DIGEST="{source_digest()}"'
        sources = map(str, sorted(SOURCES.glob("*.c")))
        output = ["-o", str(unfinished), *sources, "-lm"]
        command = [*compiler, *_FLAGS, digest, *output]
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


if __name__ == "__main__":
    problem = build()
    if problem is None:
        print(f"compiled {LIBRARY.name}")
    else:
        print(f"search will run without its compiled loops: {problem}")
