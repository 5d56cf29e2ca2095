from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import (
    IndexIsCorpusError,
    NoRootsError,
    PathNotFoundError,
    SameNameError,
)
from index.roots import Scope, page_path_of, plan_scope


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("kho/bao", "khac/kho", "index"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "kho/bao/1.txt").write_text("x")
    return tmp_path


def plan(folder: Path, *names: str, **known: str) -> Scope:
    roots = {name: folder / path for name, path in known.items()}
    return plan_scope([folder / name for name in names], roots, folder / "index")


def places(scope: Scope) -> list[str]:
    return [place.path for place in scope.places]


def test_a_new_folder_is_a_root_named_by_its_last_part(folder: Path) -> None:
    scope = plan(folder, "kho")
    assert (scope.roots, places(scope)) == ({"kho": folder / "kho"}, ["kho"])


def test_a_part_of_a_root_is_looked_at_alone(folder: Path) -> None:
    scope = plan(folder, "kho/bao", kho="kho")
    assert (set(scope.roots), places(scope)) == ({"kho"}, ["kho/bao"])
    assert scope.covers("kho/bao/1.txt")
    assert not scope.covers("kho/baox/1.txt") and not scope.covers("kho/2.txt")


def test_a_folder_given_beside_its_own_part_is_looked_at_once(folder: Path) -> None:
    assert places(plan(folder, "kho/bao/1.txt", "kho", "kho/bao")) == ["kho"]


def test_a_root_inside_a_new_one_becomes_a_part_of_it(folder: Path) -> None:
    scope = plan(folder, "kho", bao="kho/bao")
    assert set(scope.roots) == {"kho"}
    assert scope.covers("bao/1.txt") and scope.covers("kho/bao/1.txt")


def test_two_folders_of_one_name_are_refused_together_and_one_by_one(
    folder: Path,
) -> None:
    with pytest.raises(SameNameError, match="kho"):
        plan(folder, "kho", "khac/kho")
    with pytest.raises(SameNameError, match="kho"):
        plan(folder, "khac/kho", kho="kho")


def test_a_folder_that_has_moved_keeps_its_name(folder: Path) -> None:
    scope = plan(folder, "khac/kho", kho="cho-cu/kho")
    assert scope.roots == {"kho": folder / "khac/kho"}


def test_a_link_keeps_its_name_wherever_it_leads(folder: Path) -> None:
    (folder / "moi-nhat").symlink_to(folder / "kho")
    assert plan(folder, "moi-nhat").roots == {"moi-nhat": folder / "moi-nhat"}


def test_what_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(PathNotFoundError, match="khong-co"):
        plan(folder, "khong-co")
    with pytest.raises(NoRootsError):
        plan(folder)


def test_the_index_is_no_corpus(folder: Path) -> None:
    with pytest.raises(IndexIsCorpusError):
        plan(folder, "index")


def test_a_file_is_placed_as_the_walk_would_place_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = {"kho": folder / "kho"}
    monkeypatch.chdir(folder / "kho")
    assert page_path_of(Path("bao/../bao/1.txt"), roots) == "kho/bao/1.txt"
    assert page_path_of(Path("/x/y.txt"), roots) == "/x/y.txt"
