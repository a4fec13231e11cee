"""The scripts and the files that describe the machines."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [*sorted((ROOT / "scripts").iterdir()), ROOT / ".ci" / "run"]
SHELL = [path for path in SCRIPTS if "bash" in path.read_text().partition("\n")[0] or path.suffix == ".sh"]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PARTS = ("web", "worker", "beat")


def bash(script, **environment):
    return subprocess.run(
        ["bash", "-c", f"source scripts/lib.sh; {script}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("path", SHELL, ids=lambda path: path.name)
def test_a_script_is_valid_bash(path):
    done = subprocess.run(["bash", "-n", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert os.access(path, os.X_OK) == path.read_text().startswith("#!")


def test_what_is_installed_is_left_alone():
    done = bash("need_packages bash coreutils")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_tests_of_a_bare_machine_bring_what_the_browsers_driver_links_to():
    """The node that playwright brings along needs libatomic1, which a bare Debian has not."""
    named = bash('printf "%s\\n" "${TEST_PACKAGES[@]}"', CONGRESS_CHROMIUM="bash").stdout.split()
    assert "libatomic1" in named and "git" in named


def test_without_rights_the_one_line_to_run_is_printed():
    done = bash("id() { echo 1000; }; sudo() { return 1; }; need_packages bash no-such-package-here")
    assert done.returncode == 1
    line = done.stderr.splitlines()[-1]
    assert line.startswith("apt-get update && apt-get install") and line.endswith(" no-such-package-here")
    assert "root" in done.stderr


def test_the_same_pins_are_not_installed_twice(tmp_path):
    """A stamp that matches means no work: here pip does not even exist."""
    stamp = '"$(cat requirements.txt requirements-build.txt | sha256sum) $(python3 -V)"'
    done = bash(f'VENV={tmp_path}; printf "%s" {stamp} >"$VENV/.done-requirements.txt"; need_python requirements.txt')
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_image_is_made_by_the_scripts_of_the_bare_machine():
    image = (ROOT / "Dockerfile").read_text()
    assert "FROM debian:12-slim" in image
    assert "RUN scripts/install-system" in image
    assert "need_python requirements.txt" in image
    assert "need_packages" in (ROOT / "scripts/install-system").read_text()
    assert "apt-get install" not in image
    assert "manage.py" in image and "serve" in image


def test_compose_has_the_five_services_with_health_checks():
    assert set(COMPOSE["services"]) == {"database", "redis", *PARTS}
    for name, service in COMPOSE["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD", name
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), volume


@pytest.mark.parametrize("part", PARTS)
def test_a_part_runs_the_entry_command_of_the_bare_machine(part):
    service = COMPOSE["services"][part]
    assert service["command"][:5] == ["python", "manage.py", "serve", "--only", part]
    assert service["healthcheck"]["test"][1:] == ["python", "manage.py", "serve", "--check", "--only", part]
    assert ("DATABASE_OWNER_URL" in service["environment"]) == (part == "web")


def test_no_secret_is_written_down():
    """Each secret comes from the environment, and without it nothing starts."""
    text = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "OWNER_PASSWORD", "APP_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in text
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if re.search("KEY|PASSWORD|AUTH|_URL", name):
                assert "${" in value, name


def test_every_variable_of_the_settings_is_in_the_manual():
    settings = (ROOT / "congress/settings.py").read_text()
    manual = (ROOT / "docs/operation.md").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings)) | {"CONGRESS_VAR", "WEB_WORKERS"}
    assert not {name for name in names if f"`{name}`" not in manual}


def test_every_variable_of_the_settings_reaches_the_containers():
    settings = (ROOT / "congress/settings.py").read_text()
    compose = (ROOT / "docker-compose.yml").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings)) - {"CONGRESS_DEBUG", "CONGRESS_DEMO"}
    assert not {name for name in names if f"  {name}: " not in compose}


def test_no_registry_and_no_path_of_a_machine_in_the_pins():
    for path in ROOT.glob("requirements*.txt"):
        lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
        assert not [line for line in lines if "://" in line or line.startswith("--")]
