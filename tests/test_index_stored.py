"""Stored articles: their alphabet, their dictionary, and where it is made of."""

from __future__ import annotations

import json
import lzma
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import sampling
from index.article import Article
from index.corpus.page import RawPage
from index.errors import IndexCorruptError, IndexFormatError
from index.schema import stored_article
from index.segments import alphabet
from index.segments.alphabet import decode_json, encode_json
from index.segments.sections import open_sections, write_sections
from index.segments.stored import (
    MAGIC,
    VERSION,
    StoredArticles,
    StoredWriter,
    train_dictionary,
)
from tests.helpers import write_jsonl
from tests.test_search_engine import random_article

ANY = st.text(st.characters(exclude_categories=()))
OF_ALPHABET = st.text(st.sampled_from(alphabet.CHARACTERS))


def test_every_byte_has_one_character_of_the_alphabet() -> None:
    assert len(alphabet.CHARACTERS) == len(set(alphabet.CHARACTERS)) == 256
    assert alphabet.CHARACTERS[0x20:0x7F] == alphabet.ASCII


@given(st.lists(ANY | OF_ALPHABET))
def test_a_json_text_of_any_characters_comes_back(values: list[str]) -> None:
    text = json.dumps(values, ensure_ascii=False)
    assert json.loads(decode_json(encode_json(text))) == values


@given(OF_ALPHABET)
def test_a_text_in_the_alphabet_takes_a_byte_a_character(text: str) -> None:
    places = {character: n for n, character in enumerate(alphabet.CHARACTERS)}
    assert encode_json(text) == bytes(places[character] for character in text)
    assert decode_json(encode_json(text)) == text


def some_articles(n: int) -> list[Article]:
    rng = random.Random(n)
    return [random_article(rng, number) for number in range(n)]


def stored_at(path: Path, articles: list[Article], dictionary: bytes) -> StoredArticles:
    writer = StoredWriter(dictionary)
    for article in articles:
        writer.add(article)
    writer.write(path)
    return StoredArticles(path)


@pytest.mark.parametrize("has_dictionary", [False, True])
def test_many_threads_read_articles_of_one_segment(
    tmp_path: Path, has_dictionary: bool
) -> None:
    articles = some_articles(300)
    dictionary = train_dictionary(articles, 10**6) if has_dictionary else b""
    assert bool(dictionary) is has_dictionary
    opened = stored_at(tmp_path / "a.sto", articles, dictionary)

    def read(seed: int) -> list[bool]:
        docs = random.Random(seed).choices(range(300), k=200)
        return [stored_article(opened.fields(doc)) == articles[doc] for doc in docs]

    with ThreadPoolExecutor(8) as pool:
        assert all(map(all, pool.map(read, range(16))))


def test_a_dictionary_is_as_large_as_its_archive_is_worth() -> None:
    articles = some_articles(400)
    assert train_dictionary(articles[:150], 10**9) == b""
    sizes = [len(train_dictionary(articles, n)) for n in (10**5, 2 * 10**6, 10**9)]
    assert 0 < sizes[0] <= 16_384 < sizes[1] <= 2 * 10**6 // 64 < sizes[2] <= 524_288


def test_a_frame_that_is_damaged_is_told_as_damage(tmp_path: Path) -> None:
    opened = stored_at(tmp_path / "a.sto", some_articles(3), b"")
    sections = dict(open_sections(tmp_path / "a.sto", MAGIC, VERSION))
    frames = sections["frames"].copy()
    frames[int(opened.offsets[1])] ^= 0xFF
    write_sections(tmp_path / "b.sto", MAGIC, VERSION, sections | {"frames": frames})
    damaged = StoredArticles(tmp_path / "b.sto")
    assert damaged.fields(0) == opened.fields(0)
    with pytest.raises(IndexCorruptError):
        damaged.fields(1)


def test_stored_articles_of_the_first_version_are_told_as_of_another(
    tmp_path: Path,
) -> None:
    none = np.empty(0, np.uint8)
    write_sections(tmp_path / "a.sto", MAGIC, 1, {"dictionary": none})
    with pytest.raises(IndexFormatError):
        StoredArticles(tmp_path / "a.sto")


def record(number: int) -> dict:
    return {"id": f"a{number:05}", "title": f"Tin {number}", "body": "Cơn bão. " * 30}


def sampled(files: list[Path]) -> list[int]:
    sizes = [file.stat().st_size for file in files]
    places = [(file, file.name) for file in files]
    return [int(a.id[1:]) for a in sampling.sample_articles(places, sizes)]


def test_of_a_small_corpus_articles_at_equal_distances_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "_SAMPLES", 20)
    write_jsonl(tmp_path / "a.jsonl", map(record, range(70)))
    write_jsonl(tmp_path / "b.jsonl", map(record, range(70, 90)))
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert sampled(files) == list(range(0, 90, 5))


def test_large_files_are_sampled_from_beginning_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "_SAMPLES", 40)
    monkeypatch.setattr(sampling, "_AT_A_PLACE", 4)
    monkeypatch.setattr(sampling, "_SMALL", 0)
    write_jsonl(tmp_path / "a.jsonl", map(record, range(900)))
    found = sampled([tmp_path / "a.jsonl"])
    assert len(found) == len(set(found)) == 40
    assert found[:4] == [0, 1, 2, 3]
    assert all(n in range(90 * at, 90 * at + 8) for at, n in enumerate(found[::4]))
    # Of a compressed file, which cannot be entered in the middle, the first ones.
    lines = (tmp_path / "a.jsonl").read_bytes()
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(lines))
    assert sampled([tmp_path / "a.jsonl.xz"]) == list(range(0, 160, 4))


def test_sampling_passes_over_what_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = [json.dumps(record(n), ensure_ascii=False) for n in range(3)]
    lines = [good[0], "{", '{"title": "x"}', good[1], "", good[2]]
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"no document")
    files = [file, tmp_path / "b.pdf"]
    assert sampled(files) == [0, 1, 2]
    monkeypatch.setattr(sampling, "_SMALL", 0)
    assert set(sampled(files)) == {0, 1, 2}
    places = [(tmp_path / "missing.jsonl", "missing.jsonl")]
    assert list(sampling.sample_articles(places, [10**9])) == []
    assert sampling.dictionary_for(places) == b""


def test_sampling_passes_over_what_there_is_no_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_jsonl(tmp_path / "a.jsonl", map(record, range(3)))
    read = sampling.extract_with_decisions

    def read_or_die(page: RawPage) -> object:
        if page.fields["id"] == "a00001":
            raise MemoryError
        return read(page)

    monkeypatch.setattr(sampling, "extract_with_decisions", read_or_die)
    assert sampled([tmp_path / "a.jsonl"]) == [0, 2]


def test_articles_are_sampled_with_their_decisions(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", map(record, range(3)))
    places = [(tmp_path / "a.jsonl", "a.jsonl")]
    for article in sampling.sample_articles(places, [1]):
        assert article.decisions.startswith('[["title","Tin ')


def test_single_pages_are_sampled_with_those_that_follow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "_SMALL", 0)
    monkeypatch.setattr(sampling, "_SAMPLES", 20)
    files = []
    for number in range(60):
        file = tmp_path / f"{number:02}.txt"
        file.write_text(f"Tin bão số {number}\n\n{'Bão đổ bộ. ' * 30}", "utf-8")
        files.append((file, file.name))
    found = sampling.sample_articles(files, [500] * 60)
    assert [a.path for a in found] == [
        f"{number:02}.txt" for number in [*range(10), *range(30, 40)]
    ]
