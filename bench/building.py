"""Builds what `bench/engines.py` compares, unless that was done before."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from measuring import Spent, Stopwatch, folder_size, write_corpus
from ours import write_segments
from peers import Peer, load_peer
from token_corpus import TokenCorpus

from index.generations import open_current
from index.reindex import reindex


@dataclass(frozen=True, slots=True)
class Built:
    """What building an engine's index took, and what came out."""

    n_docs: int
    wall: float
    processor: float
    size_bytes: int


def build_ours(news: Sequence[Path], work: Path, n: int | None) -> Path:
    """Bring our index of the first `n` articles up to date."""
    index_dir = work / "ours"
    records = write_corpus(news, work / "corpus", n)
    tell("reindexing")
    reindex([records], index_dir)
    return index_dir


def build_peers(
    names: Sequence[str], corpus: TokenCorpus, work: Path, limits: dict[str, int]
) -> tuple[list[Peer], dict[str, Built]]:
    """Build and open the peers that are installed.

    Parameters
    ----------
    names : sequence of str
    corpus : TokenCorpus
    work : Path
    limits : dict
        Peer → how many articles it is built of, where that is not all.
    """
    peers: list[Peer] = []
    built: dict[str, Built] = {}
    n_docs = len(corpus.ids)
    for name in names:
        try:
            peer = load_peer(name)
        except ImportError as error:
            tell(f"{name} is not installed ({error}); left out")
            continue
        n = min(limits.get(name, n_docs), n_docs)
        folder = work / f"{peer.folder}-{n}"
        stamp = folder / "built.json"
        if not stamp.exists():
            tell(f"building {name} of {n:,} articles")
            made = build(peer, corpus, folder / "index", n)
            stamp.write_text(json.dumps(asdict(made)))
        built[peer.title] = Built(**json.loads(stamp.read_text()))
        peer.open(folder / "index")
        peers.append(peer)
    return peers, built


def build(peer: Peer, corpus: TokenCorpus, folder: Path, n: int) -> Built:
    """Build one peer, its tokens ready before the clock starts."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    documents = list(corpus.documents(n))
    stopwatch = Stopwatch()
    peer.build(documents, folder)
    return built_of(n, stopwatch.spent(), folder)


def measure_writing(index_dir: Path, work: Path) -> Built:
    """Write our segments from articles that are analysed already."""
    folder = work / "written"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    n_docs = [0]
    tell("writing our segments once more")
    spent = write_segments(index_dir, folder, lambda n: n_docs.__setitem__(0, n))
    # What users have on disk is the generation, ledger and manifest included.
    made = built_of(n_docs[0], spent, open_current(index_dir).path)
    shutil.rmtree(folder)
    return made


def built_of(n_docs: int, spent: Spent, folder: Path) -> Built:
    """Put together what is known of a built index."""
    return Built(n_docs, spent.wall, spent.processor, folder_size(folder))


def tell(text: str) -> None:
    """Say on the error output what is going on."""
    print(text, file=sys.stderr, flush=True)
