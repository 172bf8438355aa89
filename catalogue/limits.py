"""The limits of what the catalogue takes, each with its unit and reason."""

from datetime import timedelta
from typing import Final

BODY_BYTES: Final = 256 * 1024
"""One request but files: a song's rights with 1,000 holders are 100 KB."""
NAME_CHARS: Final = 300
"""Of titles and names, as in the gateway's API."""
TEXT_CHARS: Final = 2_000
"""Of reasons and evidence."""
ALIASES: Final = 50
"""Other names of one artist."""
HOLDERS: Final = 200
"""Parts of one division."""
OPEN_DISPUTES: Final = 10
"""Of one person: each holds somebody's money."""
OPEN_CLAIMS: Final = 5
"""Of one person: each takes an admin's time."""
HOURS: Final = 28
"""Opening times of a venue: four a day."""
STREAMS: Final = 20
"""Addresses of one station."""
URL_CHARS: Final = 2_000
UPLOAD_BYTES: Final = 200 * 1024 * 1024
"""One recording: 15 minutes of CD audio are 159 MB."""
IMPORT_BYTES: Final = 64 * 1024 * 1024
"""One file of lines: 100,000 songs are 10 MB."""
FILE_SECONDS: Final = 900.0
"""How long a file may take to arrive: 200 MB at 2 Mbit/s."""
WAITING: Final = 50
"""Files of one person that wait or are worked on: who sends more waits."""
LEASE: Final = timedelta(seconds=60)
"""How long a job is a worker's without a word from it."""
ATTEMPTS: Final = 3
"""Claims of one job: a file that ends its worker so often is refused."""
