"""``tracuu segment`` as a user meets it: real processes and real pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyvi.ViTokenizer import ViTokenizer

from tests.helpers import ROOT

LINES = (
    "Ban Tổ chức Trung ương họp bàn việc phòng chống lụt bão.",
    "",
    "   ",
    "Giá 2.000 đồng/kg, xem http://bao.vn/tin?id=1\r",
    "  TP.HCM: hội nghị_đã tổ   chức\t(xong) ",
)


def start(*arguments: str, **options: object) -> subprocess.Popen:
    """Start ``tracuu segment`` with pipes of bytes."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TRACUU_")}
    return subprocess.Popen(
        [sys.executable, "-m", "tracuu", "--lang", "en", "segment", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean | {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"},
        **options,
    )


def run(
    *arguments: str, given: bytes = b"", exit_code: int = 0, cwd: Path | None = None
) -> tuple[str, str]:
    """Run ``tracuu segment`` to its end; give what it printed."""
    process = start(*arguments, cwd=cwd)
    out, err = process.communicate(given)
    assert process.returncode == exit_code, err
    assert b"Traceback" not in err
    return out.decode("utf-8"), err.decode("utf-8")


def by_pyvi(lines: tuple[str, ...]) -> str:
    return "".join(ViTokenizer.tokenize(line) + "\n" for line in lines)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_lines_of_the_standard_input_are_printed_as_by_pyvi(
    arguments: tuple[str, ...],
) -> None:
    assert run(*arguments, given="\n".join(LINES).encode()) == (by_pyvi(LINES), "")


def test_files_are_printed_one_after_the_other(tmp_path: Path) -> None:
    # The first has a byte order mark and the second no last line end.
    (tmp_path / "a.txt").write_text(LINES[0] + "\n", "utf-8-sig")
    (tmp_path / "b.txt").write_bytes("\n".join(LINES).encode())
    out, err = run("a.txt", "b.txt", cwd=tmp_path)
    assert (out, err) == (by_pyvi(LINES[:1] + LINES), "")


def test_nothing_gives_nothing() -> None:
    assert run() == ("", "")


def test_a_line_longer_than_a_block_is_one_line() -> None:
    line = "tổ chức " * 20_000
    out, _err = run(given=line.encode())
    assert out == ("tổ_chức " * 20_000).rstrip() + "\n"


def test_a_line_is_printed_before_the_next_one_arrives() -> None:
    process = start()
    assert process.stdin and process.stdout and process.stderr
    for line, expected in (("lũ lụt", "lũ_lụt"), ("hội nghị", "hội_nghị")):
        process.stdin.write(f"{line}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().decode() == f"{expected}\n"
    process.communicate()
    assert process.returncode == 0


def test_bad_bytes_are_told_with_file_and_line_and_the_next_file_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "hong.txt").write_bytes("lũ lụt\nhội nghị\n".encode() + b"x \xff\nc\n")
    (tmp_path / "tot.txt").write_text("tổ chức\n", "utf-8")
    out, err = run("hong.txt", "tot.txt", cwd=tmp_path, exit_code=1)
    assert out == "lũ_lụt\nhội_nghị\ntổ_chức\n"
    assert err == "hong.txt:3: expected text in UTF-8, found the byte 0xFF\n"


def test_bad_bytes_of_the_standard_input_are_told_with_their_line() -> None:
    out, err = run(given=b"a\n\xc3", exit_code=1)
    assert out == "a\n"
    assert err.startswith("<stdin>:2: expected text in UTF-8, found the byte 0xC3")


def test_a_file_that_cannot_be_opened_is_told_and_the_next_one_is_read(
    tmp_path: Path,
) -> None:
    (tmp_path / "tot.txt").write_text("tổ chức\n", "utf-8")
    out, err = run("mat.txt", ".", "tot.txt", cwd=tmp_path, exit_code=1)
    assert out == "tổ_chức\n"
    missing, folder = err.splitlines()
    assert missing.startswith("mat.txt: the file cannot be opened")
    assert folder.startswith(".: the file cannot be opened")


def test_a_reader_who_has_enough_is_no_error() -> None:
    process = start()
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write("lũ lụt\n".encode())
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write("lũ lụt\n".encode())
    process.stdin.close()
    assert process.wait() == 1
    assert process.stderr.read() == b""
    process.stderr.close()


def test_the_command_starts_without_pyvi_whoosh_or_the_web() -> None:
    script = (
        "import sys; sys.argv[1:] = ['segment'];\n"
        "import tracuu.cli\n"
        "assert 'numpy' not in sys.modules\n"
        "try: tracuu.cli.main()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        input="Ban Tổ chức\n",
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "Ban Tổ_chức\n", done.stderr
    unwanted = {"pyvi", "sklearn", "scipy", "pycrfsuite", "whoosh", "flask"}
    assert not unwanted & set(done.stderr.split())
