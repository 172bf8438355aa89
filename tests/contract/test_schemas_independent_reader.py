"""Apache's own Python implementation reads what we write and writes what we read: the bytes are Avro's, not ours."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import avro.io
import avro.schema

from kernel.codec import HEADER_BYTES, Codec, schema_text, to_plain
from tests.contract.examples import TOPIC_OF, each_example, event_of, schema_of
from tests.unit.kernel.fixed_ids import FixedIds

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@each_example
def test_it_reads_what_we_write(path: Path) -> None:
    event = event_of(path)
    data = Codec(TOPIC_OF[schema_of(path)], FixedIds()).encode(event)
    body = BytesIO(data[HEADER_BYTES:])
    read = avro.io.DatumReader(_schema(path)).read(avro.io.BinaryDecoder(body))
    assert read == _as_it_reads(to_plain(event))
    assert body.read() == b"", "it read all of it"


@each_example
def test_we_read_what_it_writes(path: Path) -> None:
    event = event_of(path)
    codec = Codec(TOPIC_OF[schema_of(path)], FixedIds())
    body = BytesIO()
    avro.io.DatumWriter(_schema(path)).write(_as_it_reads(to_plain(event)), avro.io.BinaryEncoder(body))
    header = codec.encode(event)[:HEADER_BYTES]
    assert codec.decode(header + body.getvalue()) == event


def _schema(path: Path) -> Any:
    return avro.schema.parse(schema_text(schema_of(path)))


def _as_it_reads(value: Any) -> Any:
    """It keeps a time as the milliseconds that the specification writes."""
    if isinstance(value, datetime):
        return round((value - EPOCH).total_seconds() * 1000)
    if isinstance(value, dict):
        return {key: _as_it_reads(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_it_reads(each) for each in value]
    return value
