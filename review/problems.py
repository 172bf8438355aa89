"""What the problem documents of this service mean, where they mean something of its own."""

from typing import Final

from http_api.problems import Meaning, Problems

problems: Final = Problems(
    {
        403: Meaning(
            "forbidden",
            "You may not do this.",
            "The role, a suspension, an earlier part, or an own interest forbids it.",
        ),
        404: Meaning("no-such-case", "There is no such case.", "It does not exist, waits no more, or is another's."),
        409: Meaning("claimed", "Somebody else works on this.", "It does not fit what happened meanwhile: read again."),
        412: Meaning(
            "version-unknown", "This version of the case is not known.", "The version was never shown, or days ago."
        ),
        429: Meaning("too-many-appeals", "Too many appeals.", "Wait for Retry-After seconds."),
    }
)
