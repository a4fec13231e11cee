"""manage.py serve: what starts together ends together."""

import atexit
import contextlib
import functools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psycopg2
import pytest

KEPT = ("PATH", "HOME", "LANG", "COVERAGE_")
ROOT = Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(condition, seconds):
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def parts_of(var):
    """The processes that were given this data folder: name of the part to process id."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"CONGRESS_VAR={var}".encode() not in (process / "environ").read_bytes().split(b"\0"):
                continue
            command = (process / "cmdline").read_bytes().split(b"\0")
            for part in ("serve", "gunicorn", "worker", "beat"):
                if part.encode() in command:
                    found.setdefault(part, int(process.name))
    return found


def create_database(url, name, template="template1"):
    """A database of our own on the server of this run: its variables."""
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    server.close()
    return {"DATABASE_URL": url.rpartition("/")[0] + f"/{name}", "SECRET_KEY": "only-for-tests"}


@functools.cache
def prepared():
    """A migrated data folder and the name of its database, to copy: each start would migrate for four seconds.

    A start from nothing is tried by scripts/smoke and by the image.
    """
    var = Path(tempfile.mkdtemp(prefix="congress-prepared-"))
    atexit.register(shutil.rmtree, var, ignore_errors=True)
    name, url = f"prepared_{secrets.token_hex(4)}", os.environ.get("DATABASE_URL")
    place = Place(var, create_database(url, name) if url else {})
    done = manage(place, "migrate", "--noinput", "-v0")
    assert done.returncode == 0, done.stderr
    return var, name


@contextlib.contextmanager
def engines(var):
    """A migrated database and a broker of our own, on the engines of this run: the variables that name them."""
    folder, template = prepared()
    shutil.copytree(folder, var, dirs_exist_ok=True)
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield {}
        return
    name = f"serve_{secrets.token_hex(4)}"
    variables = create_database(url, name, template)
    yield variables | {"REDIS_URL": os.environ["REDIS_URL"].rpartition("/")[0] + f"/{secrets.randbelow(15) + 1}"}
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


class Place:
    """A data folder, and the engines that go with it."""

    def __init__(self, var, engines=None):
        self.var = var
        self.engines = engines or {}

    def environment(self):
        """The variables of a command there; nothing else of the test run leaks in."""
        kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        return kept | {"CONGRESS_VAR": str(self.var)} | self.engines


class System(Place):
    """A running system."""

    def __init__(self, var, engines):
        super().__init__(var, engines)
        self.port = free_port()
        self.log = var / "log"
        self.process = self.start()

    def start(self):
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def said(self, text):
        return text in self.log.read_text()

    def is_gone(self):
        return not parts_of(self.var)


def manage(system, *words):
    """A command on the data folder of a system, as an operator would give it."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=system.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextlib.contextmanager
def running(var):
    """A system that answers; whatever is left of it afterwards is killed."""
    with engines(var) as variables:
        system = System(var, variables)
        try:
            assert wait_for(lambda: system.said("系统已启动"), 60), system.log.read_text()
            yield system
        finally:
            for process in (system.process.pid, *parts_of(system.var).values()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            system.process.wait()


@pytest.fixture
def system(tmp_path):
    """One that the test may end."""
    with running(tmp_path) as system:
        yield system


@pytest.fixture(scope="module")
def shared_system(tmp_path_factory):
    """One that the test leaves running: a start costs seconds."""
    with running(tmp_path_factory.mktemp("var")) as system:
        yield system


def test_a_page_answers_and_all_three_parts_run(shared_system):
    with urllib.request.urlopen(f"http://127.0.0.1:{shared_system.port}/", timeout=10) as page:
        assert page.status == 200
    assert set(parts_of(shared_system.var)) == {"serve", "gunicorn", "worker", "beat"}


def test_the_health_check_tells_a_running_system_from_none(shared_system, tmp_path):
    said = manage(shared_system, "serve", "--check", "--port", str(shared_system.port))
    assert (said.returncode, said.stdout.strip()) == (0, "运行正常。"), said.stderr
    said = manage(Place(tmp_path), "serve", "--check", "--port", str(free_port()))
    assert said.returncode == 1
    assert "没有正常运行：网页服务、后台任务、定时任务" in said.stderr


def test_nothing_is_restored_under_a_running_system(shared_system, tmp_path):
    archive = tmp_path / "backup.tar"
    assert manage(shared_system, "backup", "--to", str(archive)).returncode == 0
    said = manage(shared_system, "restore", "--force", str(archive))
    assert said.returncode == 1
    assert "系统正在运行" in said.stderr


def test_term_stops_everything_within_five_seconds(system):
    begun = time.monotonic()
    system.process.terminate()
    assert system.process.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5
    assert system.is_gone()


def test_a_second_start_says_so_and_changes_nothing(shared_system):
    second = manage(shared_system, "serve", "--port", str(free_port()))
    assert second.returncode == 1
    assert "系统已在运行" in second.stderr
    assert shared_system.process.poll() is None


@pytest.mark.parametrize("part", ["gunicorn", "worker", "beat"])
def test_a_dying_part_ends_the_rest(system, part):
    os.kill(parts_of(system.var)[part], signal.SIGKILL)
    assert system.process.wait(timeout=15) == 1
    assert system.said("意外退出")
    assert wait_for(system.is_gone, 5)


def test_kill_9_leaves_no_orphans_and_the_next_start_works(system):
    system.process.kill()
    assert wait_for(system.is_gone, 15), parts_of(system.var)
    system.log.write_text("")
    system.process = system.start()
    assert wait_for(lambda: system.said("系统已启动"), 60), system.log.read_text()
