"""The files that deploy Onramp: valid by their tools, and in step with one another and with the service."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from pycep import BicepParser

from bot.settings import PREFIX, SECRETS, Settings
from bot.telemetry.metrics import ALARMING, Metrics

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
COMPOSE = ("--file", str(DEPLOY / "compose.yaml"))
WHO = {"ONRAMP_APP_ID": "app", "ONRAMP_TENANT_ID": "tenant", "ONRAMP_DOMAIN": "bot.contoso.example"}
FILES = {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
KNOWN = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | FILES
ALERTS = yaml.safe_load((DEPLOY / "monitoring" / "alerts.yaml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((DEPLOY / "monitoring" / "grafana-dashboard.json").read_text())
BICEP = sorted((DEPLOY / "azure").glob("*.bicep"))


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command says that a Python package brings, or one of the machine's own."""
    beside = Path(sys.executable).parent / words[0]
    program = str(beside) if beside.exists() else words[0]
    return subprocess.run([program, *words[1:]], capture_output=True, text=True, env={"PATH": os.environ["PATH"], **environment})


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """compose.yaml as Docker's own compose understands it, with all profiles."""
    done = run("docker-compose", *COMPOSE, "--profile", "*", "config", "--format", "json", **WHO)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- the image


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    """No rule is broken but where a comment says why."""
    done = run("hadolint", str(DEPLOY / "Dockerfile"))

    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_takes_nothing_from_where_the_index_is_built_but_the_index() -> None:
    """So torch stays behind, and it runs as a user who is not root."""
    last = (DEPLOY / "Dockerfile").read_text().rpartition("\nFROM ")[2]

    assert re.findall(r"COPY --from=(\S+) (\S+)", last) == [("service", "/opt/onramp"), ("index", "/index")]
    assert re.findall(r"^USER (\d+):", last, flags=re.MULTILINE) == ["10001"]
    assert "HEALTHCHECK" in last


def test_every_install_of_the_image_is_pinned() -> None:
    """By constraints.txt."""
    installs = re.findall(r"pip install ([^\n\\]+)", (DEPLOY / "Dockerfile").read_text())

    assert len(installs) == 4
    assert all("--constraint constraints.txt" in words for words in installs)


# --- one machine


def test_compose_refuses_to_start_without_knowing_who_the_bot_is() -> None:
    """What is missing is named."""
    done = run("docker-compose", *COMPOSE, "config", ONRAMP_DOMAIN="bot.contoso.example")

    assert done.returncode != 0
    assert "the bot's app id" in done.stderr


def test_two_replicas_with_names_of_their_own_serve_side_by_side(compose: dict[str, Any]) -> None:
    """And each knows how many they are."""
    bots = [service["environment"] for name, service in compose["services"].items() if name.startswith("bot-")]

    assert [bot["ONRAMP_REPLICA"] for bot in bots] == ["onramp-1", "onramp-2"]
    assert {bot["ONRAMP_REPLICAS"] for bot in bots} == {str(len(bots))}


def test_the_proxy_alone_is_reached_from_outside(compose: dict[str, Any]) -> None:
    """Anything else listens on this machine alone, or inside."""
    open_to_all = {
        name for name, service in compose["services"].items() for port in service.get("ports", []) if port.get("host_ip") != "127.0.0.1"
    }

    assert open_to_all == {"proxy"}
    assert compose["networks"]["inside"]["internal"] is True
    assert set(compose["services"]["postgres"]["networks"]) == {"inside"}


def test_secrets_come_from_files(compose: dict[str, Any]) -> None:
    """Each setting names its own; none stands in an environment."""
    bots = [compose["services"][name] for name in ("bot-1", "bot-2")]
    held = {f"/run/secrets/{secret['source']}" for bot in bots for secret in bot["secrets"]}
    set_openly = {name for service in compose["services"].values() for name in service.get("environment", {})}

    assert {bot["environment"][name] for bot in bots for name in FILES & bot["environment"].keys()} == held
    assert all("file" in secret for secret in compose["secrets"].values())
    assert not set_openly & {"ONRAMP_APP_PASSWORD", "ONRAMP_DATABASE_URL", "ONRAMP_VECTORS_URL", "POSTGRES_PASSWORD"}


