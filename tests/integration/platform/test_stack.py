"""The servers of the local stack hold what they must before our processes start."""

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from injyana.admin.schemas import Subjects
from injyana.admin.topics import Cluster, plan, wanted
from injyana.local import servers
from injyana.local.settings import LocalSettings
from kernel import topics
from kernel.codec import schema_text


def test_every_server_can_be_used(stack: LocalSettings) -> None:
    assert {server.name: server.probe() for server in servers.every(stack)} == dict.fromkeys(
        ("kafka", "postgres", "redis", "prometheus", "registry")
    )


def test_the_cluster_agrees_with_the_topics_as_data(stack: LocalSettings) -> None:
    wishes = list(wanted(topics.ALL, stack.partitions, 1))
    assert plan(wishes, Cluster(stack.kafka).found(topic.name for topic in wishes)) == []


def test_the_registry_holds_every_schema(stack: LocalSettings) -> None:
    subjects = Subjects(stack.registry)
    assert subjects.plan([(topic.subject, schema_text(topic.schema)) for topic in topics.ALL]) == []
    subjects.close()


def test_a_database_is_migrated_and_empty(database: str) -> None:
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM event_ledger").fetchone() == (0,)


def test_postgres_lets_no_one_in_with_a_wrong_password(stack: LocalSettings) -> None:
    wrong = stack.database.replace(stack.local_password.get_secret_value(), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_redis_lets_no_one_in_without_a_password(stack: LocalSettings) -> None:
    with (
        redis.Redis(port=stack.port("redis"), retry=Retry(NoBackoff(), 0)) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()
