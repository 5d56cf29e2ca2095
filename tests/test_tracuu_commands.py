"""The command line as a user meets it: real processes in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from search.facets import PersonCount
from tests.helpers import ROOT, write_jsonl
from tracuu.cli import cli
from tracuu.language import CLICK_MESSAGES
from tracuu.printing import print_persons

PAGE = """Hội nghị bàn việc phòng chống lụt bão (04/12/2017 18:19)

Sáng 4/12, đồng chí Lê Thị Hà, Bí thư Huyện ủy Phong Điền chủ trì hội nghị.

Huyện đã chuẩn bị 200 tấn gạo và 15 xuồng máy cho mùa lũ năm tới.

Thu NgaXem phản hồi

Tin khác
"""


class Shell:
    """Runs ``tracuu`` in one working directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, *arguments: str, exit_code: int = 0, **variables: str
    ) -> tuple[str, str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("TRACUU_")}
        done = subprocess.run(
            [sys.executable, "-m", "tracuu", *arguments],
            cwd=self.folder,
            env=clean | {"PYTHONWARNINGS": "error::ResourceWarning"} | variables,
            capture_output=True,
            text=True,
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr


@pytest.fixture(scope="module")
def tracuu(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell in a folder with a corpus and its index."""
    folder = tmp_path_factory.mktemp("shell")
    (folder / "corpus/bao").mkdir(parents=True)
    (folder / "corpus/bao/lut-bao.txt").write_text(PAGE, "utf-8")
    (folder / "corpus/hong.txt").write_bytes(b"\x00\x01")
    records = [
        {"id": f"tin-{n}", "title": f"Bản tin số {n}", "body": "Lúa được mùa."}
        for n in range(12)
    ]
    write_jsonl(folder / "corpus/tin.jsonl", records)
    shell = Shell(folder)
    out, err = shell("reindex")
    assert "13" in out and "corpus/hong.txt" in err
    return shell


def test_a_reindex_counts_what_it_did_and_names_what_failed(tracuu: Shell) -> None:
    out, _err = tracuu("reindex", "--json")
    summary = json.loads(out)
    names = "added updated removed unchanged failed articles copies seconds".split()
    assert list(summary)[:8] == names
    assert [summary[name] for name in names[:7]] == [0, 0, 0, 13, 1, 13, 0]
    (failure,) = summary["failures"]
    assert failure["path"] == "corpus/hong.txt"
    assert "UTF-8" in failure["reason"]


def test_the_same_failure_is_told_in_both_languages(tracuu: Shell) -> None:
    vietnamese = tracuu("reindex")[1]
    english = tracuu("--lang", "en", "reindex")[1]
    assert "expected text in UTF-8" in english
    assert "UTF-8" in vietnamese and "expected" not in vietnamese


def test_what_was_expected_is_told_in_the_reader_s_language(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "tin.jsonl", [{"title": 1, "body": "x"}])
    shell = Shell(tmp_path)
    assert "should be text" in shell("--lang", "en", "reindex", "tin.jsonl")[1]
    assert "phải là văn bản" in shell("reindex", "tin.jsonl")[1]


def test_search_prints_hits_with_snippets_and_both_facets(tracuu: Shell) -> None:
    out, err = tracuu("--lang", "en", "search", "phong", "chong", "lut", "bao")
    assert err == ""
    assert "1 article " in out
    assert "Hội nghị bàn việc phòng chống lụt bão" in out
    assert "04/12/2017 18:19 · bao · Thu Nga" in out
    assert "By time" in out and "04/12/2017" in out
    assert "By person" in out and "Lê Thị Hà" in out


def test_colours_are_for_terminals(tracuu: Shell) -> None:
    assert "\x1b[" not in tracuu("search", "lũ")[0]


def test_filters_sorting_and_paging_reach_the_search(tracuu: Shell) -> None:
    def found(*arguments: str) -> dict:
        return json.loads(tracuu("search", "--json", *arguments)[0])

    assert found("hội", "--person", "le thi ha")["total"] == 1
    assert found("hội", "--not-person", "le thi ha")["total"] == 0
    either = ("--person", "Lê Thị Hà", "--person", "Trần Ai", "--person-match", "any")
    assert found("hội", *either)["total"] == 1
    assert found("hội", *either[:4])["total"] == 0
    assert found("hội", "--date", "unknown")["total"] == 0
    assert found("hội", "--from", "2018")["total"] == 0
    assert found("hội", "--from", "12/2017", "--to", "4/12/2017")["total"] == 1
    page = found("tin", "--page", "2", "--per-page", "5", "--sort", "newest")
    assert (page["total"], page["page"], len(page["hits"])) == (12, 2, 5)


def test_a_wrong_query_is_explained_and_searched_all_the_same(tracuu: Shell) -> None:
    out, err = tracuu("--lang", "en", "search", '"lụt bão')
    assert "closing quotation mark" in err
    assert "1 article " in out
    _out, err = tracuu("--lang", "en", "search", "--json", '"lụt bão', exit_code=1)
    assert "closing quotation mark" in err


def test_a_slip_is_answered_with_did_you_mean(tracuu: Shell) -> None:
    out, _err = tracuu("--lang", "en", "search", "lụtt", "bão")
    assert "did you mean: lụt bão" in out


def test_partial_matches_stand_below_a_line(tracuu: Shell) -> None:
    out, _err = tracuu("--lang", "en", "search", "bàn việc trồng lúa")
    assert "No article has every word" in out


def test_what_was_searched_instead_is_told(tracuu: Shell) -> None:
    out, _err = tracuu("--lang", "en", "search", "luj baxo")
    assert "searching for “lụ bão” instead" not in out
    out, _err = tracuu("--lang", "en", "search", "lujt baxo")
    assert "searching for “lụt bão” instead" in out


def test_explain_tells_what_each_score_is_made_of(tracuu: Shell) -> None:
    out, _err = tracuu("--lang", "en", "search", "lụt bão", "--explain")
    assert "lụt  (rarity " in out and "“lụt bão”  (rarity " in out
    (hit,) = json.loads(tracuu("search", "lụt bão", "--json", "--explain")[0])["hits"]
    parts = sum(part["score"] for part in hit["explanation"])
    assert parts == pytest.approx(hit["score"], abs=1e-3)


def test_inspect_gives_one_json_object_an_article(tracuu: Shell) -> None:
    out, _err = tracuu("inspect", "--json", "corpus/bao/lut-bao.txt")
    article = json.loads(out)
    assert (
        list(article)
        == (
            "path id title published published_from converted_from authors persons "
            "source url body decisions"
        ).split()
    )
    assert article["path"] == "corpus/bao/lut-bao.txt"
    assert article["published"] == "2017-12-04T18:19"
    assert article["published_from"] == "page"
    assert article["authors"] == ["Thu Nga"]
    assert article["persons"] == [
        {"name": "Lê Thị Hà", "role": "Bí thư Huyện ủy Phong Điền"}
    ]
    assert "Tin khác" not in article["body"]
    lines = tracuu("inspect", "--json", "corpus/tin.jsonl")[0].splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"tin-{n}" for n in range(12)]


def test_inspect_shows_each_line_with_the_rule_that_left_it_out(tracuu: Shell) -> None:
    out, _err = tracuu("--lang", "en", "inspect", "corpus/bao/lut-bao.txt")
    assert "1 = Hội nghị bàn việc phòng chống lụt bão" in out
    assert "9 - Tin khác  (other articles)" in out
    assert "5 + Huyện đã chuẩn bị 200 tấn gạo" in out


def test_inspect_shows_the_lines_of_a_page_that_holds_no_article(
    tracuu: Shell, tmp_path: Path
) -> None:
    page = tmp_path / "trong.txt"
    page.write_text("Bản Sậy dựng lại trường\nChia sẻ\nTin khác\n", "utf-8")
    out, err = tracuu("--lang", "en", "inspect", str(page), exit_code=1)
    assert "expected a title and a text" in err
    assert "2 - Chia sẻ  (share buttons)" in out


def test_the_id_that_inspect_shows_is_the_id_in_the_index(tracuu: Shell) -> None:
    shown = json.loads(tracuu("inspect", "--json", "corpus/bao/lut-bao.txt")[0])
    found = json.loads(tracuu("search", "--json", "lụt", "bão")[0])
    assert [hit["id"] for hit in found["hits"]] == [shown["id"]]


def test_inspect_tells_whether_the_index_has_the_page(
    tracuu: Shell, tmp_path: Path
) -> None:
    def place(*arguments: str) -> str:
        out, _err = tracuu("--lang", "en", "inspect", *arguments)
        (line,) = [row for row in out.splitlines() if row.startswith("in the index")]
        return line.removeprefix("in the index").strip()

    page = tracuu.folder / "corpus/bao/lut-bao.txt"
    assert place(str(page)) == "yes"
    assert place(str(page), "--index", "khac").startswith("no: there is no index")
    (tmp_path / "la.txt").write_text(PAGE, "utf-8")
    assert place(str(tmp_path / "la.txt")).startswith("no: tracuu reindex")
    page.write_text(PAGE + "\nThêm một dòng ở cuối trang.\n", "utf-8")
    try:
        assert place(str(page)).startswith("another version")
    finally:
        page.write_text(PAGE, "utf-8")


def test_inspect_goes_on_after_a_bad_file_and_tells_it_in_its_exit(
    tracuu: Shell,
) -> None:
    files = ("corpus/hong.txt", "khong-co.txt", "corpus/bao/lut-bao.txt")
    out, err = tracuu("inspect", *files, exit_code=1)
    assert "Thu Nga" in out
    assert "corpus/hong.txt" in err and "khong-co.txt" in err


def test_status_tells_what_the_index_holds(tracuu: Shell) -> None:
    status = json.loads(tracuu("status", "--json")[0])
    assert status["articles"] == 13 and status["generation"] == 1
    assert status["failures"][0]["path"] == "corpus/hong.txt"
    assert "13" in tracuu("status")[0]


def test_without_an_index_every_command_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (["search", "lũ"], ["status"]):
        _out, err = Shell(tmp_path)("--lang", "en", *command, exit_code=1)
        assert "tracuu reindex FOLDER" in err


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    _out, err = Shell(tmp_path)("--lang", "en", "reindex", "khong-co", exit_code=1)
    assert "no such file or folder: khong-co" in err
    assert not (tmp_path / "tracuu-index").exists()
    _out, err = Shell(tmp_path)("--lang", "en", "reindex", exit_code=1)
    assert "name a folder" in err
    assert not (tmp_path / "tracuu-index").exists()


@pytest.mark.parametrize(
    "arguments", [["lạ"], ["search"], ["search", "lũ", "--sort", "x"], ["--la"]]
)
def test_a_wrong_command_line_exits_with_2(tracuu: Shell, arguments: list[str]) -> None:
    assert tracuu(*arguments, exit_code=2)[1]


def test_a_word_with_a_minus_is_excluded_and_a_misspelt_option_is_not(
    tracuu: Shell,
) -> None:
    def total(*arguments: str) -> int:
        return json.loads(tracuu("search", "--json", *arguments)[0])["total"]

    assert total("lúa") == 12
    assert (total("lúa", "-mùa"), total("-lúa"), total("-hội", "-tin")) == (0, 1, 0)
    assert total("-h", "--sort", "newest") == 13
    assert "--srot" in tracuu("search", "lúa", "--srot", "newest", exit_code=2)[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "2020", "--to", "2019"),
        ("--page", "1001"),
        ("a" * 1001,),
    ],
)
def test_what_the_endpoint_refuses_is_refused(
    tracuu: Shell, arguments: tuple[str, ...]
) -> None:
    tracuu("search", "lúa", *arguments, exit_code=2)


def test_an_empty_filter_is_none(tracuu: Shell) -> None:
    out, _err = tracuu("search", "--json", "lúa", "--person", "", "--from", "")
    assert json.loads(out)["total"] == 12


@pytest.mark.parametrize("date", ["31/02/2020", "hôm qua", "13/2020"])
def test_an_impossible_date_is_refused_with_the_forms(tracuu: Shell, date: str) -> None:
    _out, err = tracuu("--lang", "en", "search", "lũ", "--from", date, exit_code=2)
    assert "17/08/2020" in err


COMMANDS = ["", *cli.commands]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_there_in_both_languages(tracuu: Shell, command: str) -> None:
    arguments = [command] if command else []
    vietnamese, _err = tracuu(*arguments, "--help")
    english, _err = tracuu("--lang", "en", *arguments, "--help")
    assert vietnamese != english
    assert "Cách dùng:" in vietnamese and "Usage:" in english
    if command:
        assert "Ví dụ" in vietnamese and "Examples" in english


def test_click_s_messages_are_in_the_catalogue_as_click_has_them() -> None:
    folder = Path(click.__file__).parent
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    for message in CLICK_MESSAGES:
        for form in message if isinstance(message, tuple) else (message,):
            assert repr(form)[1:-1] in source or f'"{form}"' in source, form


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "lúa", "--sort", "x"),
        ("search", "lúa", "--page", "0"),
        ("search", "lúa", "--page", "x"),
        ("search", "lúa", "--sort"),
        ("search",),
        ("reindex", "--la"),
        ("status", "thừa"),
        ("lạ",),
    ],
)
def test_a_wrong_command_line_is_told_in_vietnamese(
    tracuu: Shell, arguments: tuple[str, ...]
) -> None:
    vietnamese = tracuu(*arguments, exit_code=2)[1]
    english = tracuu("--lang", "en", *arguments, exit_code=2)[1]
    for line in english.splitlines():
        if not line.startswith("Usage"):
            assert not line or line not in vietnamese


def test_the_package_is_found_beside_a_folder_of_the_same_name(tracuu: Shell) -> None:
    for name in ("index", "search", "web"):
        (tracuu.folder / name).mkdir()
    assert json.loads(tracuu("status", "--json")[0])["articles"] == 13


def test_output_that_cannot_be_written_is_one_line(tracuu: Shell) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tracuu", "status"],
            cwd=tracuu.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed_for_each_shell(
    tracuu: Shell, shell: str
) -> None:
    assert "_TRACUU_COMPLETE" in tracuu("completion", shell)[0]


def test_commands_complete(tracuu: Shell) -> None:
    variables = {
        "_TRACUU_COMPLETE": "bash_complete",
        "COMP_WORDS": "tracuu re",
        "COMP_CWORD": "1",
    }
    assert "plain,reindex" in tracuu(**variables)[0]


def test_copies_are_counted_and_named_in_hits(tracuu: Shell, tmp_path: Path) -> None:
    out, _err = tracuu("status", "--json")
    assert json.loads(out)["copies"] == 0
    index = str(tmp_path / "index")
    tracuu("reindex", str(ROOT / "corpus"), "--index", index)
    out, _err = tracuu("status", "--json", "--index", index)
    assert (json.loads(out)["articles"], json.loads(out)["copies"]) == (51, 1)
    out, _err = tracuu("--lang", "en", "status", "--index", index)
    assert "51, of which 1 is a copy of another" in out
    query = "sắp xếp tổ chức bộ máy Bắc Trung Bộ"
    out, _err = tracuu("--lang", "en", "search", query, "--index", index)
    assert "also published in: " in out
    assert "(18/12/2017 16:40)" in out or "(19/12/2017 18:05)" in out


def test_a_count_that_is_an_estimate_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_persons([PersonCount("Lê Hà", 7, False, error=2), PersonCount("An", 3, True)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["      ≈ 7  Lê Hà", " ✓      3  An"]
