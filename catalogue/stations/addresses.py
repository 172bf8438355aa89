"""Addresses of streams: http or https, in the public internet.

Registering one fetches nothing, and no process connects to what others registered: who runs a detector names its
stream. A name may lead anywhere, and elsewhere tomorrow; who were to connect by this list would have to check the
address that he connects to (OWASP, Server Side Request Forgery Prevention).
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit, urlunsplit

from catalogue import limits
from kernel.problems import Problem

INSIDE = (
    "localhost",
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".home.arpa",
    ".corp",
    ".test",
)
"""Names that lead into a private network."""
NAT64 = IPv6Address("64:ff9b::").packed[:12]
_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
_TEXT = re.compile(r"[!-~]+")


def checked(url: str) -> str:
    """The address of a stream as it is registered. Problem 422 where it is none, or leads into a private network."""
    if len(url) > limits.URL_CHARS or not _TEXT.fullmatch(url) or "\\" in url:
        raise _bad("It has blanks, characters beyond ASCII, backslashes, or is too long.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("It cannot be parsed.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise _bad("Only http and https are taken.")
    if parts.username is not None or parts.password is not None:
        raise _bad("It holds a user or password: they have no place in a list that others read.")
    if port == 0:
        raise _bad("Its port is 0.")
    host = (parts.hostname or "").removesuffix(".")
    _check_host(host)
    shown = f"[{host}]" if ":" in host else host
    where = shown if port is None else f"{shown}:{port}"
    return urlunsplit((parts.scheme.lower(), where, parts.path or "/", parts.query, ""))


def _check_host(host: str) -> None:
    try:
        address = ip_address(host)
    except ValueError:
        if not _NAME.fullmatch(host) or f".{host}".endswith(INSIDE):
            raise _bad("Its host is no public name.") from None
        return
    if not _is_public(address):
        raise _bad("Its host is no public address.")


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is one of the public internet, also where IPv6 holds an IPv4 address."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address.packed[:12] == NAT64:
            inner = IPv4Address(address.packed[12:])
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def _bad(detail: str) -> Problem:
    return Problem(422, "bad-address", "This is no address of a public stream.", detail)
