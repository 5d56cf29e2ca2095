"""The rules of ARCHITECTURE.md that a program can check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.helpers import ROOT

PACKAGES = ("index", "search", "web", "tracuu")
SOURCES = [file for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py"))]

MAY_NOT_IMPORT = {
    "index": {"search", "web", "tracuu", "flask", "werkzeug", "gunicorn", "click"},
    "search": {"web", "tracuu", "flask", "werkzeug", "gunicorn", "click"},
    "web": {"index", "tracuu", "whoosh", "numpy", "pyvi", "click"},
    "tracuu": {"whoosh", "numpy", "pyvi", "flask"},
}

WHOOSH_LIVES_IN = {
    "index/codec.py",
    "index/contents.py",
    "index/schema.py",
    "index/segments/term_dictionary.py",
    "index/whoosh_readers/matcher.py",
    "index/whoosh_readers/per_document.py",
    "index/whoosh_readers/term_cursor.py",
    "search/embedded/opened.py",
    "search/embedded/segments.py",
    "search/embedded/whoosh_path.py",
    "search/embedded/whoosh_walk.py",
}
NUMPY_LIVES_UNDER = (
    "index/analysis/word_segmentation/",
    "index/codec.py",
    "index/duplicates/",
    "index/opensearch/",
    "index/segments/",
    "index/suggestions",
    "index/verify/",
    "index/whoosh_readers/",
    "search/embedded/",
    "search/names/",
    "search/offered/",
    "search/opensearch/",
)
OPENSEARCH_LIVES_IN = "index/opensearch/connection.py"
FSSPEC_LIVES_IN = "index/remote.py"
DASK_LIVES_IN = "index/distributed/crew.py"

RUNS_WHAT_IT_READS = {
    *("pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"),
    *("yaml", "code", "codeop", "pty"),
}
"""Modules whose data can say what is to be run. Whoosh unpickles its own table of
contents, in a directory that is trusted (docs/SECURITY.md)."""

MAY_IMPORT = {
    # pyvi's model, of a known SHA-256, by an unpickler that imports nothing.
    "index/analysis/word_segmentation/pyvi_files.py": {"pickle"},
    # The compiler, with arguments of our own.
    "search/compiling.py": {"subprocess"},
    # Pipes between our own processes, which pickle.
    "index/apart.py": {"multiprocessing"},
    "index/beside.py": {"multiprocessing"},
    "index/distributed/hands.py": {"multiprocessing", "subprocess"},
    "index/ingest/workers.py": {"multiprocessing"},
    "index/writer.py": {"multiprocessing"},
    "index/watching/process.py": {"multiprocessing"},
}
RUNS_TEXT = {"eval", "exec", "compile", "__import__", "system", "popen"}


def imported_modules(file: Path) -> set[str]:
    """Every module that a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found.add(node.module or "")
    return found


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_imports_run_one_way(file: Path) -> None:
    package = name(file).partition("/")[0]
    roots = {module.partition(".")[0] for module in imported_modules(file)}
    assert not roots & MAY_NOT_IMPORT[package]


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_whoosh_and_numpy_stay_in_their_few_files_and_pyvi_runs_nowhere(
    file: Path,
) -> None:
    roots = {module.partition(".")[0] for module in imported_modules(file)}
    if "whoosh" in roots:
        assert name(file) in WHOOSH_LIVES_IN
    if "numpy" in roots:
        assert name(file).startswith(NUMPY_LIVES_UNDER)
    if "opensearchpy" in roots:
        assert name(file) == OPENSEARCH_LIVES_IN
    if "fsspec" in roots:
        assert name(file) == FSSPEC_LIVES_IN
    if roots & {"dask", "distributed"}:
        assert name(file) == DASK_LIVES_IN
    # pyvi's model and word list are read, and none of its code is.
    assert not roots & {"pyvi", "sklearn", "sklearn_crfsuite", "pycrfsuite", "scipy"}


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_nothing_runs_what_it_reads(file: Path) -> None:
    roots = {module.partition(".")[0] for module in imported_modules(file)}
    watched = RUNS_WHAT_IT_READS | {"subprocess", "multiprocessing"}
    assert roots & watched == MAY_IMPORT.get(name(file), set())
    assert runs_of_text(file.read_text("utf-8")) == []


def runs_of_text(source: str) -> list[str]:
    """Calls that run a text as a program, or let a shell or NumPy do so."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in RUNS_TEXT:
            found.append(called.id)
        if isinstance(called, ast.Attribute) and called.attr in ("system", "popen"):
            found.append(called.attr)
        found += [k.arg for k in node.keywords if k.arg in ("shell", "allow_pickle")]
    return found


def test_runs_of_text_are_found() -> None:
    source = "eval(x); os.system(x); run(x, shell=True); np.load(f, allow_pickle=True)"
    assert runs_of_text(source) == ["eval", "system", "shell", "allow_pickle"]
    assert runs_of_text("re.compile(x); model.eval()") == []


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_only_the_searcher_knows_which_engine_there_is(file: Path) -> None:
    for engine in ("search.embedded", "search.opensearch"):
        if any(m.startswith(engine) for m in imported_modules(file)):
            place = engine.replace(".", "/")
            assert name(file).startswith(f"{place}/") or (
                name(file) == "search/searcher.py"
            )


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_files_stay_small_enough_to_read_in_one_go(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 500


@pytest.mark.parametrize("file", SOURCES, ids=name)
def test_every_module_class_and_public_function_says_what_it_is(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), "the module has no docstring"
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
            is_error = isinstance(node, ast.ClassDef) and node.name.endswith("Error")
            assert is_error or ast.get_docstring(node), f"{node.name} has no docstring"


def test_the_top_level_holds_what_a_reader_expects() -> None:
    expected = {
        "setup.cfg search index web tests corpus README.md tracuu pyproject.toml "
        "Makefile ARCHITECTURE.md CHANGELOG.md LICENSE bench docs .ci .gitignore"
    }
    (names,) = (line.split() for line in expected)
    tracked = {line.partition("/")[0] for line in _git_files()}
    assert tracked <= set(names)


def _git_files() -> list[str]:
    import subprocess

    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return listed.stdout.splitlines()
