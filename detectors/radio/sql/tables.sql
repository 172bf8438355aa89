-- A station's plays that are not yet with the gateway.

-- Plays that are still on air, as JSON: who is started again goes on with them.
CREATE TABLE IF NOT EXISTS open_plays (
    event_id TEXT PRIMARY KEY,
    state BLOB NOT NULL
);

-- Plays that are over, as the gateway's JSON, in the order in which they ended. Numbers are never used again.
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL
);
