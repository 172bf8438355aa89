"""Prometheus's rules, Alertmanager's routes and the dashboard, by their makers' tools and against our metrics."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import prometheus_client
import pytest
import yaml

from kernel import metrics

ROOT = Path(__file__).resolve().parents[3]
RULES = yaml.safe_load((ROOT / "infra/prometheus/rules/injyana.yml").read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]
RECORDED = {rule["record"] for group in RULES["groups"] for rule in group["rules"] if "record" in rule}
TESTS = sorted((ROOT / "infra/prometheus/tests").glob("*.yml"))
DASHBOARD = json.loads((ROOT / "infra/grafana/dashboards/injyana.json").read_text())
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]


def checked(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def series() -> set[str]:
    """The names under which our metrics and those of the process itself are scraped."""
    names = {"up", *RECORDED}
    for metric in (value for value in vars(metrics).values() if hasattr(value, "_name")):
        name = metric._name
        match metric._type:
            case "counter":
                names.add(f"{name}_total")
            case "histogram":
                names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"}
            case _:
                names.add(name)
    for family in prometheus_client.ProcessCollector(registry=None).collect():
        names |= {sample.name for sample in family.samples}
    return names


def test_the_rules_do_what_their_tests_say() -> None:
    checked("promtool", "test", "rules", *map(str, TESTS))


def test_the_configurations_are_valid() -> None:
    checked("promtool", "check", "config", "--syntax-only", "infra/prometheus/compose.yml")
    checked("amtool", "check-config", "infra/alertmanager/alertmanager.yml")


def test_every_alert_is_tested_to_fire_and_to_be_silent() -> None:
    tests = [test for path in TESTS for test in yaml.safe_load(path.read_text())["tests"]]
    cases = [case for test in tests for case in test["alert_rule_test"]]
    names = {alert["alert"] for alert in ALERTS}
    assert {case["alertname"] for case in cases if case.get("exp_alerts")} == names
    assert {case["alertname"] for case in cases if not case.get("exp_alerts")} == names


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_every_alert_has_a_severity_and_a_section_in_the_runbook(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in ("page", "ticket")
    path, _, anchor = alert["annotations"]["runbook_url"].partition("#")
    assert anchor == alert["alert"].lower()
    headings = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(), re.MULTILINE)
    assert alert["alert"] in headings


@pytest.mark.parametrize("query", [*QUERIES, *(rule["expr"] for group in RULES["groups"] for rule in group["rules"])])
def test_every_metric_of_a_query_exists(query: str) -> None:
    without_strings = re.sub(r'"[^"]*"', '""', query)
    without_labels = re.sub(r"\b(by|on|without|ignoring)\s*\([^)]*\)", "", re.sub(r"\{[^}]*\}", "", without_strings))
    named = set(re.findall(r"\b(?:injyana[_:][\w:]+|process_\w+|up)\b", without_labels))
    assert named
    assert named <= series()


def test_alertmanager_silences_only_alerts_that_exist() -> None:
    config = yaml.safe_load((ROOT / "infra/alertmanager/alertmanager.yml").read_text())
    names = {alert["alert"] for alert in ALERTS}
    for rule in config["inhibit_rules"]:
        for matcher in rule["source_matchers"] + rule["target_matchers"]:
            assert set(re.findall(r'"(.*)"', matcher)[0].split("|")) <= names


def test_the_dashboard_uses_provisioned_data_sources_and_no_two_panels_overlap() -> None:
    provisioned = yaml.safe_load((ROOT / "infra/grafana/provisioning/datasources/injyana.yml").read_text())
    uids = {source["uid"] for source in provisioned["datasources"]}
    taken: set[tuple[int, int]] = set()
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    for panel in DASHBOARD["panels"]:
        assert panel["type"] == "row" or panel["datasource"]["uid"] in uids
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken
        assert place["x"] + place["w"] <= 24
        taken |= cells