def test_compose_sets_nothing_that_is_no_setting(compose: dict[str, Any]) -> None:
    """A misspelt one would be left without a word."""
    given = {name for bot in ("bot-1", "bot-2") for name in compose["services"][bot]["environment"] if name.startswith(PREFIX)}

    assert given
    assert given <= KNOWN


def test_another_index_can_be_served_from_a_folder() -> None:
    """With a second file beside the first."""
    done = run("docker-compose", *COMPOSE, "--file", str(DEPLOY / "compose.index.yaml"), "config", "--format", "json", **WHO)
    bots = [service for name, service in json.loads(done.stdout)["services"].items() if name.startswith("bot-")]

    assert [bot["volumes"][0]["target"] for bot in bots] == ["/var/lib/onramp/index"] * 2
    assert all(bot["volumes"][0]["read_only"] for bot in bots)


def test_the_proxy_passes_on_to_the_replicas_and_nothing_but_the_channel_s_address(compose: dict[str, Any]) -> None:
    """So neither health nor metrics are seen from outside."""
    conf = (DEPLOY / "Caddyfile").read_text()
    upstreams = re.findall(r"(bot-\d+):3978", conf)

    assert upstreams == [name for name in compose["services"] if name.startswith("bot-")]
    assert re.findall(r"^\thandle (\S+) \{", conf, flags=re.MULTILINE) == ["/api/messages"]


def test_caddy_takes_its_file() -> None:
    """As its own check says."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is not installed, so its file is not validated")
    done = run("caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile", **WHO)

    assert done.returncode == 0, done.stderr


# --- Azure


@pytest.fixture(scope="module")
def bicep() -> dict[str, dict[str, Any]]:
    """Each file's parts, by the file's name."""
    return {path.name: dict(BicepParser().parse(text=path.read_text())) for path in BICEP}


def test_azure_gets_all_that_onramp_needs(bicep: dict[str, dict[str, Any]]) -> None:
    """A bot, its identity, where it runs, what it keeps and logs; each with a version of its interface."""
    types = {resource["type"] for file in bicep.values() for resource in file.get("resources", {}).values()}

    assert {
        "Microsoft.BotService/botServices", "Microsoft.BotService/botServices/channels", "Microsoft.App/managedEnvironments",
        "Microsoft.App/containerApps", "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.ManagedIdentity/userAssignedIdentities",
        "Microsoft.OperationalInsights/workspaces",
    } <= types  # fmt: skip
    versions = [resource["api_version"] for file in bicep.values() for resource in file.get("resources", {}).values()]
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", version) for version in versions)


def test_every_module_gets_the_parameters_that_it_asks_for(bicep: dict[str, dict[str, Any]]) -> None:
    """No more and no fewer; and every output that is used is there."""
    text = (DEPLOY / "azure" / "main.bicep").read_text()
    for name, file in re.findall(r"^module (\w+) '(\S+)' = \{", text, flags=re.MULTILINE):
        body = text.split(f"module {name} ")[1].split("\n}\n")[0].split("params: {")[1]
        given = set(re.findall(r"^    (\w+):", body, flags=re.MULTILINE))
        assert given == set(bicep[file]["parameters"]), file
        assert set(re.findall(rf"\b{name}\.outputs\.(\w+)", text)) <= set(bicep[file].get("outputs", {})), file


def test_the_identity_is_the_bot_s_and_no_secret_is_put_out() -> None:
    """The database's URL stays in the key vault."""
    bot, app, database = ((DEPLOY / "azure" / f"{name}.bicep").read_text() for name in ("bot", "app", "database"))

    assert "msaAppType: 'UserAssignedMSI'" in bot
    assert "value: 'managed_identity'" in app
    assert re.findall(r"^output \w+ string = (.+)$", database, flags=re.MULTILINE) == ["url.properties.secretUri"]
    assert re.findall(r"name: 'ONRAMP_DATABASE_URL'\s+(\w+):", app) == ["secretRef"]


