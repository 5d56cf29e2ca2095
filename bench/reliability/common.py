"""What the reliability programs share: archives in numbered versions, their answers.

Version `v` of an archive is known without asking: how many articles it has, and which
of them were last changed in which version. So an answer alone tells whether it is
of one version or a mix of two.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from index.generations import open_current
from index.reindex import ReindexSummary, reindex
from search.searcher import Searcher, open_searcher
from search.types import SearchRequest

CHANGES_EVERY = 4
"""One article in so many is another one in the next version."""

_WORDS = (
    "hội nghị|tổ chức|cán bộ|nông thôn|lũ lụt|mùa màng|trường học|bệnh viện|đường sá|"
    "thanh niên|phụ nữ|chợ phiên|cầu treo|ruộng bậc thang|thủy lợi|khuyến nông|"
    "quy hoạch|ngân sách|đầu tư|doanh nghiệp|xuất khẩu|cà phê|hồ tiêu|lúa gạo|"
    "thủy sản|du lịch|di tích|lễ hội|âm nhạc|bóng đá|học sinh|giáo viên|y tế|"
    "phòng cháy|an toàn|giao thông|môi trường|rừng phòng hộ|biên giới|hải đảo|"
    "chuyển đổi số|công nghệ|khoa học|sáng kiến|thi đua|khen thưởng|kiểm tra|"
    "giám sát|nghị quyết|chỉ thị|kế hoạch|triển khai|tổng kết|biểu dương"
).split("|")
_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Lò".split()
_GIVEN = "An Bình Cường Dũng Hà Hạnh Khánh Lan Minh Quân Sơn Thảo Tuấn Vinh".split()

QUERIES = (
    "",
    "tin số",
    '"tin số 7"',
    "hoi nghi can bo",
    "title:lần lũ lụt",
    "cà phê OR hồ tiêu",
    "nghi*",
    "lễ hội -bóng đá",
)
"""What is asked of an archive to compare its answers; all of them find something."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What an index answers, whatever its generation's number is.

    Attributes
    ----------
    articles : dict
        Id → digest of the whole stored article.
    searches : tuple
        Of each of `QUERIES`: totals, the ids found, both facets.
    """

    articles: dict[str, str]
    searches: tuple[object, ...]


def last_change(number: int, version: int) -> int:
    """Give the version in which an article got the text it has in `version`."""
    return version - (version - number) % CHANGES_EVERY


def n_articles(base: int, version: int) -> int:
    """Give how many articles an archive of about `base` has in a version."""
    return base + version % 5


def title_of(number: int, version: int) -> str:
    """Give the title of an article, which tells its last change."""
    return f"Tin số {number} lần {last_change(number, version)}"


def record(number: int, version: int) -> dict[str, object]:
    """Make an article of a version as a line of JSONL has it."""
    changed = last_change(number, version)
    draw = random.Random(f"{number}/{changed}")
    names = [f"{draw.choice(_SURNAMES)} Văn {draw.choice(_GIVEN)}" for _ in range(2)]
    paragraphs = [
        f"{' '.join(draw.choices(_WORDS, k=30)).capitalize()}, ông {name} nói. "
        f"{' '.join(draw.choices(_WORDS, k=25)).capitalize()}."
        for name in names
    ]
    return {
        "id": f"bai-{number:04}",
        "title": title_of(number, version),
        "body": "\n\n".join(paragraphs),
        "published": f"{2015 + number % 8}-{1 + number % 12:02}-{1 + number % 28:02}",
        "source": f"Báo số {number % 3}",
    }


class Archive:
    """A corpus whose pages are those of one version, and an index beside it.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    base : int
        About how many articles.
    n_files : int
        JSONL files that they are in.
    """

    def __init__(self, folder: Path, base: int = 60, n_files: int = 3) -> None:
        self.corpus = folder / "kho"
        self.index = folder / "index"
        self.base = base
        self._n_files = n_files
        self.corpus.mkdir(parents=True, exist_ok=True)

    def write(self, version: int) -> None:
        """Bring the corpus to a version; the index does not know yet."""
        records = [record(n, version) for n in range(n_articles(self.base, version))]
        for at in range(self._n_files):
            lines = (
                json.dumps(r, ensure_ascii=False) for r in records[at :: self._n_files]
            )
            file = self.corpus / f"{at}.jsonl"
            file.with_suffix(".unfinished").write_text("\n".join(lines) + "\n", "utf-8")
            file.with_suffix(".unfinished").replace(file)

    def publish(self, version: int, **options: object) -> ReindexSummary:
        """Bring the corpus to a version and the index after it, in this process."""
        self.write(version)
        return reindex([self.corpus], self.index, **{"n_workers": 1} | options)

    def expected(self, version: int) -> Answers:
        """Build a version by itself, undisturbed, and give its answers."""
        folder = self.index.with_name("expected")
        beside = Archive(folder, self.base, self._n_files)
        beside.publish(version)
        answers = answers_of(open_searcher(beside.index))
        shutil.rmtree(folder)
        return answers


def answers_of(searcher: Searcher) -> Answers:
    """Read every article and ask every query of the generation that is live.

    Raises
    ------
    TraCuuError
        Where the index cannot be read.
    """
    articles, searches, page = {}, [], 1
    while hits := searcher.search(SearchRequest(page=page, per_page=100)).hits:
        articles |= {hit.id: _digest(searcher, hit.id) for hit in hits}
        page += 1
    for query in QUERIES:
        found = searcher.search(SearchRequest(query=query, per_page=100))
        # Scores, and with them the order, depend on how segments were merged.
        ids = sorted(hit.id for hit in found.hits) if found.total <= 100 else []
        facets = (found.facets.published, sorted(map(str, found.facets.persons)))
        searches.append((query, found.total, found.complete, ids, facets))
    return Answers(articles, tuple(searches))


def leftovers(index_dir: Path) -> list[str]:
    """List what a finished reindex may not leave in an index directory."""
    live = open_current(index_dir)
    number = live.manifest.generation
    generations = sorted(path.name for path in (index_dir / "generations").iterdir())
    kept = {f"{number - 1:06d}", f"{number:06d}"}
    left = [name for name in generations if name not in kept]
    left += [path.name for path in index_dir.glob("CURRENT?*")]
    known = {*live.manifest.files, "manifest.json"}
    return left + [p.name for p in live.path.iterdir() if p.name not in known]


def _digest(searcher: Searcher, article_id: str) -> str:
    article = asdict(searcher.article(article_id))
    text = json.dumps(article, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
