"""Tokens as clients get them: when one is renewed, and what it means that there is none."""

import httpx

RENEW_SECONDS = 60
"""A token is renewed so long before it ends."""


class NoToken(httpx.HTTPError):
    """The identity service gives no token, and says why. `later`: it may give one to whoever asks again."""

    def __init__(self, who: str, answer: httpx.Response) -> None:
        self.later = answer.is_server_error or answer.status_code in (
            httpx.codes.REQUEST_TIMEOUT,
            httpx.codes.TOO_MANY_REQUESTS,
        )
        super().__init__(f"{who} gets no token: {answer.status_code} {answer.text}")
