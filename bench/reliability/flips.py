"""Damage of any kind in any file of an index: it is told, and never answered from.

From the project's folder::

    .venv/bin/python -m bench.reliability.flips --tries 1000

An index of two generations is damaged in one file, ``CURRENT`` and manifests included:
one bit or byte is another one, a page is of zeros, a part is swapped with another, the
end is cut off, bytes are added, the file is empty or gone. A file that both generations
share is damaged in both, as on a disk. Half of the tries leave the time of modification
as it was, as a failing disk does. Then:

* ``tracuu verify --json`` has to end with 1, or to say that it is the generation before
  that is damaged, which answers nobody;
* a searcher that is opened as ``tracuu serve`` opens it has to answer as the undamaged
  generation that it names, or with an error of ours.

Beside, a service that runs is damaged under its feet: of every answer that comes later
than two seconds afterwards the same is asked, and ``/readyz`` has to say ``fallback``,
but for deleted files, which are whole where they are open.
"""

from __future__ import annotations

import argparse
import gc
import http.client
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from bench.measuring import machine, print_table
from bench.reliability.common import QUERIES, Answers, Archive, answers_of
from bench.reliability.load import Client, search_path
from bench.serving import Service, running_service
from index.errors import TraCuuError
from search.searcher import open_searcher
from tracuu.cli import main as tracuu

_SECONDS_TO_NOTICE = 2.0
_PAGE = 4096


def _flip_bit(data: bytearray, draw: random.Random) -> None:
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)


def _change_byte(data: bytearray, draw: random.Random) -> None:
    data[draw.randrange(len(data))] ^= draw.randint(1, 255)


def _zero(data: bytearray, draw: random.Random) -> None:
    at = draw.randrange(len(data)) // _PAGE * _PAGE
    data[at : at + _PAGE] = bytes(len(data[at : at + _PAGE]))


