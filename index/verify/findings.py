"""What a verification finds: a place, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexUnreadableError,
    TraCuuError,
    WorkerDiedError,
)
from index.messages import N_

DIFFERS = N_("%(what)s: expected %(expected)s, found %(found)s")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Attributes
    ----------
    path : str
        Of the file; of one that is in the folder of a generation its name alone,
        until `within` says which.
    template : str
        What was expected and found, as a message template.
    params : dict
        Its values.
    """

    path: str
    template: str
    params: dict[str, object]

    @property
    def reason(self) -> str:
        """What is wrong, in English."""
        return self.template % self.params

    def within(self, folder: str) -> Finding:
        """Say in which folder the file is."""
        return replace(self, path=f"{folder}/{self.path}")


def differs(path: str, what: str, expected: object, found: object) -> Finding:
    """Say of something in a file that it is not what was expected."""
    return Finding(path, DIFFERS, {"what": what, "expected": expected, "found": found})


def unlike(path: str, what: str, expected: str) -> Finding:
    """Say of much in a file that it is not what was expected."""
    template = N_("%(what)s: expected %(expected)s")
    return Finding(path, template, {"what": what, "expected": expected})


def of_error(path: str, exc: Exception) -> Finding:
    """Tell an error as a finding; of an error that names no file it is in `path`."""
    if isinstance(exc, TraCuuError):
        path = Path(str(exc.params.get("path", path))).name
    if isinstance(exc, IndexFormatError):
        supported, found = exc.params["supported"], exc.params["found"]
        return differs(path, N_("version"), supported, found)
    if isinstance(exc, IndexCorruptError | IndexUnreadableError):
        return Finding(path, "%(reason)s", {"reason": exc.params["reason"]})
    return Finding(
        path,
        N_("its parts contradict each other: %(reason)s"),
        {"reason": f"{type(exc).__name__}: {exc}"},
    )


def gather(path: str, check: Iterable[Finding]) -> list[Finding]:
    """List what a check of a file finds; one that breaks off is a finding, too.

    A check reads what was damaged, and damaged bytes lead to any error there is.

    Raises
    ------
    WorkerDiedError
        If the system killed a process: that says nothing of the file.
    """
    findings: list[Finding] = []
    try:
        findings.extend(check)
    except WorkerDiedError:
        raise
    except Exception as exc:
        findings.append(of_error(path, exc))
    return findings
