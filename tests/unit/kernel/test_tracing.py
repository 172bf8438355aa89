"""The W3C trace context goes on where it is valid, and begins anew where it is not."""

import pytest

from kernel.tracing import continued, header, new_traceparent, trace_id

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_trace_is_continued_with_a_span_of_our_own() -> None:
    given = f"00-{TRACE}-00f067aa0ba902b7-01"
    ours = continued(given)
    assert trace_id(ours) == TRACE
    assert ours != given


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "",
        "x",
        f"ff-{TRACE}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
    ],
)
def test_nonsense_begins_a_new_trace(nonsense: str | None) -> None:
    ours = continued(nonsense)
    assert trace_id(ours) not in (None, TRACE)
    assert trace_id(nonsense) is None


def test_headers_are_found_by_name() -> None:
    assert header([("a", b"1"), ("traceparent", b"2"), ("traceparent", b"3")], "traceparent") == b"2"
    assert header(None, "traceparent") is None
    assert trace_id(new_traceparent().encode()) is not None
