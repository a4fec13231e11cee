"""Everything the system needs while it runs, as one command."""

import fcntl
import http.client
import io
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from congress import site_checks  # noqa: F401  registers its checks
from congress.celery import app
from congress.children import Children

PARTS = ("web", "worker", "beat")
NAMES = {"web": "网页服务", "worker": "后台任务", "beat": "定时任务"}
READY_WITHIN = 60  # seconds
BEAT_WRITES_WITHIN = 600
HUSH = ("-W", "ignore:You're running the worker")  # we say it ourselves, in Chinese


class Stopped(Exception):
    """Somebody asked us to end."""


class Command(BaseCommand):
    help = "启动系统：升级数据库、收集静态文件，然后运行网页服务、后台任务和定时任务。"
    # migrate runs all checks, of every table of procedures; these must hold before it.
    requires_system_checks = ("security",)

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=None, help="端口，默认取自本机的 SITE_URL，否则 8000")
        parser.add_argument("--bind", default="127.0.0.1", help="监听地址，默认只听本机")
        parser.add_argument("--only", choices=PARTS, help="只运行其中一个（容器里一个进程一个容器）")

        parser.add_argument("--check", action="store_true", help="不启动，只检查是否正常运行")

    def handle(self, *, port, bind, only, check, **options):
        port = port or (settings.SITE_IS_LOCAL and urlsplit(settings.SITE_URL).port) or 8000
        if check:
            return self.check_health([only] if only else PARTS, port)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        parts = (only,) if only else PARTS
        lock = self.take_lock(alone=not only)
        children = Children(os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE})
        children.environment.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        try:
            if "web" in parts:
                self.prepare()
            self.declare_queue()
            connections.close_all()
            for part in parts:
                children.start(part, COMMANDS[part](bind, port))
            self.watch(children, port if "web" in parts else None)
        except Stopped:
            self.say("正在停止……")
        finally:
            children.stop()
            lock.close()
        self.say("已停止。")

    def stop(self, *_):
        """Once is enough: a second TERM must not disturb the ending."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()

    def take_lock(self, alone):
        """The kernel lets go of a flock when its holder dies, however it dies.

        Parts started one by one share it, so that a restore sees that they run.
        """
        lock = open(settings.VAR / "serve.lock", "w")  # noqa: SIM115  held while we live
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(f"系统已在运行（数据目录 {settings.VAR}），不能再启动一次。") from None
        return lock

    def prepare(self):
        """Bring the database, the static files and, if asked for, the demo up to date."""
        self.say("升级数据库……")
        upgrade_database()
        self.say("收集静态文件……")
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            self.say("空库则载入演示数据（约半分钟）……")
            call_command("seed", "--if-empty", stdout=io.StringIO())  # told once the pages answer

    def declare_queue(self):
        """Make the queue's folder entry before three processes race to make it."""
        if not settings.REDIS_URL:
            with app.connection_for_write() as connection:
                app.amqp.queues["celery"].bind(connection.default_channel).declare()

    def check_health(self, parts, port):
        signs = {"web": lambda: answers(port), "worker": worker_answers, "beat": beat_is_alive}
        if silent := [NAMES[part] for part in parts if not signs[part]()]:
            raise CommandError(f"没有正常运行：{'、'.join(silent)}")
        self.say("运行正常。")

    def watch(self, children, port):
        """Wait until one dies; meanwhile say when the pages answer."""
        end = time.monotonic() + READY_WITHIN
        while not (name := children.dead()):
            if port and answers(port):
                self.greet(children)
                port = None
            elif port and time.monotonic() > end:
                raise CommandError(f"网页服务 {READY_WITHIN} 秒内没有应答，已停止。")
            time.sleep(0.2)
        raise CommandError(f"{NAMES[name]}意外退出，系统已停止。原因见上面的日志。")

    def greet(self, children):
        if os.geteuid() == 0 and not settings.DEMO:
            self.say("提示：正式使用请用专门的普通账号运行，不要用 root。")
        if settings.DEMO:
            call_command("seed", "--accounts")
        self.say(f"系统已启动：{children.environment['SITE_URL']}/  （按 Ctrl+C 停止）")


def upgrade_database() -> None:
    """Migrate; as the tables' owner where the application's own login may not change tables."""
    owner = os.environ.get("DATABASE_OWNER_URL")
    if not owner:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
        return
    command = [sys.executable, "manage.py", "migrate", "--noinput", "-v0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": owner}, check=True)


def answers(port: int) -> bool:
    """Whether a page comes, be it only the sign-in."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/", headers={"Host": settings.SITE_HOST})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False


def worker_answers() -> bool:
    try:
        return bool(app.control.ping(timeout=3))
    except (OSError, app.connection().connection_errors):
        return False


def beat_is_alive() -> bool:
    """It writes its schedule down every three minutes."""
    written = [file.stat().st_mtime for file in settings.VAR.glob("beat*")]
    return bool(written) and time.time() - max(written) < BEAT_WRITES_WITHIN


def web(bind: str, port: int) -> list[str]:
    workers = os.environ.get("WEB_WORKERS") or ("1" if settings.EMBEDDED else "2")
    return [
        *(sys.executable, "-m", "gunicorn", "congress.wsgi:application"),
        *("--bind", f"{bind}:{port}", "--worker-class", "gthread"),
        *("--workers", workers, "--threads", "8", "--timeout", "60", "--graceful-timeout", "2"),
        *("--logger-class", "congress.logs.ServerLog", "--log-level", "warning"),
    ]


def worker(*_) -> list[str]:
    # Threads share one process: light enough for a single machine.  With a
    # broker of its own, processes: a crash takes one task and not the worker.
    pool = "threads" if settings.EMBEDDED else "prefork"
    return [
        *(sys.executable, *HUSH, "-m", "celery", "-q", "-A", "congress", "worker", "--pool", pool),
        *("--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    ]


def beat(*_) -> list[str]:
    return [sys.executable, "-m", "celery", "-q", "-A", "congress", "beat", "--pidfile", ""]


COMMANDS = {"web": web, "worker": worker, "beat": beat}
