from __future__ import annotations

import gzip
import json
import lzma
import os
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from index.article import Person
from index.corpus import RawPage, Scan, read_file
from index.corpus.decode import decode_page
from index.errors import (
    BadFieldError,
    BadRecordError,
    CorpusError,
    InvalidJsonError,
    MissingFieldError,
    NoPagesError,
    NotTextError,
    RecordEncodingError,
    UnknownEndingError,
    UnreadableFileError,
    UnreadablePathError,
)
from index.reindex import reindex
from index.roots import Place
from tests.helpers import write_jsonl

TEXT = "Tiếng Việt có dấu\nđủ cả: ầ ẫ ợ ữ"


def read_one(file: Path) -> RawPage | CorpusError:
    (page,) = read_file(file, file.name)
    return page


def pages_of(walk: Scan) -> list[RawPage | CorpusError]:
    return [page for file, path in walk.files() for page in read_file(file, path)]


def scan(root: Path) -> list[RawPage | CorpusError]:
    return pages_of(Scan([Place(root, root.name)]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_reads_the_same_in_every_unicode_encoding(
    tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    page = read_one(file)
    assert isinstance(page, RawPage) and page.text == TEXT


def test_windows_1258_is_composed_into_the_letters_of_unicode() -> None:
    assert decode_page(b"Vi\xea\xf2t", "a") == "Việt"


@given(st.binary(max_size=80))
def test_any_bytes_decode_or_say_where_they_are_no_text(data: bytes) -> None:
    try:
        text = decode_page(data, "a.txt")
    except NotTextError as error:
        assert 0 <= error.params["offset"] <= len(data)
    else:
        assert "\x00" not in text


def test_a_picture_named_txt_is_reported_with_its_offset(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    error = read_one(file)
    assert isinstance(error, NotTextError)
    assert "UTF-8" in str(error) and "offset" in str(error)


def test_a_folder_or_another_kind_of_file_is_refused_by_what_it_is(
    tmp_path: Path,
) -> None:
    error = read_one(tmp_path)
    assert isinstance(error, UnreadableFileError) and "folder" in error.reason
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf")
    assert isinstance(read_one(tmp_path / "a.doc"), UnknownEndingError)


def test_the_source_is_the_folder_below_the_root_or_the_root_of_years(
    tmp_path: Path,
) -> None:
    root = tmp_path / "bao-long-an"
    for name in ("a.txt", "2019/b.txt", "2019/xa/c.txt", "phu-san/2020/d.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(TEXT, "utf-8")
    sources = {page.path.rpartition("/")[2]: page.source for page in scan(root)}
    assert sources == {
        "a.txt": None,
        "b.txt": "bao-long-an",
        "c.txt": "bao-long-an",
        "d.txt": "phu-san",
    }


def test_other_indexes_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "cu/generations").mkdir(parents=True)
    (tmp_path / "cu/LOCK").write_text("{}")
    (tmp_path / "cu/generations/pages.jsonl").write_text("[]")
    assert len(scan(tmp_path)) == 1


def test_the_walk_takes_pages_in_order_and_counts_what_it_leaves(
    tmp_path: Path,
) -> None:
    root = tmp_path / "kho"
    for name in ("b/2.txt", "b/1.html", "a/x.TXT", ".git/no.txt", "b/anh.jpg", "0.htm"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(TEXT, "utf-8")
    walk = Scan([Place(root, "kho")])
    pages = pages_of(walk)
    assert [(page.path, page.kind, page.source) for page in pages] == [
        ("kho/0.htm", "html", None),
        ("kho/a/x.TXT", "text", "a"),
        ("kho/b/1.html", "html", "b"),
        ("kho/b/2.txt", "text", "b"),
    ]
    assert walk.ignored == {".jpg": 1}


def test_a_loop_of_links_and_a_pipe_do_not_trap_the_walk(tmp_path: Path) -> None:
    root = tmp_path / "kho"
    root.mkdir()
    (root / "a.txt").write_text(TEXT, "utf-8")
    (root / "vong").symlink_to(root)
    (root / "mat.txt").symlink_to(root / "khong-co.txt")
    os.mkfifo(root / "ong.txt")
    pages = scan(root)
    assert [type(page) for page in pages] == [
        RawPage,
        UnreadableFileError,
        UnreadableFileError,
    ]


def test_a_file_name_that_is_not_utf8_has_a_printable_path(tmp_path: Path) -> None:
    root = tmp_path / "kho"
    root.mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/b\xe1o.txt")).write_text(TEXT, "utf-8")
    (page,) = scan(root)
    assert page.path == r"kho/b\xe1o.txt"


def test_a_folder_without_pages_stops_the_run_before_it_starts(
    tmp_path: Path,
) -> None:
    with pytest.raises(NoPagesError, match=r"\.txt .*\.jsonl"):
        scan(tmp_path)


def test_a_folder_that_cannot_be_listed_says_so_and_not_that_it_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As root, a test cannot take its own permission away.
    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UnreadablePathError, match="Permission denied"):
        scan(tmp_path)


RECORDS = [
    ('{"title": "A", "body": "B"}', None),
    ('{"title": "A"}', MissingFieldError),
    ('{"title": " ", "body": "B"}', None),
    ('{"title": null, "body": "B"}', MissingFieldError),
    ('{"title": "A", "body": " "}', MissingFieldError),
    ('["title"]', BadRecordError),
    ('{"title": "A", ', InvalidJsonError),
    ('{"title": "A"} x', InvalidJsonError),
    ('"title"', BadRecordError),
    ("null", BadRecordError),
    ("9" * 5000, BadRecordError),
    ('{"title": 1, "body": "B"}', BadFieldError),
    ('{"title": "A", "body": "B", "published": "08/2020"}', BadFieldError),
    ('{"title": "A", "body": "B", "published": "2020-02-30"}', BadFieldError),
    ('{"title": "A", "body": "B", "published": "0001-01-01"}', BadFieldError),
    ('{"title": "A", "body": "B", "persons": [{"role": "x"}]}', BadFieldError),
    ('{"title": "A", "body": "B", "authors": {"x": 1}}', BadFieldError),
    ("[" * 100_000, BadRecordError),
    ('{"id": "  ", "title": "A", "body": "B"}', None),
    ('{"id": "a/b.c", "title": "A", "body": "B"}', None),
    ('{"id": "/a", "title": "A", "body": "B"}', BadFieldError),
    ('{"id": "a/../b", "title": "A", "body": "B"}', BadFieldError),
    ('{"id": ".", "title": "A", "body": "B"}', BadFieldError),
    ('{"id": "a\\u2028b", "title": "A", "body": "B"}', BadFieldError),
]


@pytest.mark.parametrize(("line", "error"), RECORDS)
def test_a_bad_line_is_its_own_error_and_the_next_line_is_read(
    tmp_path: Path, line: str, error: type[CorpusError] | None
) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text(f'{line}\n\n{{"title": "C", "body": "D"}}\n', "utf-8")
    first, second = read_file(file, "tin.jsonl")
    if error is None:
        assert isinstance(first, RawPage)
    else:
        assert type(first) is error and first.place == "tin.jsonl:1"
    assert isinstance(second, RawPage) and second.path == "tin.jsonl#3"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2020-08-25", "2020-08-25"),
        ("25/8/2020", "2020-08-25"),
        ("05.08.2020 - 7:05", "2020-08-05T07:05"),
        ("2020-08-25 16:33:10", "2020-08-25T16:33"),
        ("2020-08-25T23:33:10Z", "2020-08-26T06:33"),
    ],
)
def test_a_given_date_is_read_day_first_and_in_vietnam_s_time(
    tmp_path: Path, given: str, read: str
) -> None:
    file = tmp_path / "tin.jsonl"
    write_jsonl(file, [{"title": "A", "body": "B", "published": given}])
    page = read_one(file)
    assert isinstance(page, RawPage) and page.fields["published"] == read


def test_given_fields_are_taken_in_their_checked_form(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    record = {
        "id": 7,
        "title": "A",
        "body": "B \ud800",
        "published": "2020-08-25T16:33:10+00:00",
        "authors": "Mai Anh",
        "persons": ["Lê Thị Hà", {"name": "Vũ Văn Nam", "role": "Bí thư"}],
        "url": None,
    }
    file.write_text(json.dumps(record), "utf-8")
    page = read_one(file)
    assert isinstance(page, RawPage)
    assert page.fields == {
        "id": "7",
        "title": "A",
        "body": "B \ufffd",
        "published": "2020-08-25T23:33",
        "authors": ("Mai Anh",),
        "persons": (Person("Lê Thị Hà"), Person("Vũ Văn Nam", "Bí thư")),
    }


def test_what_would_steer_a_terminal_is_taken_out_of_pages_and_names(
    tmp_path: Path,
) -> None:
    record = {"title": "Tin \x1b[31m", "body": "\u202eB\x00 \x9b1m"}
    root = tmp_path / "kho"
    root.mkdir()
    (root / "a\x1b.jsonl").write_text(json.dumps(record))
    (page,) = scan(root)
    assert page.path == r"kho/a\x1b.jsonl#1"
    assert page.fields == {"title": "Tin  [31m", "body": "B   1m"}


def test_a_blank_id_is_no_id(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text('{"id": " ", "title": "A", "body": "B", "url": "\\t"}')
    page = read_one(file)
    assert isinstance(page, RawPage) and set(page.fields) == {"title", "body"}


COMPRESSORS = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def many_lines(n: int, power: int) -> bytes:
    """Lines of records whose numbers do not compress away."""
    return "".join(
        json.dumps({"title": f"Tin {one}", "body": str((one + 2) ** power)}) + "\n"
        for one in range(n)
    ).encode()


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_no_flipped_bit_of_a_compressed_file_stops_the_run(
    tmp_path: Path, ending: str
) -> None:
    whole = bytearray(COMPRESSORS[ending](many_lines(300, 9)))
    file = tmp_path / f"tin.jsonl.{ending.upper()}"
    for at in range(0, len(whole), len(whole) // 60):
        damaged = whole.copy()
        damaged[at] ^= 1 << at % 8
        file.write_bytes(damaged)
        list(read_file(file, file.name))


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_compressed_records_are_read_and_a_cut_file_is_reported(
    tmp_path: Path, ending: str
) -> None:
    whole = COMPRESSORS[ending](many_lines(2000, 50))
    file = tmp_path / f"tin.jsonl.{ending}"
    file.write_bytes(whole)
    assert len(list(read_file(file, file.name))) == 2000
    file.write_bytes(whole[: len(whole) // 2])
    *pages, last = read_file(file, file.name)
    assert isinstance(last, UnreadableFileError) and "breaks off" in last.reason
    assert last.line == len(pages) + 1 > 500
    assert all(isinstance(page, RawPage) for page in pages[:-1])
    damaged = bytearray(whole)
    damaged[len(whole) // 2 : len(whole) // 2 + 40] = bytes(40)
    file.write_bytes(damaged)
    *pages, last = read_file(file, file.name)
    assert isinstance(last, UnreadableFileError) and "damaged" in last.reason


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_a_compressed_file_may_have_many_members(tmp_path: Path, ending: str) -> None:
    compress = COMPRESSORS[ending]
    parts = [many_lines(40, 30), b"", many_lines(2, 9)]
    file = tmp_path / f"tin.jsonl.{ending}"
    file.write_bytes(b"".join(map(compress, parts)))
    pages = list(read_file(file, file.name))
    assert [page.path for page in pages] == [
        f"tin.jsonl.{ending}#{number}" for number in range(1, 43)
    ]
    file.write_bytes(many_lines(3, 2))
    (error,) = read_file(file, file.name)
    assert isinstance(error, UnreadableFileError) and error.place == file.name


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_a_compressed_file_of_no_bytes_is_reported_and_keeps_its_articles(
    tmp_path: Path, ending: str
) -> None:
    # It is what a full disk leaves; gzip, xz and zstd call it broken as well.
    folder = tmp_path / "kho"
    folder.mkdir()
    file = folder / f"tin.jsonl.{ending}"
    file.write_bytes(COMPRESSORS[ending](many_lines(3, 20)))
    assert reindex([folder], tmp_path / "ix").articles == 3
    file.write_bytes(b"")
    summary = reindex([folder], tmp_path / "ix")
    (failure,) = summary.failures
    assert "breaks off" in str(failure.params["reason"])
    assert (failure.place, summary.articles) == (f"kho/{file.name}", 3)
    file.write_bytes(COMPRESSORS[ending](b""))
    assert reindex([folder], tmp_path / "ix").articles == 0


def test_zstandard_s_skippable_frames_and_open_sizes_are_read(tmp_path: Path) -> None:
    whole = many_lines(50, 40)
    skippable = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"tin "
    stream = zstandard.ZstdCompressor().compressobj()
    file = tmp_path / "tin.jsonl.zst"
    file.write_bytes(skippable + stream.compress(whole) + stream.flush() + skippable)
    assert len(list(read_file(file, file.name))) == 50


def test_a_frame_that_asks_for_gigabytes_is_refused(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28)
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    file = tmp_path / "tin.jsonl.zst"
    file.write_bytes(stream.compress(many_lines(3, 2)) + stream.flush())
    (error,) = read_file(file, file.name)
    assert isinstance(error, UnreadableFileError) and "memory" in error.reason


@pytest.mark.parametrize("ending", COMPRESSORS)
def test_a_line_that_never_ends_is_passed_over(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.record_lines.MAX_LINE_BYTES", 1000)
    good = b'{"title": "A", "body": "B"}\n'
    file = tmp_path / f"tin.jsonl.{ending}"
    file.write_bytes(COMPRESSORS[ending](good + b"x" * 50_000 + b"\n" + good))
    first, error, last = read_file(file, file.name)
    assert isinstance(first, RawPage) and isinstance(error, BadRecordError)
    assert error.place == f"{file.name}:2" and "longer" in error.reason
    assert isinstance(last, RawPage) and last.path == f"{file.name}#3"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_records_are_read_in_every_unicode_encoding(tmp_path: Path, codec: str) -> None:
    # U+0A0A and U+100A hold the byte of a line's end in both their halves.
    lines = [
        json.dumps(
            {"title": f"Tiêu đề {n} \u0a0a\u100a", "body": TEXT}, ensure_ascii=False
        )
        for n in range(5)
    ]
    lines[2:2] = ["\r", "[]"]
    file = tmp_path / "tin.jsonl"
    file.write_bytes("\n".join([*lines, "", " \t\r\n"]).encode(codec))
    pages = list(read_file(file, "tin.jsonl"))
    errors = [page.place for page in pages if isinstance(page, CorpusError)]
    assert errors == ["tin.jsonl:4"]
    read = [page for page in pages if isinstance(page, RawPage)]
    assert [page.path.partition("#")[2] for page in read] == ["1", "2", "5", "6", "7"]
    assert read[4].fields == {"title": "Tiêu đề 4 \u0a0a\u100a", "body": TEXT}
    assert read[0].encoding == ("UTF-8 with BOM" if codec == "utf-8-sig" else "UTF-16")


def test_files_put_together_keep_their_byte_order_marks(tmp_path: Path) -> None:
    line = '\ufeff{"title": "A", "body": "B"}\n'.encode()
    file = tmp_path / "tin.jsonl"
    file.write_bytes(line * 3)
    pages = list(read_file(file, "tin.jsonl"))
    assert [page.path[-2:] for page in pages] == ["#1", "#2", "#3"]


def test_a_line_in_no_encoding_names_its_place_and_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    good = b'{"title": "A", "body": "B"}\n'
    file.write_bytes(good + b'{"title": "A\xff\x81", "body": "B"}\n' + good)
    first, error, last = read_file(file, "tin.jsonl")
    assert isinstance(first, RawPage) and isinstance(last, RawPage)
    assert isinstance(error, RecordEncodingError)
    assert error.place == "tin.jsonl:2" and error.params["column"] == 13


def test_a_line_that_is_no_json_names_its_place_and_column(tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text('{"title": "A", "body": "B"}\n{"title": "Ả" "body"}\n', "utf-8")
    _first, error = read_file(file, "tin.jsonl")
    assert isinstance(error, InvalidJsonError)
    assert str(error) == (
        "tin.jsonl:2: expected one JSON object a line, found no JSON at column 15"
    )
