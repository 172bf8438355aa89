"""Asking a server over HTTP whether it can be used."""

import http.client
import ssl
import urllib.error
import urllib.request
from pathlib import Path

PROBE_SECONDS = 3.0


def trusting(ca: Path | None) -> ssl.SSLContext | bool:
    """What httpx verifies servers by: this authority alone, whatever the environment trusts; as ever without one."""
    return True if ca is None else ssl.create_default_context(cafile=ca)


def probe_http(url: str, ca: Path | None = None) -> str | None:
    """None when a GET of the URL is answered with 2xx; otherwise what came instead.

    `ca` is the authority that a certificate must be of.
    """
    context = None if ca is None else ssl.create_default_context(cafile=ca)
    try:
        with urllib.request.urlopen(url, timeout=PROBE_SECONDS, context=context):  # noqa: S310 - of our own settings # nosec B310
            return None
    except urllib.error.HTTPError as error:
        with error:
            return f"answers {error.code}"
    except (OSError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error))
