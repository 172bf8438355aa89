"""Ids of cases and cursors: opaque, reversible, and nothing else is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from http_api.cursors import cursor_of, place_of
from kernel.problems import Problem
from review.cases import SEPARATOR, Case, Kind

ID = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=50)


@contextmanager
def status_of_problem(status: int) -> Iterator[None]:
    """Lets pass a problem of that status and no other error."""
    try:
        yield
    except Problem as problem:
        if problem.status != status:
            raise


@given(ID, ID)
def test_a_case_of_source_and_artist_is_found_by_its_id(source: str, artist: str) -> None:
    case = Case(Kind.SOURCE, source + SEPARATOR + artist)
    assert Case.of(case.id) == case
    assert case.source_and_artist == (source, artist)
    assert case.id.isascii()
    assert not set(case.id) & set("/?#& ")


@pytest.mark.parametrize("kind", [Kind.FINDING, Kind.APPEAL, Kind.PROPOSAL, Kind.ALL_OF_FINDING])
def test_a_case_of_an_id_is_found_by_it(kind: Kind) -> None:
    case = Case(kind, str(uuid4()))
    assert Case.of(case.id) == case


@given(st.one_of(st.text(), st.builds(lambda kind, key: f"{kind}.{key}", st.sampled_from(list(Kind)), st.text())))
def test_whatever_else_is_no_case(text: str) -> None:
    with status_of_problem(404):
        assert Case.of(text).id == text


def test_a_cursor_is_the_place_that_it_was_made_of() -> None:
    place = (1, 7, datetime(2026, 3, 1, 8, tzinfo=UTC), "source", f"a{SEPARATOR}ü")
    assert place_of(cursor_of(*place), tuple[int, int, datetime, str, str]) == place


@given(st.text())
def test_whatever_else_is_no_cursor(text: str) -> None:
    with status_of_problem(422):
        place_of(text, tuple[str, int])
