"""Publications under load: no request fails, nobody goes back, all soon see the new.

From the project's folder::

    .venv/bin/python -m bench.reliability.publications --publications 50

``tracuu serve`` runs over a small archive, several clients search without a pause, and
``tracuu reindex`` publishes one version after the other. Every answer has to be whole
and of the version that its generation has; the generation may never go down for one
client. Told is how long after each publication, which is when ``CURRENT`` was
renamed, the last request came in that was answered from the generation before.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.measuring import DISTRIBUTION_HEADS, Distribution, machine, print_table
from bench.reliability.commands import run
from bench.reliability.common import Archive
from bench.reliability.load import (
    Client,
    Load,
    Step,
    search_path,
    wrong_for_version,
)
from bench.serving import running_service

_AT_MOST_SECONDS = 1.0
_QUERIES = ("", "tin số", "tin so", "title:lần")
"""These find every article of every version."""


@dataclass
class Seen:
    """What all clients saw, and what was wrong.

    Attributes
    ----------
    answered : list of (float, int)
        Of every request, when it was sent and the generation that answered it.
    published : dict
        Generation → the moment of its publication.
    """

    n_requests: int = 0
    wrong: list[str] = field(default_factory=list)
    answered: list[tuple[float, int]] = field(default_factory=list)
    published: dict[int, float] = field(default_factory=dict)

    @property
    def delays(self) -> list[float]:
        """Seconds that the generation before still answered, of each publication."""
        last_asked: dict[int, float] = {}
        for asked, generation in sorted(self.answered):
            last_asked[generation] = asked
        return [
            max(last_asked.get(number - 1, 0.0) - moment, 0.0)
            for number, moment in sorted(self.published.items())
        ]


def publish_under_load(
    folder: Path,
    n_publications: int,
    n_clients: int = 3,
    workers: int = 2,
    pause_seconds: float = 1.5,
    base: int = 100,
) -> Seen:
    """Publish one version after the other under load.

    Parameters
    ----------
    folder : Path
        For the archive.
    n_publications, n_clients, workers : int
    pause_seconds : float
        Between two publications; what is seen after as long is not measured.
    base : int
        About how many articles the archive has.
    """
    archive = Archive(folder, base)
    archive.publish(1)
    seen = Seen()
    with running_service(archive.index, workers) as service:
        with Load(service, lambda: _steps(seen, base), n_clients) as load:
            for version in range(2, n_publications + 2):
                time.sleep(pause_seconds)
                archive.write(version)
                command = ["reindex", str(archive.corpus), "--index"]
                ended = run([*command, str(archive.index)], folder / "log")
                if ended.status:
                    seen.wrong.append(f"reindex: {ended.said}")
                pointer = archive.index / "CURRENT"
                seen.published[version] = pointer.stat().st_ctime
            time.sleep(pause_seconds)
    seen.n_requests = load.n_requests
    seen.wrong += load.wrong
    return seen


def main() -> int:
    """Publish, print what was seen, and give the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--publications", type=int, default=50)
    parser.add_argument("--clients", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        seen = publish_under_load(
            Path(folder),
            arguments.publications,
            arguments.clients,
            arguments.workers,
        )
    print_table(
        "How long the generation before was still served, ms",
        [*DISTRIBUTION_HEADS, "most"],
        [[*Distribution.of(seen.delays).cells, f"{1000 * max(seen.delays):.1f}"]],
    )
    n_late = sum(delay > _AT_MOST_SECONDS for delay in seen.delays)
    print(
        f"\n{len(seen.published)} publications, {seen.n_requests:,} requests, "
        f"{len(seen.wrong)} wrong, {n_late} publications not seen within a second."
    )
    print(*seen.wrong[:20], sep="\n")
    return 1 if seen.wrong or n_late else 0


def _steps(seen: Seen, base: int) -> Sequence[Step]:
    highest = 0

    def search(client: Client, draw: random.Random) -> str | None:
        nonlocal highest
        sort = draw.choice(("relevance", "newest", "oldest"))
        path = search_path(draw.choice(_QUERIES), sort=sort, page=draw.randint(1, 4))
        answer = client.ask(path)
        wrong = wrong_for_version(answer, base)
        if wrong is not None:
            return wrong
        generation = answer.json["generation"]
        seen.answered.append((answer.asked, generation))
        if generation < highest:
            return f"generation {generation} after {highest}"
        highest = generation
        return None

    return (search,)


if __name__ == "__main__":
    sys.exit(main())
