"""What outside services say, as a table."""

from collections.abc import Sequence

from rich.table import Table

from injyana.console import printable
from injyana.unknown.reading import Hint

WHY = {
    "hint": "no song of ours",
    "unlike": "our song sounds otherwise",
    "ambiguous": "several songs of ours",
    "song": "our song",
}


def hints_table(hints: Sequence[Hint]) -> Table:
    """One row for each candidate."""
    table = Table("about", "service", "says", "score", "ISRC", "MusicBrainz", "which is")
    for each in hints:
        about = printable(each.file or str(each.recording_id or each.event_id))
        song = f"{WHY[each.outcome]} {each.song_id or ''}".strip()
        names, codes = printable(f"{each.artist} - {each.title}"), printable(", ".join(each.isrcs))
        table.add_row(about, each.service, names, f"{each.score:.2f}", codes, printable(each.mbid or ""), song)
    return table
