"""Word segmentation against pyvi, which it must follow token for token."""

from __future__ import annotations

import inspect
import itertools
import json
import lzma
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
from importlib.machinery import ModuleSpec
from pathlib import Path

import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyvi.ViTokenizer import ViTokenizer

from index.analysis import words
from index.analysis.word_segmentation import (
    pyvi_files,
    segmenter,
    tokenize,
    tokenize_all,
    word_spans,
    word_spans_of,
)
from index.analysis.word_segmentation.crfsuite_model import (
    CrfModel,
    read_crfsuite_model,
)
from index.analysis.word_segmentation.decoding import decode_exactly
from index.analysis.word_segmentation.features import TokenFeatures
from index.analysis.word_segmentation.packed_chunks import has_key, pack_chunks
from index.analysis.word_segmentation.pyvi_files import read_pyvi_files
from index.analysis.word_segmentation.tokens import tokens_of_chunk, tokens_of_text
from index.analysis.word_segmentation.word_list import WordList
from index.corpus.decode import decode_page
from index.errors import PyviFileError, PyviNotFoundError
from tests.helpers import ROOT

SYLLABLES = (
    "ban bàn tổ chức Tổ Chức TỔ CHỨC trung ương hội nghị công nghệ cao kỹ thuật viên "
    "chính trị gia xã học Xã Hội nhà nước Việt Nam thành phố Hồ Chí Minh ủy uỷ hoà "
    "đường lũ lụt và của những là không được có thể Đảng đại hội ch ng a b"
).split()

ODDITIES = (
    "18 1.192 2,5 3_4 12/5 2.000.000 9x a_b _ __ -_- ... .. == ==> -> >> << TP. TP.HCM "
    "Tp. Mr. ThS. Dr.Who PGS.TS. Đ.Đ. http://a.vn/b?c=d ftp://x https:// a@b.vn a@b "
    "x.y+z@m-n.com.vn @@ “nước” (ban) 50% $5 U.S. İ ΑΣ ǅ ß ﬁ Ⅷ ½ ² ٣ 你好 가각 😀 "
    "\u200b x\u0303 \u0301 e\u0323\u0302 o\u031b\u0309 \u0344 \x00 a\x00b "
    "http://a\x00b \ufeff Ð ð %s"
).split(" ")

WHITE_SPACE = (" ", "  ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u2000", "\u2028")

# The first example reads two models, on a machine that may be busy.
unhurried = settings(deadline=None)

