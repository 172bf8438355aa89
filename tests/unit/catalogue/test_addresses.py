"""Addresses of streams: none that leads into a private network, by number or by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.stations.addresses import checked
from kernel.problems import Problem


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://stream.example.org/live", "https://stream.example.org/live"),
        ("HTTP://Stream.Example.ORG:8000", "http://stream.example.org:8000/"),
        ("http://1.1.1.1/a?b=c#fragment", "http://1.1.1.1/a?b=c"),
        ("http://[2606:4700::1111]:80/x", "http://[2606:4700::1111]:80/x"),
        ("http://stream.example.org./x", "http://stream.example.org/x"),
    ],
)
def test_public_addresses_are_kept(url: str, stored: str) -> None:
    assert checked(url) == stored


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "//example.org/",
        "example.org",
        "http:///x",
        "http://",
        "http://a:b@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org\\@10.0.0.1/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://172.16.0.1/",
        "http://169.254.169.254/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://127.1/",
        "http://017700000001/",
        "http://0x7f000001/",
        "http://[::]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fd00::1]/",
        "http://[fec0::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://db.internal/",
        "http://printer.local/",
        "http://kafka:9092/",
        "http://\u2460\u2460.example.org/",
        "http://example.org/" + "x" * 2_000,
    ],
)
def test_others_are_refused(url: str) -> None:
    with pytest.raises(Problem):
        checked(url)


@given(st.text(max_size=60))
def test_any_text_is_refused_or_kept_as_it_is_kept_again(text: str) -> None:
    try:
        stored = checked(f"http://{text}")
    except Problem:
        return
    assert checked(stored) == stored
