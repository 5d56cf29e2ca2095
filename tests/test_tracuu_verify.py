"""``tracuu verify`` as a user meets it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.generations import current_number, generation_path, open_current
from index.verify import verify
from tests.helpers import build_index, flipped, make_article, rot
from tests.test_tracuu_commands import Shell


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_dir = tmp_path_factory.mktemp("pristine") / "tracuu-index"
    build_index(index_dir, [make_article(f"so-{n}", f"Tin số {n}") for n in range(30)])
    build_index(index_dir, [make_article("moi", "Tin mới")], removed=["so-3"])
    return index_dir


@pytest.fixture
def tracuu(pristine: Path, tmp_path: Path) -> Shell:
    """A shell in a folder with an index to damage."""
    shutil.copytree(pristine, tmp_path / "tracuu-index")
    return Shell(tmp_path)


def damage(shell: Shell, ending: str, number: int = 2) -> Path:
    folder = generation_path(shell.folder / "tracuu-index", number)
    files = folder.glob(f"*{ending}")
    file = max(files, key=lambda file: file.stat().st_size)
    content = file.read_bytes()
    rot(file, flipped(content, len(content) // 2))
    return file


def test_a_whole_index_is_told_with_what_was_looked_at(tracuu: Shell) -> None:
    out, err = tracuu("--lang", "en", "verify")
    assert err == ""
    assert "generation 2: files" in out and "articles 30" in out
    assert "generation 1, the one before" in out
    assert "The index is whole." in out
    assert "nguyên vẹn" in tracuu("verify")[0]


def test_damage_is_told_in_both_languages_and_by_the_exit_code(tracuu: Shell) -> None:
    file = damage(tracuu, ".pst")
    for language, words in (
        ("vi", ("tổng kiểm không khớp", "Chỉ mục bị hỏng")),
        ("en", ("its checksum is wrong", "The index is damaged")),
    ):
        out, _err = tracuu("--lang", language, "verify", exit_code=1)
        assert f"generations/000002/{file.name}" in out
        assert all(word in out for word in words), out


def test_damage_of_the_generation_before_does_not_count(tracuu: Shell) -> None:
    rot(generation_path(tracuu.folder / "tracuu-index", 1) / "failures.jsonl", b"x")
    out, _err = tracuu("--lang", "en", "verify")
    assert "failures.jsonl" in out and "no going back" in out
    assert "The index is whole." in out


def test_everything_is_in_the_json(tracuu: Shell) -> None:
    file = damage(tracuu, ".voc")
    told = json.loads(tracuu("verify", "--json", exit_code=1)[0])
    assert told["is_whole"] is False
    assert (told["pointer"], told["repaired"]) == ([], None)
    assert told["live"]["generation"] == 2 and told["live"]["articles"] == 30
    assert told["live"]["findings"] == [
        {
            "path": f"generations/000002/{file.name}",
            "reason": "its checksum is wrong",
        }
    ]
    assert told["previous"]["findings"] == []


def test_a_repair_makes_a_damaged_index_whole(tracuu: Shell) -> None:
    damage(tracuu, ".sto")
    out, _err = tracuu("--lang", "en", "verify", "--repair", "--workers", "1")
    assert "its checksum is wrong" in out
    assert "Repaired: generation 3 is live and has 30 articles." in out
    assert "of them come" in out or "of them comes" in out
    assert tracuu("verify")
    out, _err = tracuu("--lang", "en", "verify", "--repair")
    assert "Nothing to repair." in out
    assert current_number(tracuu.folder / "tracuu-index") == 3


def test_what_is_lost_is_listed(tracuu: Shell) -> None:
    shutil.rmtree(generation_path(tracuu.folder / "tracuu-index", 1))
    live = generation_path(tracuu.folder / "tracuu-index", 2)
    min(live.glob("*.sto"), key=lambda file: file.stat().st_size).unlink()
    before = json.loads(tracuu("verify", "--json", exit_code=1)[0])
    assert before["previous"] is None
    told = json.loads(tracuu("verify", "--repair", "--json", "--workers", "1")[0])
    repaired = told["repaired"]
    assert repaired["lost"] == [{"id": "moi", "path": "kho/moi.txt"}]
    assert (repaired["generation"], repaired["articles"]) == (3, 29)
    assert json.loads(tracuu("verify", "--json")[0])["is_whole"]


def test_an_index_beyond_repair_names_the_ways_out(tracuu: Shell) -> None:
    for file in (tracuu.folder / "tracuu-index").rglob("*.sto"):
        file.unlink()
    _out, err = tracuu("--lang", "en", "verify", "--repair", exit_code=1)
    assert "tracuu reindex --full" in err


def test_an_index_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    _out, err = Shell(tmp_path)("--lang", "en", "verify", exit_code=1)
    assert "no index in" in err


def test_a_publication_meanwhile_is_no_damage(tracuu: Shell) -> None:
    index_dir = tracuu.folder / "tracuu-index"
    is_done = threading.Event()

    def publish_often() -> None:
        code = (
            "import sys; from pathlib import Path; "
            "from tests.helpers import build_index, make_article\n"
            "for n in range(12): "
            "build_index(Path(sys.argv[1]), [make_article(str(n))], removed=[])"
        )
        subprocess.run([sys.executable, "-c", code, index_dir], check=True)
        is_done.set()

    thread = threading.Thread(target=publish_often)
    thread.start()
    try:
        n_looks = 0
        while not is_done.is_set():
            report = verify(index_dir, 1)
            assert report.findings == [] and (
                report.previous is None or report.previous.is_whole
            )
            n_looks += 1
    finally:
        thread.join()
    assert n_looks > 0
    assert open_current(index_dir).number == 14
