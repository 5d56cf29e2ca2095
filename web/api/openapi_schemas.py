"""Schemas of the JSON answers (JSON Schema 2020-12), with examples.

They are closed (no additional properties) and require every key, so that a
test which validates a real answer also notices a key too many.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

from search.decisions import KEPT_PARTS
from search.profiles import ProfilePart
from search.suggestions import SuggestionKind
from search.types import FEW, MAX_PER_PAGE, FacetName, ScorePartKind

_DAY = {"type": "string", "format": "date", "examples": ["2020-08-17"]}
_MAYBE_TEXT = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}

EXAMPLE_ARTICLE = {
    "id": "340860f1fb3b4484",
    "title": "Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng",
    "body": (
        "Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh, bàn về "
        "Nghị quyết số 18-NQ/TW ngày 25/10/2017.\n\n"
        "Đồng chí Lê Văn An, Bí thư Tỉnh ủy, chủ trì hội nghị."
    ),
    "published": "2020-08-17T09:30",
    "published_from": "page",
    "authors": ["Thu Hà"],
    "persons": [{"name": "Lê Văn An", "role": "Bí thư Tỉnh ủy"}],
    "source": "Báo tỉnh",
    "url": "https://bao.example/2020/hoi-nghi-can-bo",
    "path": "tinh-uy/2020/hoi-nghi-can-bo.html",
    "converted_from": None,
    "read": [
        {
            "about": "person",
            "line": None,
            "text": "Lê Văn An",
            "taken": True,
            "reasons": ["a word of address or an age beside it"],
        }
    ],
    "also_in": [
        {
            "id": "9d1c4ab0e7f25836",
            "title": "Hội nghị cán bộ toàn tỉnh",
            "url": "https://tin.example/17-8/hoi-nghi",
            "source": "Bản tin Huyện ủy",
            "published": "2020-08-18",
        }
    ],
    "documents": [
        {
            "kind": "Nghị quyết",
            "number": "18-NQ/TW",
            "name": None,
            "date": "2017-10-25",
            "mentions": [[61, 83]],
            "query": '"18-NQ/TW"',
        }
    ],
    "citation": {
        "plain": (
            "Thu Hà. “Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng Đảng”. "
            "Báo tỉnh, 17/08/2020. https://bao.example/2020/hoi-nghi-can-bo"
        ),
        "bibtex": (
            "@article{thu2020hoi-e44316,\n"
            "  author = {{Thu Hà}},\n"
            "  title = {{Hội nghị cán bộ toàn tỉnh về công tác tổ chức xây dựng "
            "Đảng}},\n"
            "  journal = {Báo tỉnh},\n"
            "  url = {https://bao.example/2020/hoi-nghi-can-bo},\n"
            "  language = {vietnamese},\n"
            "  year = {2020},\n  month = aug,\n  day = {17},\n"
            "  date = {2020-08-17},\n}\n"
        ),
    },
}

EXAMPLE_SIMILAR = {
    "hits": [
        {
            "id": "51d0f2a6c7b83e94",
            "title": "Hội nghị giao ban công tác tổ chức xây dựng Đảng quý III",
            "url": None,
            "source": "Ban Tổ chức Tỉnh ủy",
            "published": "2020-09-30",
        }
    ]
}

EXAMPLE_SUGGESTIONS = {
    "query": "hội ngh",
    "suggestions": [
        {"text": "hội nghị", "kind": "words", "count": 374},
        {"text": "Hội nghị Trung ương", "kind": "words", "count": 15},
        {"text": "Hội nghị giao ban tháng 8", "kind": "title", "count": 1},
    ],
}

EXAMPLE_RESULTS = {
    "query": "hội nghị cán bộ",
    "searched_instead": None,
    "widened": [],
    "total": 1,
    "complete": 1,
    "took_ms": 1.94,
    "page": 1,
    "per_page": 10,
    "generation": 7,
    "suggestion": None,
    "cut_prefixes": [],
    "hits": [
        {
            "id": EXAMPLE_ARTICLE["id"],
            "title": EXAMPLE_ARTICLE["title"],
            "title_highlights": [[0, 15]],
            "url": EXAMPLE_ARTICLE["url"],
            "source": EXAMPLE_ARTICLE["source"],
            "published": EXAMPLE_ARTICLE["published"],
            "authors": EXAMPLE_ARTICLE["authors"],
            "persons": EXAMPLE_ARTICLE["persons"],
            "score": 12.4071,
            "snippet": {
                "text": "Sáng 17/8, Tỉnh ủy tổ chức hội nghị cán bộ toàn tỉnh.",
                "highlights": [[27, 42]],
            },
            "also_in": EXAMPLE_ARTICLE["also_in"],
        }
    ],
    "facets": {
        "published": {
            "interval": "month",
            "buckets": [{"from": "2020-08-01", "to": "2020-08-31", "count": 1}],
            "unknown": 0,
        },
        "persons": [
            {"name": "Lê Văn An", "count": 1, "selected": False, "excluded": False}
        ],
        "incomplete": [],
    },
    "next": None,
}

EXAMPLE_CSV = (
    "id,title,published,source,authors,persons,url,snippet\r\n"
    "340860f1fb3b4484,Hội nghị cán bộ toàn tỉnh,2020-08-17T09:30,Báo tỉnh,Thu Hà,"
    "Lê Văn An; Trần Thị Bình,https://bao.example/1,Sáng 17/8 …\r\n"
)

EXAMPLE_JSONL = (
    json.dumps(EXAMPLE_RESULTS["hits"][0], ensure_ascii=False, separators=(",", ":"))
    + "\n"
)


def build_schemas(_: Callable[[str], str]) -> dict[str, Any]:
    """Build the schemas, described in the language of the function `_`."""
    published = {
        "type": ["string", "null"],
        "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$",
        "description": _(
            "Date, or date and time in Vietnam (UTC+7); null where unknown."
        ),
    }
    persons = _list_of(_ref("Person"))
    authors = _list_of({"type": "string"})
    ranges = _list_of(_ref("Range"))
    also_in = {
        **_list_of(_ref("Copy")),
        "description": _(
            "The same article from other sites, or saved once more: dated before "
            "undated, the earliest first."
        ),
    }
    return {
        "SearchResults": _object(
            query={"type": "string"},
            searched_instead={
                **_MAYBE_TEXT,
                "description": _(
                    "The query that was answered, where it is not the one typed: "
                    "raw Telex or VNI, decoded."
                ),
            },
            widened={
                **_list_of(_ref("Widening")),
                "description": _("What was looked for in other words as well."),
            },
            total={
                **_COUNT,
                "description": _(
                    "Exact number of hits, partial matches included; copies of one "
                    "article are one hit."
                ),
            },
            complete={
                **_COUNT,
                "description": _(
                    "How many of them hold every word; they come first. Partial "
                    "matches follow where these are fewer than %(n)d."
                )
                % {"n": FEW},
            },
            took_ms={"type": "number", "minimum": 0},
            page={"type": "integer", "minimum": 1},
            per_page={"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE},
            generation={
                **_COUNT,
                "description": _("Number of the index generation that answered."),
            },
            suggestion={
                **_MAYBE_TEXT,
                "description": _(
                    "Another query that finds more, where this one finds little."
                ),
            },
            cut_prefixes={
                **_list_of({"type": "string"}),
                "description": _(
                    "Prefixes that more words begin with than are looked for: the "
                    "commonest were."
                ),
            },
            hits=_list_of(_ref("Hit")),
            facets=_object(
                published=_ref("DateFacet"),
                persons=_list_of(_ref("PersonCount")),
                incomplete={
                    **_list_of({"enum": list(get_args(FacetName))}),
                    "description": _("Facets that there was no time left to count."),
                },
            ),
            next={
                **_MAYBE_TEXT,
                "description": _("Cursor of the hits that follow; null at the end."),
            },
        ),
        "Suggestions": _object(
            query={"type": "string", "description": _("What was typed.")},
            suggestions=_list_of(_ref("Suggestion")),
        ),
        "Suggestion": _object(
            text={
                "type": "string",
                "description": _("As the articles spell it."),
            },
            kind={"type": "string", "enum": list(get_args(SuggestionKind))},
            count={
                "type": "integer",
                "minimum": 1,
                "description": _("Articles that have it; for words, at least so many."),
            },
        ),
        "Widening": _object(
            typed={"type": "string"}, also=_list_of({"type": "string"})
        ),
        "Hit": _object(
            optional=("explanation",),
            id={"type": "string"},
            title={"type": "string"},
            title_highlights=ranges,
            url=_MAYBE_TEXT,
            source=_MAYBE_TEXT,
            published=published,
            authors=authors,
            persons=persons,
            score={
                "type": "number",
                "description": _("Comparable within one answer only."),
            },
            snippet=_object(text={"type": "string"}, highlights=ranges),
            also_in=also_in,
            explanation={
                **_list_of(_ref("ScorePart")),
                "description": _("With explain only. The parts add up to the score."),
            },
        ),
        "Copy": _object(
            id={"type": "string", "description": _("Of its own article.")},
            title={"type": "string"},
            url=_MAYBE_TEXT,
            source=_MAYBE_TEXT,
            published=published,
        ),
        "ScorePart": _object(
            kind={"type": "string", "enum": list(get_args(ScorePartKind))},
            text={"type": "string"},
            score={"type": "number"},
            idf={
                "type": "number",
                "description": _("How rare it is: inverse document frequency."),
            },
            title_freq={"type": "number", "minimum": 0},
            body_freq={"type": "number", "minimum": 0},
        ),
        "Range": {
            "type": "array",
            "prefixItems": [_COUNT, _COUNT],
            "items": False,
            "minItems": 2,
            "description": _(
                "Half-open range [start, end) of Unicode code points in the text "
                "beside it."
            ),
        },
        "Person": _object(
            name={"type": "string"},
            role={
                **_MAYBE_TEXT,
                "description": _("As the page states it; null where it states none."),
            },
        ),
        "PersonCount": _object(
            name={"type": "string"},
            count={
                **_COUNT,
                "description": _("Matches naming the person, person filters ignored."),
            },
            selected={"type": "boolean"},
            excluded={"type": "boolean"},
        ),
        "DateFacet": _object(
            interval={"type": "string", "enum": ["year", "month", "day"]},
            buckets={
                **_list_of(_object(**{"from": _DAY, "to": _DAY, "count": _COUNT})),
                "description": _("Consecutive; both days included; empty ones kept."),
            },
            unknown={**_COUNT, "description": _("Matches without a date.")},
        ),
        "Article": _object(
            id={"type": "string"},
            title={"type": "string"},
            body={
                "type": "string",
                "description": _("Paragraphs are separated by one blank line."),
            },
            published=published,
            published_from={
                "enum": ["page", "text", "metadata", "file", None],
                "description": _("Where the date was read."),
            },
            authors=authors,
            persons=persons,
            source=_MAYBE_TEXT,
            url=_MAYBE_TEXT,
            path={
                "type": "string",
                "description": _("The file, named from its corpus folder on."),
            },
            converted_from={
                **_MAYBE_TEXT,
                "description": _(
                    "The encoding from before Unicode that the text was converted "
                    "from, such as TCVN3; null where nothing was converted."
                ),
            },
            read={
                **_list_of(_ref("Decision")),
                "description": _(
                    "What the indexer decided about the page, and why, in the order "
                    "in which it did; empty where the index does not tell."
                ),
            },
            also_in=also_in,
            documents={
                **_list_of(_ref("Document")),
                "description": _(
                    "Official documents that the text cites, each once, in the order "
                    "of first mention."
                ),
            },
            citation=_object(plain={"type": "string"}, bibtex={"type": "string"}),
        ),
        "PersonProfile": _build_profile_schema(_),
        "NameCount": _object(name={"type": "string"}, count=_COUNT),
        "Document": _object(
            kind=_MAYBE_TEXT,
            number={
                **_MAYBE_TEXT,
                "description": _("As written; null of what is cited by its name."),
            },
            name={
                **_MAYBE_TEXT,
                "description": _("Of a law or a session; null where a number stands."),
            },
            date={
                **_DAY,
                "type": ["string", "null"],
                "description": _("As the text states it; null where it does not."),
            },
            mentions={**ranges, "description": _("Places in the body.")},
            query={
                "type": "string",
                "description": _("Finds the articles that cite it."),
            },
        ),
        "Similar": _object(hits=_list_of(_ref("Copy"))),
        "Decision": _object(
            about={
                "enum": list(KEPT_PARTS),
                "description": _("“person” is a name that was weighed."),
            },
            line={
                "type": ["integer", "null"],
                "minimum": 1,
                "description": _(
                    "Of the page's text, from 1; null where no one line is meant."
                ),
            },
            text={
                "type": "string",
                "description": _("What was taken or turned down; may be cut short."),
            },
            taken={"type": "boolean"},
            reasons={
                **_list_of({"type": "string"}),
                "description": _("In the reader's language, the weightiest first."),
            },
        ),
        "Liveness": _object(status={"const": "ok"}),
        "Readiness": _build_readiness_schema(_),
        "Problem": _build_problem_schema(_),
    }


def _build_profile_schema(_: Callable[[str], str]) -> dict[str, Any]:
    day = {**_DAY, "type": ["string", "null"]}
    return _object(
        name={"type": "string", "description": _("In its commonest spelling.")},
        total={
            **_COUNT,
            "description": _("Articles that name the person; copies of one are one."),
        },
        spellings={
            **_list_of(_ref("NameCount")),
            "description": _("How the name is spelled, the commonest first."),
        },
        roles={
            **_list_of(
                _object(role={"type": "string"}, count=_COUNT, first=day, last=day)
            ),
            "description": _(
                "As stated, by the day of the first article that states it; first and "
                "last are days of publication."
            ),
        },
        roles_total={
            **_COUNT,
            "description": _("Different roles stated, those not listed included."),
        },
        articles_read={
            **_COUNT,
            "description": _("Articles read for the roles: the newest, if not all."),
        },
        published=_ref("DateFacet"),
        named_with={
            **_list_of(_ref("NameCount")),
            "description": _("Persons that most of these articles name as well."),
        },
        newest=_list_of(
            _object(
                id={"type": "string"},
                title={"type": "string"},
                published=_MAYBE_TEXT,
                source=_MAYBE_TEXT,
            )
        ),
        incomplete={
            **_list_of({"enum": list(get_args(ProfilePart))}),
            "description": _("Parts that there was no time left for."),
        },
    )


def _build_readiness_schema(_: Callable[[str], str]) -> dict[str, Any]:
    schema = _object(
        status={"enum": ["ready", "fallback"]}, generation=_COUNT, articles=_COUNT
    )
    schema["properties"]["damaged"] = {
        "type": "string",
        "description": _(
            "With “fallback”: the generation that is damaged, in whose place an "
            "earlier one answers, or CURRENT, the pointer to it."
        ),
    }
    return schema


def _build_problem_schema(_: Callable[[str], str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": _("Where this kind of problem is explained."),
            },
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "request_id": {
                "type": "string",
                "description": _("Under which the log of the service has it."),
            },
            "parameter": {"type": "string"},
            "expected": {"type": "string"},
            "offset": {
                **_COUNT,
                "description": _("Code point of the query where the problem begins."),
            },
            "candidates": {
                **_list_of(_ref("NameCount")),
                "description": _("Names that may be meant, where one leads nowhere."),
            },
        },
        "required": ["type", "title", "status", "detail", "request_id"],
        "additionalProperties": False,
    }


def _object(optional: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
