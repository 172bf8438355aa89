"""What must be there before our processes start: migrations, topics, schemas, and the key that signs tokens."""

from pydantic import SecretStr
from rich.console import Console

from identity.keys import signing_key
from injyana.commands import db, schemas, topics
from injyana.local.settings import LocalSettings
from kernel.settings import Settings


def fill(local: LocalSettings, out: Console) -> None:
    """Brings all of it up to date; changes nothing that is. Outage, Refused, Misconfigured."""
    settings = settings_of(local)
    db.migrate(settings, out)
    quiet = Console(quiet=True)  # a fresh stack lacks all of them: their diffs would say nothing
    topics.apply(settings, quiet)
    schemas.apply(settings, quiet)
    out.print("  topics and schemas are up to date")
    signing_key(local.state)


def settings_of(local: LocalSettings) -> Settings:
    """The settings of a client of this stack."""
    return Settings(
        kafka=local.kafka,
        registry=local.registry,
        database=SecretStr(local.database),
        redis=SecretStr(local.redis),
        partitions=local.partitions,
        state_dir=local.state,
    )
