"""The limits of what the gateway takes, each with its unit and reason."""

BODY_BYTES = 5 * 1024 * 1024
"""One request, after gunzip: 1,000 items of 5 KB."""
ITEMS = 1000
"""Plays in one request."""
FINGERPRINT_CHARS = 16 * 1024
"""Encoded fingerprint: two minutes of chromaprint are about 4,000."""
TEXT_CHARS = 300
"""A title, artist or album."""
ID_CHARS = 100
"""A song, venue or station id, and each field of `client`."""
MIN_DURATION_MS = 1_000
MAX_DURATION_MS = 14_400_000
"""Four hours: longer than any one recording that is played."""
MAX_AGE_MS = 30 * 24 * 3600 * 1000
"""Older plays belong to a month whose royalties are being computed."""
MAX_AHEAD_MS = 5 * 60 * 1000
"""What a corrected clock may still be wrong."""
BACKFILL_AGE_MS = 24 * 3600 * 1000
"""Older detections take the lane of their own, so that a night of late uploads never delays live plays."""
MAX_ACCURACY_M = 20_037_509
"""Half of the Earth's circumference: nothing is further away."""
MAX_COUNTER = 2**63 - 1
"""What the topic's schema holds."""
ECHO_CHARS = 100
"""How much of an unusable event_id is told back."""
UNKNOWN_COUNTED = 100
"""Unknown fields counted of one item, so that an item of nothing else stays cheap."""
