"""Answers in fewer bytes: as the browser takes them, and never held back."""

import gzip
import http.client
import re
import urllib.request
import zlib
from functools import partial

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from tests.programs import running
from tests.test_web_csv import PROGRAM
from tests.web_fakes import FakeSearcher, make_article, make_client
from web.config import Access
from web.middleware.compression import (
    ENCODINGS,
    MIN_BYTES,
    chosen_encoding,
    compressed,
)

LONG = ["/?q=hoi", "/articles/bao-tinh/001.html", "/api/search?q=hoi", "/openapi.json"]
LONG += ["/static/style.css", "/api", "/api/search.csv?q=hoi", "/none"]
TOKEN = "0123456789abcdef"


def unzipped(data):
    return gzip.decompress(data)


def unpacked(data):
    return zstandard.ZstdDecompressor().decompressobj().decompress(data)


DECODERS = {"gzip": unzipped, "zstd": unpacked}


@pytest.fixture
def client():
    return make_client(FakeSearcher())


def get(client, path, **headers):
    with client.get(path, headers=headers) as answer:
        assert answer.data is not None
        return answer


def without_number(text):
    """Leave out the number of the request."""
    return re.sub("[0-9a-f]{16}", "", text)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", LONG)
def test_what_is_sent_is_what_would_be_sent_plainly(client, path, encoding):
    plain = get(client, path)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.vary
    sent = get(client, path, **{"Accept-Encoding": encoding})
    assert sent.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in sent.vary
    text = DECODERS[encoding](sent.data).decode()
    assert without_number(text) == without_number(plain.text)
    if not path.startswith("/api/search.csv"):
        assert sent.content_length == len(sent.data) < 0.6 * len(plain.data)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", None),
        ("identity", None),
        ("br", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("GZIP", "gzip"),
        ("*", "zstd"),
        ("gzip;q=1, *;q=0", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd;q=0.2, gzip;q=0.8", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=x", None),
        (";;,=", None),
    ],
)
def test_the_browser_says_what_it_takes(accepted, chosen):
    assert chosen_encoding(parse_accept_header(accepted, Accept)) == chosen


@pytest.mark.parametrize("path", ["/livez", "/api/suggest?q=zzz", "/api/search?from=x"])
def test_small_answers_are_sent_as_they_are(client, path):
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < MIN_BYTES
    assert "Content-Encoding" not in answer.headers


def test_pictures_and_parts_of_files_are_sent_as_they_are(client):
    headers = {"Accept-Encoding": "gzip", "Range": "bytes=0-99"}
    with client.get("/static/style.css", headers=headers) as part:
        assert part.status_code == 206
        assert "Content-Encoding" not in part.headers
        assert len(part.data) == 100
    whole = get(client, "/static/style.css", **{"Accept-Encoding": "gzip"})
    assert "Accept-Ranges" not in whole.headers


def test_a_file_is_compressed_once_and_asked_for_once(client):
    headers = {"Accept-Encoding": "gzip"}
    first = get(client, "/static/style.css", **headers)
    assert get(client, "/static/style.css", **headers).data == first.data
    # Of other bytes than the plain file, whose tag is a strong one.
    assert first.headers["ETag"].startswith("W/")
    headers["If-None-Match"] = first.headers["ETag"]
    again = get(client, "/static/style.css", **headers)
    assert again.status_code == 304
    assert "Accept-Encoding" in again.vary
    assert again.headers["ETag"].removeprefix("W/") in first.headers["ETag"]


def test_a_file_is_compressed_once_whatever_path_it_is_asked_by(client, monkeypatch):
    packed = []

    def pack(data, encoding, levels):
        packed.append(encoding)
        return compressed(data, encoding, levels)

    monkeypatch.setattr("web.middleware.compression.compressed", pack)
    for path in ("style.css", "./style.css", "x/../style.css", "y/../style.css"):
        for encoding in ENCODINGS:
            answer = get(client, f"/static/{path}", **{"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
    assert sorted(packed) == sorted(ENCODINGS)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_list_is_compressed_piece_by_piece(encoding):
    articles = [make_article(n, f"Bài số {n}") for n in range(9)]
    taken = []

    class Counted(FakeSearcher):
        def all_hits(self, request, **options):
            for piece in super().all_hits(request, **options):
                taken.append(piece)
                yield piece

    answer = make_client(Counted(articles)).get(
        "/api/search.csv", headers={"Accept-Encoding": encoding}, buffered=False
    )
    if encoding == "gzip":
        decode = zlib.decompressobj(31).decompress
    else:
        decode = zstandard.ZstdDecompressor().decompressobj().decompress
    seen = ""
    for piece in answer.iter_encoded():
        seen += decode(piece).decode()
        # Whatever was taken from the searcher can be read by now, but for the piece
        # that is looked for before the answer begins.
        for hits in taken[:-1]:
            assert all(hit.title in seen for hit in hits)
    assert len(taken) == 5
    assert "Bài số 8" in seen
    answer.close()


def test_a_compressed_list_that_breaks_off_says_so_and_gives_its_room_back():
    with running(PROGRAM) as program:
        address = program.line()
        for _ in range(3):
            request = urllib.request.Request(f"{address}/api/search.csv?q=hoi")
            request.add_header("Accept-Encoding", "gzip")
            with urllib.request.urlopen(request, timeout=10) as answer:
                with pytest.raises(http.client.IncompleteRead) as caught:
                    answer.read()
            text = zlib.decompressobj(31).decompress(caught.value.partial)
            assert "còn thiếu" in text.decode().splitlines()[-1]


def test_what_a_foreign_page_asks_of_a_private_archive_has_its_own_length():
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "gzip"}
    private = make_client(FakeSearcher(), access=Access(token=TOKEN))
    for site, is_compressed in {
        None: True,
        "none": True,
        "same-origin": True,
        "same-site": False,
        "cross-site": False,
    }.items():
        told = {} if site is None else {"Sec-Fetch-Site": site}
        answer = private.get("/?q=hoi", headers={**headers, **told})
        assert answer.status_code == 200
        assert ("Content-Encoding" in answer.headers) == is_compressed, site
    public = make_client(FakeSearcher())
    headers = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "cross-site"}
    assert "Content-Encoding" in public.get("/?q=hoi", headers=headers).headers


@given(st.binary(max_size=3000), st.sampled_from(ENCODINGS))
def test_whatever_is_compressed_comes_back(data, encoding):
    levels = dict.fromkeys(ENCODINGS, 6)
    pack = partial(compressed, encoding=encoding, levels=levels)
    assert DECODERS[encoding](pack(data)) == data
