"""How an article is cited: in words, and in BibTeX that is read back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web_fakes import FakeSearcher, make_article, make_client
from web.exports.citations import citation_key, cite, escape_bibtex

LINK = "http://kho.example/articles/1"
COMMANDS = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}
HOSTILE = st.lists(
    st.sampled_from(
        [*"{}\\%&$#_~^\"'@,=", "and", "\\textbackslash", "@article{", "ộ", "\n", " "]
    ),
    max_size=14,
).map("".join) | st.text(max_size=20)


def read_bibtex(text: str) -> tuple[str, str, dict[str, str]]:
    """Read one entry, as BibTeX does: braces count, whatever stands before them."""
    head = re.match(r"@(\w+)\{([\w-]+),\n", text)
    assert head is not None
    fields, at = {}, head.end()
    while not text.startswith("}", at):
        name = re.compile(r"  (\w+) = ").match(text, at)
        assert name is not None, text[at:]
        at = name.end()
        if text[at] != "{":
            value = re.compile(r"\w+").match(text, at)[0]
            at += len(value)
        else:
            start, depth = at, 0
            while True:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
                if not depth:
                    break
            value = text[start + 1 : at - 1]
        assert text.startswith(",\n", at)
        at += 2
        assert name[1] not in fields
        fields[name[1]] = value
    assert text[at:] == "}\n"
    return head[1], head[2], fields


def from_tex(value: str) -> str:
    """Read what TeX sets for a value: commands are signs, braces group."""
    parts, at = [], 0
    while at < len(value):
        command = re.compile(r"\\([a-z]+|.)").match(value, at)
        if command:
            parts.append(COMMANDS.get(command[1], command[1]))
            at = command.end()
        else:
            parts.append(value[at] if value[at] not in "{}" else "")
            at += 1
    return "".join(parts)


def one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()


@pytest.fixture
def article():
    return make_article(
        1,
        "Hội nghị cán bộ",
        authors=("Lê Hà", "Thu Nga"),
        source="Báo tỉnh",
        url="https://bao.example/1",
        published="2020-08-17T09:30",
        published_from="page",
    )


def test_a_citation_in_words_names_who_what_where_and_when(article):
    assert cite(article, LINK).plain == (
        "Lê Hà, Thu Nga. “Hội nghị cán bộ”. Báo tỉnh, 17/08/2020. https://bao.example/1"
    )


def test_what_is_not_known_is_left_out_and_the_archive_gives_the_address():
    bare = cite(make_article(1, "Hội nghị cán bộ"), LINK)
    assert bare.plain == f"“Hội nghị cán bộ”. không rõ ngày. {LINK}"
    kind, key, fields = read_bibtex(bare.bibtex)
    assert kind == "misc"
    assert key.startswith("ndhoi-")
    assert fields.keys() == {"title", "url", "language"}
    assert fields["url"] == LINK


def test_an_address_that_is_none_of_the_web_is_not_cited():
    cited = cite(make_article(1, "Tin", url="javascript:alert(1)"), LINK)
    assert "javascript" not in cited.plain + cited.bibtex


def test_bibtex_has_every_field(article):
    kind, key, fields = read_bibtex(cite(article, LINK).bibtex)
    assert kind == "article"
    assert re.fullmatch(r"le2020hoi-[0-9a-f]{6}", key)
    assert fields == {
        "author": "{Lê Hà} and {Thu Nga}",
        "title": "{Hội nghị cán bộ}",
        "journal": "Báo tỉnh",
        "url": "https://bao.example/1",
        "language": "vietnamese",
        "year": "2020",
        "month": "aug",
        "day": "17",
        "date": "2020-08-17",
    }


def test_keys_are_stable_and_told_apart(article):
    again = make_article(2, "Hội nghị cán bộ", authors=("Lê Hà",))
    assert citation_key(article) == citation_key(article)
    assert citation_key(again) != citation_key(article)


@given(HOSTILE)
def test_escaped_text_is_read_back_and_its_braces_match(text):
    escaped = escape_bibtex(text)
    assert from_tex(escaped) == one_line(text)
    depth = 0
    for sign in escaped:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


@given(HOSTILE, st.lists(HOSTILE, max_size=3), HOSTILE | st.none(), HOSTILE)
def test_whatever_an_article_is_called_its_entry_is_read_back(
    title, authors, source, address
):
    article = make_article(
        1, title, authors=authors, source=source, url=f"https://bao.example/{address}"
    )
    cited = cite(article, LINK)
    kind, key, fields = read_bibtex(cited.bibtex)
    assert from_tex(fields["title"]) == one_line(title)
    assert kind == ("article" if one_line(source or "") else "misc")
    assert from_tex(fields.get("journal", "")) == one_line(source or "")
    assert from_tex(fields.get("author", "")) == " and ".join(map(one_line, authors))
    assert key == cited.key
    assert key.isascii()
    assert not set(fields["url"]) & set('{}\\ "<>\n')
    assert "\n" not in cited.plain


def test_the_service_gives_both_styles():
    client = make_client(FakeSearcher())
    plain = client.get("/api/cite/bao-tinh/001.html")
    assert plain.content_type == "text/plain; charset=utf-8"
    assert plain.text.startswith("Thu Hà. “Hội nghị cán bộ toàn tỉnh")
    bibtex = client.get("/api/cite/bao-tinh/001.html?style=bibtex")
    assert bibtex.content_type == "application/x-bibtex; charset=utf-8"
    _, key, _ = read_bibtex(bibtex.text)
    assert bibtex.headers["Content-Disposition"] == f'attachment; filename="{key}.bib"'
    whole = client.get("/api/articles/bao-tinh/001.html").json["citation"]
    assert whole == {"plain": plain.text.rstrip("\n"), "bibtex": bibtex.text}


def test_a_hostile_article_is_cited_by_the_archives_address():
    client = make_client(FakeSearcher())
    url = "/api/cite/l%E1%BA%A1/..%2Fa%2F%2Fb%3Fc%3D1%23d%2541.html?style=bibtex"
    answer = client.get(url)
    assert answer.status_code == 200
    _, _, fields = read_bibtex(answer.text)
    assert client.get(fields["url"].removeprefix("http://localhost")).status_code == 200


def test_an_unknown_style_is_refused():
    answer = make_client(FakeSearcher()).get("/api/cite/bao-tinh/001.html?style=apa")
    assert (answer.status_code, answer.json["parameter"]) == (400, "style")
