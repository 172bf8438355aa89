"""docker-compose.yml against the Compose specification, the settings classes, the command line and the tree."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import typer
import yaml

from injyana.cli import app
from injyana.local import processes
from injyana.local.settings import LocalSettings
from kernel.settings import LOCAL_PASSWORD, Settings

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text()
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("injyana:")}
ENDING = ("setup", "admin")
"""Services that do one thing and end."""
SERVING = ("gateway", "review", "identity", "catalogue")
"""Processes that others call; they serve their own metrics."""
PROCESSES = {process.name: process for process in processes.ALL}

each_service = pytest.mark.parametrize("name", SERVICES)


def settings_of(name: str) -> type[Settings]:
    """The settings class of one of our processes: the one beside its main, or the shared one."""
    package = PROCESSES[name].main.split(":")[0].rpartition(".")[0]
    try:
        module = import_module(f"{package}.settings")
    except ModuleNotFoundError:
        return Settings
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Settings) and value.__module__ == module.__name__
    ]
    return next(iter(own), Settings)


def environment(name: str) -> dict[str, str]:
    return {key: str(value) for key, value in SERVICES[name].get("environment", {}).items()}


def mounts(name: str) -> Iterator[tuple[str, str]]:
    for volume in SERVICES[name].get("volumes", []):
        source, target = volume.split(":")[:2]
        yield source, target


def test_the_file_is_what_the_specification_says() -> None:
    # Of check-jsonschema only the schema is used: its code wants a newer click than faust-streaming allows.
    path = distribution("check-jsonschema").locate_file("check_jsonschema/builtin_schemas/vendor/compose-spec.json")
    schema = json.loads(Path(str(path)).read_text())
    jsonschema.Draft202012Validator(schema).validate(FILE)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"services": {"kafka": {"imaje": "kafka"}}})


def test_every_process_of_ours_is_a_service_and_no_other_is() -> None:
    assert set(OURS) == {*PROCESSES, *ENDING}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_run_by_its_name_with_settings_that_it_knows(name: str) -> None:
    assert SERVICES[name]["command"] == ["run", name]
    fields = settings_of(name).model_fields
    unknown = {key for key in environment(name) if key.removeprefix("INJYANA_").lower() not in fields}
    assert not unknown


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_takes_its_environment_and_refuses_the_local_secrets(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = settings_of(name)
    for key, value in environment(name).items():
        monkeypatch.setenv(key, re.sub(r"\$\{[^}]*\}", "long-and-secret", value))
    assert kind().environment == "production"
    monkeypatch.setenv("INJYANA_REDIS", f"redis://:{LOCAL_PASSWORD}@redis:6379/0")
    with pytest.raises(ValueError, match="local default secret"):
        kind()


def test_the_setup_runs_commands_that_exist() -> None:
    root = typer.main.get_command(app)
    commands = " ".join(SERVICES["setup"]["command"]).split(" && ")
    assert commands == ["injyana db migrate", "injyana topics apply", "injyana schemas apply"]
    for command in commands:
        found: Any = root
        for word in command.split()[1:]:
            found = found.commands[word]
        assert isinstance(found, click.Command) or callable(found.callback)


@pytest.mark.parametrize("name", [name for name in PROCESSES if name not in SERVING])
def test_the_port_of_metrics_is_the_same_everywhere(name: str) -> None:
    port = LocalSettings().port(PROCESSES[name].port)
    assert environment(name)["INJYANA_METRICS_PORT"] == str(port)
    assert SERVICES[name]["healthcheck"]["test"][-1] == str(port)
    assert scraped()[name] == f"{name}:{port}"


@pytest.mark.parametrize("name", SERVING)
def test_the_port_of_what_serves_others_is_the_same_everywhere(name: str) -> None:
    port = LocalSettings().port(name)
    assert environment(name)[f"INJYANA_{name.upper()}_PORT"] == str(port)
    assert settings_of(name).model_fields[f"{name}_port"].default == port
    assert SERVICES[name]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert SERVICES[name]["healthcheck"]["test"][-1] == str(port)
    assert scraped()[name] == f"{name}:{port}"


def scraped() -> dict[str, str]:
    config = yaml.safe_load((ROOT / "infra/prometheus/compose.yml").read_text())
    return {each["job_name"]: each["static_configs"][0]["targets"][0] for each in config["scrape_configs"]}


def test_prometheus_labels_processes_as_the_local_one_does() -> None:
    config = yaml.safe_load((ROOT / "infra/prometheus/compose.yml").read_text())
    labels = {each["job_name"]: each["static_configs"][0].get("labels") for each in config["scrape_configs"]}
    assert labels == {name: {"process": name} for name in PROCESSES} | {"prometheus": None}


@each_service
def test_images_are_pinned(name: str) -> None:
    assert re.search(r":v?\d+\.\d+\.\d+", SERVICES[name]["image"])


def test_the_images_of_the_dockerfile_are_pinned() -> None:
    lines = (ROOT / "infra/docker/Dockerfile").read_text().splitlines()
    images = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert len(images) == 2
    assert all(re.search(r":\d+\.\d+\.\d+", image) for image in images)
    assert [line for line in lines if line.startswith("USER ")] == [f"USER {OURS['gateway']['user']}"]


@each_service
def test_every_service_has_a_user_limits_and_a_restart_policy(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in ("0", "root")
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert service["restart"]


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ENDING])
def test_every_service_that_stays_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@each_service
def test_every_mounted_file_exists_and_every_volume_is_declared(name: str) -> None:
    for source, target in mounts(name):
        assert target.startswith("/")
        if source.startswith("."):
            assert (ROOT / source).exists(), source
        else:
            assert source in FILE["volumes"]


def test_every_volume_and_network_is_used() -> None:
    used = {source for name in SERVICES for source, _ in mounts(name) if not source.startswith(".")}
    assert used == set(FILE["volumes"])
    assert {network for service in SERVICES.values() for network in service["networks"]} == set(FILE["networks"])


def test_every_secret_is_required_and_listed_in_the_example() -> None:
    variables = re.findall(r"(?<!\$)\$\{([^}]*)\}", TEXT)
    assert variables
    assert all(":?" in variable for variable in variables)
    example = (ROOT / ".env.example").read_text()
    assert {variable.split(":?")[0] for variable in variables} == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))
    assert LOCAL_PASSWORD not in TEXT


@each_service
def test_what_a_service_waits_for_exists_and_can_be_waited_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_completed_successfully":
            assert other == "setup"
        else:
            assert "healthcheck" in SERVICES[other]


@each_service
def test_nothing_is_published_beyond_this_machine(name: str) -> None:
    ports = SERVICES[name].get("ports", [])
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert not ports or "front" in SERVICES[name]["networks"]


def test_paths_of_the_image_that_the_file_names_exist() -> None:
    for path in set(re.findall(r"/app/([\w./-]+)", TEXT)):
        assert (ROOT / path).exists(), path
