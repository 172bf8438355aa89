"""Every exception that crosses a module of Injyana.

InjyanaError
├── Poison                this one record can never be processed: it goes to the dead letters, its neighbours go on
│   ├── Undecodable       its bytes are not what its topic's schema says
│   └── Unprocessable     the pure code raised on it
├── Outage                a server is away: stop, retry with backoff, acknowledge nothing
│   ├── BrokerAway
│   ├── RegistryAway
│   ├── DatabaseAway
│   ├── RedisAway
│   ├── ModelAway         a fraud model that is in force is not here (yet)
│   └── RecordsGone       records were deleted before they were read: an operator says how to go on
├── Fatal                 the process cannot go on: exit non-zero without committing, the supervisor restarts it
│   ├── Fenced            another process owns the partition now
│   ├── Silent            the consumer delivers nothing of what there is to read
│   └── TooManyDeadLetters
├── Misconfigured         a setting, schema or file is wrong; the message says what to change
│   └── BadModel          a fraud model is damaged, was tampered with, or was made for other features
└── Refused               a caller asked for something that cannot be done; the message says what to do
"""


class InjyanaError(Exception):
    """Root of the tree."""


class Poison(InjyanaError):
    """This one record can never be processed."""


class Undecodable(Poison):
    """The bytes are not what the topic's schema says."""


class Unprocessable(Poison):
    """The pure code raised on this record."""


class Outage(InjyanaError):
    """A server is away; nothing was acknowledged, and the same call may succeed later."""


class BrokerAway(Outage):
    """Kafka does not answer."""


class RegistryAway(Outage):
    """The schema registry does not answer."""


class DatabaseAway(Outage):
    """PostgreSQL does not answer."""


class RedisAway(Outage):
    """Redis does not answer."""


class ModelAway(Outage):
    """A fraud model that is in force is not here, or cannot be used."""


class RecordsGone(Outage):
    """Records are gone that a consumer has not read. It waits until an operator says how to go on."""


class Fatal(InjyanaError):
    """The process cannot go on."""


class Fenced(Fatal):
    """Another process owns the partition now."""


class Silent(Fatal):
    """The consumer delivers nothing of what there is to read."""


class TooManyDeadLetters(Fatal):
    """The share of dead letters passed the breaker's limit."""


class Misconfigured(InjyanaError):
    """A setting, schema or file is wrong."""


class BadModel(Misconfigured):
    """A fraud model is damaged, was tampered with, or was made for other features."""


class Refused(InjyanaError):
    """A caller asked for something that cannot be done."""
