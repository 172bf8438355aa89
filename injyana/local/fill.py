"""What ready servers must hold before our processes start: migrations, topics and schemas."""

from pydantic import SecretStr
from rich.console import Console

from injyana.commands import db, schemas, topics
from injyana.local.settings import LocalSettings
from kernel.settings import Settings


def fill(local: LocalSettings, out: Console) -> None:
    """Brings all three up to date; changes nothing that is. Outage, Refused."""
    settings = settings_of(local)
    db.migrate(settings, out)
    topics.apply(settings, out)
    schemas.apply(settings, out)


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