pieces = st.one_of(
    st.sampled_from(SYLLABLES),
    st.sampled_from(SYLLABLES),
    st.sampled_from(ODDITIES),
    st.sampled_from([",", ".", ":", "\n", "-", "–", "/", "!", "_", "(", ")"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4),
)
gaps = st.one_of(st.just(" "), st.sampled_from(["", *WHITE_SPACE]))


@st.composite
def texts(draw: st.DrawFn, max_size: int = 25) -> str:
    """Draw Vietnamese with everything in it that news has, and worse."""
    parts: list[str] = []
    for piece in draw(st.lists(pieces, max_size=max_size)):
        parts += [piece, draw(gaps)]
    text = "".join(parts)
    return unicodedata.normalize("NFD", text) if draw(st.booleans()) else text


def spans_by_pyvi(text: str) -> list[tuple[int, int]]:
    """Find words by walking pyvi's output token by token; `text` is NFC."""
    tokens = ViTokenizer.sylabelize(text)[1]
    output = ViTokenizer.tokenize(text)
    spans: list[tuple[int, int]] = []
    at = printed = 0
    for n, token in enumerate(tokens):
        start = text.index(token, at)
        at = start + len(token)
        if n and output[printed] == "_":
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((start, at))
        printed += len(token) + (n > 0)
    n_tokens = iter(tokens)
    longer = []
    for start, end in spans:
        first = next(n_tokens)
        length = len(first)
        is_longer = False
        while length < len(re.sub(r"[^\S\n]", "", text[start:end])):
            length += len(next(n_tokens))
            is_longer = True
        if is_longer:
            longer.append((start, end))
    return longer


def check(text: str) -> None:
    """Hold our output and our spans against pyvi's."""
    assert tokenize(text) == ViTokenizer.tokenize(text)
    composed = unicodedata.normalize("NFC", text)
    assert word_spans(composed) == spans_by_pyvi(composed)


@unhurried
@given(texts())
def test_it_prints_what_pyvi_prints(text: str) -> None:
    check(text)


@unhurried
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_it_prints_what_pyvi_prints_of_any_characters(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", " \n ", "\r\n", "\u00a0", "_", "a", "\0"]
)
def test_it_prints_what_pyvi_prints_of_next_to_nothing(text: str) -> None:
    check(text)


@pytest.mark.parametrize("oddity", [o for o in ODDITIES if o])
def test_oddities_are_cut_as_pyvi_cuts_them(oddity: str) -> None:
    for text in (oddity, f"tổ {oddity} chức", f"tổ{oddity}chức {oddity}{oddity}"):
        check(text)


SAMPLES = [
    file
    for file in sorted((ROOT / "corpus").rglob("*.*"))
    if file.suffix not in (".docx", ".pdf")
]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_sample_pages_are_segmented_as_by_pyvi(file: Path) -> None:
    check(decode_page(file.read_bytes(), file.name))


def test_news_is_segmented_as_by_pyvi(shared: Path) -> None:
    for file in sorted((shared / "news").glob("*.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for line in itertools.islice(lines, 0, 2000, 40):
                record = json.loads(line)
                check(f"{record['title']}\n{record['body']}")


@unhurried
@given(st.lists(texts(max_size=6), max_size=8))
def test_a_text_is_segmented_alike_alone_and_among_others(many: list[str]) -> None:
    assert word_spans_of(many) == [word_spans(text) for text in many]
    assert tokenize_all(many) == [tokenize(text) for text in many]


def test_texts_are_taken_in_batches_without_loss(monkeypatch) -> None:
    monkeypatch.setattr(segmenter, "BATCH_CHARACTERS", 5)
    many = ["tổ chức", "", "hội nghị", "a", "", "lũ lụt"]
    assert tokenize_all(many) == ["tổ_chức", "", "hội_nghị", "a", "", "lũ_lụt"]
    assert word_spans_of(many) == [[(0, 7)], [], [(0, 8)], [], [], [(0, 6)]]
    assert list(itertools.chain(*segmenter.in_batches(many))) == many


@unhurried
@given(texts())
def test_offsets_point_into_the_text_as_it_was_given(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    spans, expected = word_spans(text), word_spans(composed)
    assert len(spans) == len(expected)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    for (start, end), (first, last) in zip(spans, expected, strict=True):
        if not re.search("[^\\w\\s]", composed[first:last]):
            found = unicodedata.normalize("NFC", text[start:end])
            assert found == unicodedata.normalize("NFC", composed[first:last])


def test_half_a_surrogate_pair_does_no_harm() -> None:
    # pyvi cannot encode it. Decoding with errors="surrogateescape" leaves such.
    text = "tổ chức \udcff hội nghị"
    assert tokenize(text) == "tổ_chức \udcff hội_nghị"
    assert word_spans(text) == [(0, 7), (10, 18)]


def test_decomposed_words_are_found_whole() -> None:
    text = unicodedata.normalize("NFD", "Hội nghị bàn việc tổ chức.")
    found = [unicodedata.normalize("NFC", text[s:e]) for s, e in word_spans(text)]
    assert found == ["Hội nghị", "tổ chức"]


def test_what_is_remembered_is_bounded_and_forgetting_changes_nothing(
    monkeypatch,
) -> None:
    monkeypatch.setattr(segmenter, "MAX_ROWS", 4)
    fresh = segmenter.WordSegmenter(*_features_and_words())
    monkeypatch.setattr(segmenter, "word_segmenter", lambda: fresh)
    for text in ("tổ chức", "hội nghị trung ương", "tổ chức hội nghị", "tổ chức"):
        (found,) = (fresh.segment([text]).goes_on.tolist(),)
        expected = segmenter.WordSegmenter(*_features_and_words()).segment([text])
        assert found == expected.goes_on.tolist()
        assert fresh._chunks.n_rows <= 4 + len(text.split()) + 1


def test_an_interrupt_leaves_nothing_half_remembered(monkeypatch) -> None:
    fresh = segmenter.WordSegmenter(*_features_and_words())
    with monkeypatch.context() as patch:
        patch.setattr(
            "index.analysis.word_segmentation.chunk_table.tokens_of_chunk", _interrupt
        )
        with pytest.raises(KeyboardInterrupt):
            fresh.segment(["tổ chức"])
    assert fresh.segment(["tổ chức"]).goes_on.tolist() == [False, False, True, False]


def _interrupt(_chunk: str) -> None:
    raise KeyboardInterrupt


@unhurried
@given(texts())
def test_the_exact_decoder_agrees_as_well(text: str) -> None:
    features, _word_list = _features_and_words()
    tokens = tokens_of_text(text)
    if not tokens:
        return
    scores = [features.scores(tokens, at) for at in range(len(tokens))]
    found = decode_exactly(scores, features.transitions)
    labels = ViTokenizer.model.predict([ViTokenizer.sent2features(tokens, False)])[0]
    assert found == [label == "I_W" for label in labels]


@unhurried
@given(texts())
def test_where_rounding_could_decide_the_exact_decoder_does(text: str) -> None:
    fresh = segmenter.WordSegmenter(*_features_and_words())
    expected = fresh.segment([text]).goes_on.tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.analysis.word_segmentation.decoding.NEAR", 1e9)
        assert fresh.segment([text]).goes_on.tolist() == expected


@unhurried
@given(st.text(st.characters(exclude_categories=["Z", "Cc"]), min_size=1))
def test_the_tokens_of_a_chunk_are_its_characters_in_their_order(chunk: str) -> None:
    tokens, bounds = tokens_of_chunk(chunk)
    assert "".join(tokens) == unicodedata.normalize("NFC", chunk)
    assert bounds[0] == 0 and bounds[-1] == len(chunk)
    assert bounds == sorted(bounds) and len(bounds) == len(tokens) + 1


@unhurried
@given(st.lists(texts(max_size=5), min_size=1, max_size=3))
def test_chunks_of_one_key_are_one_chunk(many: list[str]) -> None:
    chunks = pack_chunks(many)
    found = [chunks.text[s:e] for s, e in zip(chunks.starts, chunks.ends, strict=True)]
    assert found == [c for c in re.findall(r"\S+|\n", chunks.text)]
    by_key: dict[int, str] = {}
    for chunk, key, is_own in zip(
        found, chunks.keys, has_key(chunks.keys), strict=True
    ):
        if is_own:
            assert len(chunk) <= 8
            assert by_key.setdefault(int(key), chunk) == chunk


def test_all_white_space_is_where_the_table_of_symbols_has_room() -> None:
    spaces = [code for code in range(sys.maxunicode + 1) if chr(code).isspace()]
    assert max(spaces) < 0x3001
    # str.split and the pattern's \s mean the same.
    assert spaces == [
        code for code in range(sys.maxunicode + 1) if re.match(r"\s", chr(code))
    ]


def test_the_model_is_read_as_crfsuite_reads_it() -> None:
    model, data = _model()
    with tempfile.NamedTemporaryFile(suffix=".crfsuite") as file:
        file.write(data)
        file.flush()
        tagger = pycrfsuite.Tagger()
        tagger.open(file.name)
        with tempfile.NamedTemporaryFile("r", encoding="utf-8", newline="\n") as dump:
            tagger.dump(dump.name)
            text = dump.read()
        tagger.close()
    found = re.findall(r"^  \(\d+\) (.*?) --> (\w+): (-?[\d.]+)$", text, re.M | re.S)
    assert len(found) == int((model.weights != 0).sum() + 4)
    for source, label, weight in found:
        before, after = source, model.labels.index(label)
        if before in model.labels:
            mine = model.transitions[model.labels.index(before), after]
        else:
            mine = model.weights[model.attributes[before], after]
        assert float(weight) == pytest.approx(mine, abs=1e-6)
    assert len(model.attributes) == 6335
    assert "word.lower():\n" in model.attributes


def test_a_damaged_model_is_refused() -> None:
    _model_read, data = _model()
    for damaged in (b"", data[:40], data[:-1], b"x" + data[1:]):
        with pytest.raises(ValueError, match="expected"):
            read_crfsuite_model(damaged)
    for at in (7 * 4, 8 * 4, 9 * 4):
        broken = bytearray(data)
        broken[at : at + 4] = struct.pack("<I", len(data) - 2)
        with pytest.raises(ValueError, match="expected"):
            read_crfsuite_model(bytes(broken))


def test_a_model_of_other_labels_is_refused() -> None:
    model, _data = _model()
    other = CrfModel(("B", "I"), model.transitions, model.attributes, model.weights)
    with pytest.raises(ValueError, match="I_W"):
        TokenFeatures(other, frozenset(), frozenset())


def test_a_missing_pyvi_is_told_with_the_way_out(monkeypatch) -> None:
    monkeypatch.setattr(pyvi_files, "find_spec", lambda _name: None)
    with pytest.raises(PyviNotFoundError, match="pip install pyvi==0.1.1"):
        read_pyvi_files()


@pytest.mark.parametrize("name", ["pyvi3.pkl", "words.txt"])
def test_a_file_of_another_pyvi_is_told_with_what_was_expected(
    name: str, tmp_path: Path, monkeypatch
) -> None:
    spec = ModuleSpec("pyvi", None, is_package=True)
    real = Path(inspect.getfile(ViTokenizer)).parent / "models"
    (tmp_path / "models").mkdir()
    for file in ("pyvi3.pkl", "words.txt"):
        (tmp_path / "models" / file).write_bytes((real / file).read_bytes())
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(pyvi_files, "find_spec", lambda _name: spec)
    assert read_pyvi_files()[1][:2] == ["a", "A"]
    with (tmp_path / "models" / name).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(PyviFileError, match="expected the file of pyvi 0.1.1"):
        read_pyvi_files()
    (tmp_path / "models" / name).unlink()
    with pytest.raises(PyviFileError, match="found No such file"):
        read_pyvi_files()


def test_segmenting_loads_neither_pyvi_nor_what_pyvi_loads() -> None:
    script = (
        "import sys, tracuu.segment; from index.analysis.words import word_spans;"
        "assert word_spans('Ban Tổ chức') == [(4, 11)];"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    unwanted = {"pyvi", "sklearn", "scipy", "sklearn_crfsuite", "pycrfsuite", "whoosh"}
    assert not unwanted & set(done.stdout.split())


def test_the_one_entrance_gives_what_the_package_gives() -> None:
    assert words.word_spans is word_spans
    assert words.word_spans_of is word_spans_of


def _model() -> tuple[CrfModel, bytes]:
    data = read_pyvi_files()[0]
    return read_crfsuite_model(data), data


def _features_and_words() -> tuple[TokenFeatures, WordList]:
    the_one = segmenter.word_segmenter()
    return the_one._features, the_one._word_list