def test_azure_sets_nothing_that_is_no_setting_and_watches_addresses_that_are_there() -> None:
    """Its probes ask what the edge serves, as often as the platform allows."""
    app = (DEPLOY / "azure" / "app.bicep").read_text()

    assert set(re.findall(r"name: '(ONRAMP_\w+)'", app)) <= KNOWN
    assert set(re.findall(r"path: '(\S+)'", app)) == {"/healthz", "/readyz"}
    assert all(int(count) <= 10 for count in re.findall(r"failureThreshold: (\d+)", app))
    assert "var replicas = 2\n" in app


# --- monitoring


def metrics(expression: str) -> set[str]:
    """The metrics that an expression names. Raises ValueError when Prometheus would not understand it."""
    named: set[str] = set()

    def look(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector) and node.name:
            named.add(node.name)
        return True

    promql_parser.walk(promql_parser.parse(expression), look)
    return named


def expressions() -> list[str]:
    """All of the alerts' and the dashboard's."""
    shown = [target["expr"].replace("$__rate_interval", "5m") for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [rule["expr"] for rule in ALERTS] + shown


def test_every_metric_that_is_alerted_on_or_shown_is_there() -> None:
    """And each expression is one that Prometheus understands."""
    served = re.findall(r"^# TYPE (\S+) (\w+)", Metrics().text().decode(), flags=re.MULTILINE)
    known = {"up"} | {name for name, kind in served if kind != "histogram"}
    known |= {f"{name}_{part}" for name, kind in served if kind == "histogram" for part in ("bucket", "count", "sum")}
    named = {name for text in expressions() for name in metrics(text)}

    assert named
    assert named - known == set()


def test_every_event_that_is_alerted_on_is_one_that_is_logged() -> None:
    """It is counted from nought, so that the first is an increase; and no other is."""
    alerted = {name for rule in ALERTS for group in re.findall(r'event=~?"([^"]+)"', rule["expr"]) for name in group.split("|")}
    source = "".join(path.read_text() for path in (PROJECT / "bot").rglob("*.py") if "telemetry" not in path.parts)

    assert alerted == set(ALARMING)
    assert [name for name in sorted(alerted) if f'event("{name}"' not in source] == []


def test_every_alert_is_explained_in_the_runbook() -> None:
    """And the runbook explains no other."""
    explained = re.findall(r"^### (\w+)$", (DEPLOY / "RUNBOOK.md").read_text(), flags=re.MULTILINE)

    assert sorted(explained) == sorted(rule["alert"] for rule in ALERTS)


def test_prometheus_collects_from_the_replicas_at_their_metrics_port(compose: dict[str, Any]) -> None:
    """Its targets are those of compose.yaml."""
    config = yaml.safe_load((DEPLOY / "monitoring" / "prometheus.yaml").read_text())
    bots = {name: service for name, service in compose["services"].items() if name.startswith("bot-")}

    assert config["scrape_configs"][0]["static_configs"][0]["targets"] == [
        f"{name}:{bot['environment']['ONRAMP_METRICS_PORT']}" for name, bot in bots.items()
    ]


@pytest.mark.parametrize("check", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml")], ids=["form", "meaning"])
def test_alerts_are_what_they_are_meant_to_be(check: tuple[str, str, str]) -> None:
    """Prometheus itself takes the rules, and of made-up hours they say what they should."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed, so the alerts are parsed but not tried by Prometheus itself")
    done = run("promtool", *check[:2], str(DEPLOY / "monitoring" / check[2]))

    assert done.returncode == 0, done.stdout + done.stderr
