"""Query strings into requests: strictly for programs, leniently for people."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search.periods import parse_period
from search.types import SearchRequest
from web.errors import InvalidParameterError, UnknownParameterError
from web.language.dates import format_period
from web.params import parse_lenient, parse_strict


def args(**values):
    """Make arguments; ``from_`` stands for ``from``."""
    return MultiDict({name.rstrip("_"): value for name, value in values.items()})


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-08-17", date(2020, 8, 17), date(2020, 8, 17)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("17/8/2020", date(2020, 8, 17), date(2020, 8, 17)),
        ("17/08/2020", date(2020, 8, 17), date(2020, 8, 17)),
        ("08/2021", date(2021, 8, 1), date(2021, 8, 31)),
        (" 2/2021 ", date(2021, 2, 1), date(2021, 2, 28)),
    ],
)
def test_dates_are_read_year_first_and_day_first(text, first, last):
    assert parse_period(text) == (first, last)
    request = parse_strict(args(from_=text, to=text))
    assert (request.date_from, request.date_to) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["31/02/2020", "2020-13", "0000", "20200817", "17_08_2020", "8/17/2020", "٢٠٢٠"],
)
def test_what_is_no_date_is_refused_with_the_parameter_named(text):
    with pytest.raises(InvalidParameterError) as caught:
        parse_strict(args(from_=text))
    assert caught.value.name == "from"
    assert text in str(caught.value)
    assert "17/08/2020" in str(caught.value.expected)


@given(st.dates(), st.sampled_from(["year", "month", "day"]))
def test_the_name_of_a_period_reads_back_as_that_period(day, interval):
    text = f"{day:%d/%m}/{day.year:04}"
    period = parse_period({"year": text[6:], "month": text[3:], "day": text}[interval])
    assert parse_period(format_period(*period)) == period


def test_a_range_of_whole_months_is_named_by_its_months():
    assert format_period(date(2020, 3, 1), date(2021, 4, 30)) == "03/2020 – 04/2021"
    assert (
        format_period(date(2020, 3, 2), date(2021, 4, 30)) == "02/03/2020 – 30/04/2021"
    )


def test_a_whole_request_is_read():
    request = parse_strict(
        args(q="hội nghị", person=["A B", "C D", "A  B"], sort="oldest", page="2")
        | {"per_page": "50", "lang": "en", "from": "2020", "to": ""}
    )
    assert request == SearchRequest(
        "hội nghị", ("A B", "C D"), date(2020, 1, 1), None, "oldest", 2, 50
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("person", ["x" * 201]),
        ("person", [f"Tên {n}" for n in range(21)]),
        ("from", ["hôm qua"]),
        ("to", ["32/01/2020"]),
        ("sort", ["best"]),
        ("page", ["0"]),
        ("page", ["１"]),
        ("page", ["-1"]),
        ("page", ["1" * 5000]),
        ("page", ["1001"]),
        ("per_page", ["101"]),
        ("per_page", ["ten"]),
    ],
)
def test_a_bad_value_stops_programs_and_is_left_out_for_people(name, values):
    bad = MultiDict([(name, value) for value in values])
    with pytest.raises(InvalidParameterError) as caught:
        parse_strict(bad)
    assert caught.value.name == name
    request, [problem] = parse_lenient(bad)
    assert request == SearchRequest()
    assert problem.name == name
    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    ("values", "kept"), [(["x" * 1001], "x" * 1000), (["a", "b"], "a, b")]
)
def test_a_bad_query_stops_programs_and_is_used_for_people_as_far_as_it_goes(
    values, kept
):
    bad = MultiDict([("q", value) for value in values])
    with pytest.raises(InvalidParameterError):
        parse_strict(bad)
    request, [problem] = parse_lenient(bad)
    assert (request.query, problem.name) == (kept, "q")


def test_the_length_of_a_query_does_not_depend_on_how_its_marks_are_stored():
    text = unicodedata.normalize("NFD", "ế" * 1000)
    assert parse_strict(args(q=text)).query == "ế" * 1000


def test_a_range_that_ends_before_it_begins_keeps_its_beginning():
    request, [problem] = parse_lenient(args(from_="2021", to="2020"))
    assert (request.date_from, request.date_to) == (date(2021, 1, 1), None)
    assert problem.name == "to"
    with pytest.raises(InvalidParameterError):
        parse_strict(args(from_="2021", to="2020"))


def test_the_result_window_ends_where_page_times_per_page_says():
    assert parse_strict(args(page="100", per_page="100")).page == 100
    with pytest.raises(InvalidParameterError, match="10000"):
        parse_strict(args(page="101", per_page="100"))


def test_unknown_parameters_stop_programs_and_name_the_known_ones():
    with pytest.raises(UnknownParameterError, match="persons.*known.*person, from"):
        parse_strict(args(persons="A B"))
    assert parse_lenient(args(persons="A B")) == (SearchRequest(), [])


def test_control_characters_and_surrogates_become_spaces_one_for_one():
    request = parse_strict(args(q="a\0b\ud800c", person="Lê\0Văn  An"))
    assert request.query == "a b c"
    assert request.persons == ("Lê Văn An",)


def test_a_name_typed_in_parts_is_composed():
    assert parse_strict(args(person="Le\u0302 A")).persons == ("L\u00ea A",)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "person", "from", "to", "sort", "page", "x"]),
            st.text(max_size=30),
        ),
        max_size=6,
    )
)
def test_no_query_string_breaks_the_lenient_reading(pairs):
    request, _ = parse_lenient(MultiDict(pairs))
    request.query.encode()
