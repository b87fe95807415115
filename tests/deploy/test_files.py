"""What operators start from: manifests by Kubernetes' own schema, units and the site by what they name."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import fastjsonschema
import pytest
import yaml
from django.conf import settings
from django.urls import reverse

from launcher import options, run
from portal import metrics
from portal.logs import without_people

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SCHEMA = json.loads((Path(__file__).parent / "kubernetes-1.37.json").read_text())
MANIFESTS = [(file.name, one) for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")) for one in
             yaml.safe_load_all(file.read_text())]  # fmt: skip


def valid(manifest: dict) -> None:
    schema = SCHEMA["kinds"][manifest["kind"]] | {"definitions": SCHEMA["definitions"]}
    fastjsonschema.validate(schema, manifest)


@pytest.mark.parametrize(
    "file, manifest", MANIFESTS, ids=lambda one: one if isinstance(one, str) else one["kind"]
)
def test_a_manifest_is_what_the_cluster_understands(file, manifest):
    valid(manifest)


def test_the_schema_would_find_a_slip():
    manifest = json.loads(json.dumps(MANIFESTS[-1][1]))
    manifest["spec"]["replica"] = manifest["spec"].pop("replicas")
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid(manifest)


def pods() -> list[dict]:
    specs = [one["spec"].get("jobTemplate", one)["spec"] for _file, one in MANIFESTS]
    return [spec["template"]["spec"] for spec in specs if "template" in spec]


def test_no_pod_is_root_or_writes_into_its_image_and_secrets_come_from_the_secret():
    assert len(pods()) == 5
    for pod in pods():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        secrets = [one["secretRef"]["name"] for one in container["envFrom"]]
        assert secrets == ["linli", *(["linli-backup"] if container["name"] == "backup" else [])]
        assert "memory" in container["resources"]["limits"]
        told = {one["name"]: one["value"] for one in container["env"]}
        assert told.keys() <= {"VAR_DIR", "TRUSTED_PROXY_COUNT", "LOG_FORMAT"}
        # The Secret may have been made from a host's settings, and name a folder that no pod may write to.
        assert told["VAR_DIR"] in [mount["mountPath"] for mount in container["volumeMounts"]]


def sections(name: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    text = (DEPLOY / "systemd" / name).read_text().replace("\\\n", " ")
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.append((key, value))
    return found


@pytest.mark.parametrize("part", ["web", "worker", "beat"])
def test_a_unit_starts_what_the_launcher_starts(part):
    unit = dict(sections(f"linli-{part}.service")["Service"])
    words = shlex.split(unit["ExecStart"])
    assert words[0] == "/srv/linli/.venv/bin/python"
    program = {"web": "launcher.serve", "worker": "celery", "beat": "celery"}[part]
    assert words[1:3] == ["-m", program]
    if part == "web":
        ours = run.web_command(options.read({}))
        assert words[3::2] == ours[3::2] == ["--host", "--port"]
    assert unit["NoNewPrivileges"] == "yes"
    assert unit["EnvironmentFile"] == "/etc/linli.env"
    assert unit["User"] == "linli"


def test_nginx_sends_uploads_only_when_we_said_so_and_asks_no_form_twice():
    site = (DEPLOY / "nginx" / "linli.conf").read_text()
    kept = re.search(r"location /kept/ \{(.*?)\}", site, re.DOTALL)[1]
    assert "internal;" in kept
    assert "non_idempotent" not in site
    assert site.count("{") == site.count("}")
    assert "proxy_request_buffering on;" in site


def test_nginx_logs_nothing_that_opens_something_to_whoever_knows_it():
    """The same words as in our own log; and neither the query nor the page before, where they stand again."""
    site = (DEPLOY / "nginx" / "linli.conf").read_text()
    line = re.search(r"log_format linli ([^;]+);", site)[1]
    assert set(re.findall(r"\$\w+", line)) == {
        "$remote_addr", "$time_local", "$request_method", "$logged_path", "$status", "$body_bytes_sent",
        "$http_user_agent",
    }  # fmt: skip
    assert re.findall(r"access_log (?!off)(.*);", site) == ["/var/log/nginx/linli.log linli"]
    hides = re.search(r"~(\S+) \$up_to_it\.\.\.;", site)[1].replace("(?<", "(?P<")
    for address in (
        reverse("door_code", args=["7K2M9QXD4TBH"]),
        reverse("committees:here", args=[3, "s3cret"]),
        reverse("committees:screen_pulse", args=[3, "s3cret"]),
        reverse("committees:feed", args=["s3cret"]),
        reverse("notifications:stop", args=["s3cret"]),
        reverse("account_confirm_email", args=["s3cret"]),
    ):
        shown = re.match(hides, address)["up_to_it"]
        assert without_people(address).partition("…")[0] == shown, address
    assert not re.match(hides, reverse("issues:detail", args=[3]))


def test_every_alarm_asks_for_a_figure_that_is_told():
    rules = yaml.safe_load((DEPLOY / "prometheus-alarms.yml").read_text())["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"linli_\w+", rule["expr"])}
    source = Path(metrics.__file__).read_text()
    assert asked <= set(re.findall(r'"(linli_\w+)"', source))
    assert len(rules) >= 5


def test_the_example_of_an_environment_names_settings_that_there_are_and_starts_nothing():
    text = (DEPLOY / "linli.env.example").read_text()
    names = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    page = (DEPLOY.parent / "docs/deploy.md").read_text()
    assert [name for name in names if f"`{name}`" not in page] == []
    assert {"S3_BUCKET", "S3_SECRET_KEY", "REDIS_SENTINEL_MASTER"} <= set(names)
    secrets = re.findall(r"^#?\w+(?:KEY|PASSWORD|TOKEN)=(.*)", text, re.MULTILINE)
    assert all(value.startswith("'<") for value in secrets)


def test_a_shell_reads_the_example_s_values_as_they_are_written(tmp_path):
    """docs/deploy.md has it read by one: `&` ended a value and `<` the whole file."""
    file, text = tmp_path / "linli.env", (DEPLOY / "linli.env.example").read_text()
    written = dict(re.findall(r"^([A-Z][A-Z0-9_]+)='?(.*?)'?$", text, re.MULTILINE))
    gateway = "jsons://gateway.example.org/send?:to={phone}&+Authorization=Bearer%20TOKEN"
    file.write_text(text.replace(written["SMS_GATEWAY"], gateway))
    words = f"set -a; . {file}; set +a; env"
    done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=True, env={})
    read = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert read.items() >= (written | {"SMS_GATEWAY": gateway}).items()


def test_compose_names_settings_and_services_that_are_there():
    compose = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"database", "queue", "prepare", "web", "worker", "beat", "backup"}
    for name, service in services.items():
        for other in service.get("depends_on", {}):
            assert other in services, name
    assert "noeviction" in services["queue"]["command"]
    assert settings.STATIC_URL == "/static/"
