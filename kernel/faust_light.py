"""Two parts of Faust that do for each message what nobody here asks for, made to do nothing.

Pinned by tests/unit/kernel/test_faust_pins.py, as kernel.faust_consumer is.
"""

from typing import Any

import faust
from faust.sensors.monitor import Monitor


class RawSchema(faust.Schema[bytes, bytes]):
    """Keys and values stay the bytes that they are: kernel.codec decodes them, poison apart."""

    def compile(self, app: Any, **_hooks: Any) -> Any:
        create_event = app.create_event

        async def decode(message: Any, **_options: Any) -> Any:
            return create_event(message.key, message.value, message.headers, message)

        return decode


class QuietMonitor(Monitor):
    """Counts no messages: kernel.metrics does, by batch."""

    def on_message_in(self, *_args: Any) -> None: ...

    def on_message_out(self, *_args: Any) -> None: ...

    def on_stream_event_in(self, *_args: Any) -> None: ...

    def on_stream_event_out(self, *_args: Any) -> None: ...