def _swap(data: bytearray, draw: random.Random) -> None:
    half = len(data) // 2
    n = draw.randint(1, max(half // 2, 1))
    data[:n], data[half : half + n] = data[half : half + n], data[:n]


def _cut(data: bytearray, draw: random.Random) -> None:
    del data[draw.randrange(len(data)) :]


def _add(data: bytearray, draw: random.Random) -> None:
    data += draw.randbytes(draw.randint(1, 8))


def _empty(data: bytearray, draw: random.Random) -> None:
    data.clear()


DAMAGES: dict[str, Callable[[bytearray, random.Random], None] | None] = {
    "bit flipped": _flip_bit,
    "byte changed": _change_byte,
    "page of zeros": _zero,
    "parts swapped": _swap,
    "cut off": _cut,
    "bytes added": _add,
    "empty": _empty,
    "deleted": None,
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage: of which file, of what kind, and the bytes afterwards.

    Attributes
    ----------
    file : str
        From the index directory.
    kind : str
        A key of `DAMAGES`.
    content : bytes or None
        None: the file is gone.
    is_silent : bool
        Whether the time of modification stays.
    """

    file: str
    kind: str
    content: bytes | None
    is_silent: bool

    def __str__(self) -> str:
        silent = ", silently" if self.is_silent else ""
        return f"{self.file} {self.kind}{silent}"


@dataclass
class Tally:
    """What became of the tries: by kind and outcome, and what was wrong."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    unnoticed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    untidy: list[str] = field(default_factory=list)


class Damager:
    """Damages copies of an index of two generations and looks at what they answer.

    Parameters
    ----------
    folder : Path
        For the index and its copies.
    base : int
        About how many articles.
    seed : int
    """

    def __init__(self, folder: Path, base: int, seed: int) -> None:
        self.tally = Tally()
        archive = Archive(folder, base)
        self._whole = archive.index
        self._copy = folder / "copy"
        self._seed = seed
        self._answers: dict[int, Answers] = {}
        for version in (1, 2):
            archive.publish(version)
            self._answers[version] = answers_of(open_searcher(self._whole))
        self._files = sorted(
            str(file.relative_to(self._whole))
            for file in self._whole.rglob("*")
            if file.is_file() and file.name != "LOCK"
        )
        self._before, self._live = sorted(os.listdir(self._whole / "generations"))

    def draw(self, number: int, *, is_live: bool = False) -> Damage:
        """Draw a damage that changes a file; the same for the same number.

        With `is_live` it is one of the live generation that is not silent: what a
        service that runs can notice.
        """
        draw = random.Random(f"{self._seed}/{number}")
        while True:
            file = draw.choice(self._files)
            kind, change = draw.choice(list(DAMAGES.items()))
            is_silent = draw.random() < 0.5 and not is_live
            if is_live and self._live not in file:
                continue
            if change is None:
                return Damage(file, kind, None, is_silent)
            before = (self._whole / file).read_bytes()
            content = bytearray(before)
            if content or change is _add:
                change(content, draw)
            if content != before:
                return Damage(file, kind, bytes(content), is_silent)

    def try_once(self, damage: Damage) -> None:
        """Damage a copy, verify it, and ask a searcher that opens it."""
        self._copy_whole(os.link)
        names = self._replace(damage)
        status, before = _verify(self._copy)
        is_before_alone = all(self._before in name for name in names)
        if not status and not (is_before_alone and before):
            self.tally.unnoticed.append(str(damage))
        self.tally.outcomes[damage.kind, self._ask(damage)] += 1

    def try_running(self, damage: Damage) -> None:
        """Damage an index while a service answers from it, and ask it afterwards."""
        copies: dict[int, str] = {}

        def copy(one: str, other: str) -> None:
            # Names of one file are names of one copy.
            first = copies.setdefault(os.stat(one).st_ino, other)
            os.link(first, other) if first != other else shutil.copy2(one, other)

        self._copy_whole(copy)
        with running_service(self._copy, 1) as service:
            _ask_all(service)
            _write_in_place(self._copy / damage.file, damage.content)
            time.sleep(_SECONDS_TO_NOTICE)
            try:
                self._check_served(damage, service)
            except (OSError, http.client.HTTPException) as error:
                self.tally.untidy.append(f"{damage}, served: {error!r}")

    def _check_served(self, damage: Damage, service: Service) -> None:
        about = f"{damage}, served"
        for query, (status, found) in _ask_all(service).items():
            if status == 200:
                searches = self._answers[found["generation"]].searches
                expected = next(one[1:3] for one in searches if one[0] == query)
                if (found["total"], found["complete"]) != expected:
                    self.tally.wrong.append(f"{about}: {query!r} is answered wrong")
            elif status != 503:
                self.tally.untidy.append(f"{about}: status {status}")
        with closing(Client(service)) as client:
            ready = client.ask("/readyz")
        is_told = ready.status == 503 or ready.json["status"] == "fallback"
        # What is open stays whole when its name is removed.
        if not is_told and damage.content is not None:
            self.tally.unnoticed.append(f"{about}: /readyz says {ready.body!r}")

    def _ask(self, damage: Damage) -> str:
        try:
            searcher = open_searcher(self._copy)
            searcher.check_whole()
            found = answers_of(searcher)
            status = searcher.status()
        except TraCuuError:
            return "error"
        except Exception as error:
            self.tally.untidy.append(f"{damage}: {type(error).__name__} {error}")
            return "error"
        finally:
            gc.collect()
        if found != self._answers[status.generation]:
            self.tally.wrong.append(f"{damage}: {status.generation} answers wrong")
        return "whole" if status.damaged is None else "fallback"

    def _copy_whole(self, copy: Callable[..., None]) -> None:
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._whole, self._copy, copy_function=copy)

    def _replace(self, damage: Damage) -> list[str]:
        """Put the damaged file in the place of all names that the whole one has."""
        whole = (self._whole / damage.file).stat()
        names = [
            name
            for name in self._files
            if (self._whole / name).stat().st_ino == whole.st_ino
        ]
        for name in names:
            (self._copy / name).unlink()
        if damage.content is None:
            return names
        first = self._copy / names[0]
        first.write_bytes(damage.content)
        if damage.is_silent:
            os.utime(first, ns=(whole.st_atime_ns, whole.st_mtime_ns))
        for name in names[1:]:
            os.link(first, self._copy / name)
        return names


def damage_many(
    folder: Path, n_tries: int, n_served: int, base: int, seed: int = 5
) -> Tally:
    """Damage so many copies, and so many indexes that are served meanwhile."""
    damager = Damager(folder, base, seed)
    for number in range(n_tries):
        damager.try_once(damager.draw(number))
    for number in range(n_served):
        damager.try_running(damager.draw(number, is_live=True))
    return damager.tally


def main() -> int:
    """Damage, print what became of it, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tries", type=int, default=1000)
    parser.add_argument("--served", type=int, default=30, help="with a running service")
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        tally = damage_many(
            Path(folder),
            arguments.tries,
            arguments.served,
            arguments.articles,
            arguments.seed,
        )
    ends = ("whole", "fallback", "error")
    rows = [[kind, *(tally.outcomes[kind, end] for end in ends)] for kind in DAMAGES]
    print_table("What answered", ["damage", *ends], rows)
    print(
        f"\n{arguments.tries:,} damaged, {arguments.served} while they were served: "
        f"{len(tally.unnoticed)} unnoticed, {len(tally.wrong)} answered wrong, "
        f"{len(tally.untidy)} ended with an error that is not ours."
    )
    print(*tally.unnoticed[:20], *tally.wrong[:20], *tally.untidy[:20], sep="\n")
    return 1 if tally.unnoticed or tally.wrong or tally.untidy else 0


def _verify(index_dir: Path) -> tuple[int, bool]:
    """Run ``tracuu verify`` in this process.

    Returns
    -------
    int, bool
        Its exit status, and whether it says that the generation before is damaged.
    """
    said, status = io.StringIO(), 0
    with redirect_stdout(said):
        try:
            tracuu(["verify", "--json", "--index", str(index_dir)])
        except SystemExit as ended:
            status = int(ended.code or 0)
    # Without a manifest there is no generation before.
    previous = json.loads(said.getvalue() or "{}").get("previous")
    return status, previous is None or bool(previous["findings"])


def _ask_all(service: Service) -> dict[str, tuple[int, dict]]:
    with closing(Client(service)) as client:
        answers = {query: client.ask(search_path(query)) for query in QUERIES}
    return {query: (answer.status, answer.json) for query, answer in answers.items()}


def _write_in_place(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink()
        return
    with open(file, "r+b") as opened:
        opened.write(content)
        opened.truncate()


if __name__ == "__main__":
    sys.exit(main())
