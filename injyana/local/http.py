"""Asking a server over HTTP whether it can be used."""

import http.client
import urllib.error
import urllib.request

PROBE_SECONDS = 3.0


def probe_http(url: str) -> str | None:
    """None when a GET of the URL is answered with 2xx; otherwise what came instead."""
    try:
        with urllib.request.urlopen(url, timeout=PROBE_SECONDS):  # noqa: S310 - the URL is made from our settings
            return None
    except urllib.error.HTTPError as error:
        with error:
            return f"answers {error.code}"
    except (OSError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error))
