"""A notice goes to 10,000 recipients; the worker that tells them is killed twice on the way.

    benchmarks/run dispatch

In the house: a message each. Out of it: a mail each, to an SMTP server of our own on loopback.
Meanwhile somebody moves other papers on, one step a click.
"""

from __future__ import annotations

import argparse
import collections
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.harness import child_environment, create_database, heading, need_postgres, p50, p95, say, table

from benchmarks import city, generator  # isort: skip
from benchmarks.loading import Rows, fast
from congress import chain, clock, issuing, matters, messages, outbox, roles
from congress.models import (
    Delivery,
    Message,
    Organisation,
    Outbox,
    OutgoingPaper,
    Person,
    Posting,
    Series,
    Todo,
    User,
)  # fmt: skip

CLICKS_AT_MOST = 1_000


def main() -> None:
    """Send, kill, restart, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--be", choices=("worker", "clicks", "sink"), help="be one of the processes")
    parser.add_argument("--file", type=Path, help="where the process writes")
    options = parser.parse_args()
    if options.be:
        {"worker": work, "clicks": click, "sink": sink}[options.be](options.file)
        return
    need_postgres()
    create_database("bench_dispatch")
    say("生成")
    generator.generate(1000)
    add_units(options.recipients)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.recipients)


# The processes -----------------------------------------------------------------


def work(file: Path) -> None:
    """What the task `deliver` does."""
    messages.announce_deliveries()
    outbox.deliver()


def click(file: Path) -> None:
    """Draft a paper and submit it, check it, over and over until the file of the stop is there; times in ms."""
    body = User.objects.get(username=f"body{Posting.objects.get(user__username=city.SEES_BODY).organisation_id}")
    series, times = Series.objects.get(key="office"), []
    paper: OutgoingPaper | None = None
    while not file.with_suffix(".stop").exists() and len(times) < CLICKS_AT_MOST:
        if paper is None or paper.state != "draft":
            draft = OutgoingPaper(title="关于报送材料的通知", series=series, to_groups=["county_committees"],
                                  body="一、请报送材料。", signatory="办公室")  # fmt: skip
            paper = matters.begin(draft, "draft", body)
        begun = time.perf_counter()
        paper = matters.take(paper, "submit", body)
        times.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.2)
    file.write_text("\n".join(map(str, times)))


def sink(file: Path) -> None:
    """A mail server that writes down the Message-ID of each letter."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415  (only this process needs it)

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            line = next(line for line in envelope.content.splitlines() if line.lower().startswith(b"message-id"))
            with file.open("ab") as out:
                out.write(line.split(b":", 1)[1].strip() + b"\n")
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=int(os.environ["EMAIL_PORT"]))
    controller.start()
    signal.sigwait({signal.SIGTERM})
    controller.stop()


# The run -----------------------------------------------------------------------


def run(folder: Path, recipients: int) -> None:
    """One dispatch with everything around it, and its table."""
    letters, clicks = folder / "letters", folder / "clicks"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = child_environment(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port)
    server = _process("sink", letters, environment)
    paper = signed_paper(recipients)
    clerk = _process("clicks", clicks, environment)
    time.sleep(5)  # so that its first clicks are before the dispatch
    say("分发")
    begun = time.perf_counter()
    matters.take(paper, "dispatch", User.objects.get(username=city.SEES_ALL))
    taken = time.perf_counter() - begun
    say("送达，处死两次")
    killed_telling = _work_until(lambda: _told(paper) >= recipients * 0.4, environment)
    killed_posting = _work_until(lambda: _sent() >= recipients * 0.5, environment)
    last = _process("worker", letters, environment)
    last.wait()
    seconds = time.perf_counter() - begun
    # the rows that the killed workers had in hand are given up after a quarter of an hour; here at once
    Outbox.objects.filter(state=Outbox.SENDING).update(next_try_at=clock.now())
    outbox.give_up_lost()
    clicks.with_suffix(".stop").touch()
    clerk.wait()
    server.terminate()
    server.wait()
    report(paper, recipients, letters, clicks, [taken, seconds], [killed_telling, killed_posting])


def report(
    paper: OutgoingPaper, recipients: int, letters: Path, clicks: Path, seconds: list[float], killed: list[bool]
) -> None:
    """Everything counted."""
    told = Message.objects.filter(matter=paper.pk)
    arrived = collections.Counter(letters.read_text().split())
    states = collections.Counter(Outbox.objects.filter(matter=paper.pk).values_list("state", flat=True))
    unknown = [row.message_id for row in Outbox.objects.filter(state=Outbox.UNKNOWN)]
    times = [float(line) for line in clicks.read_text().split()]
    clicked = (p50(times), p95(times), max(times))
    heading(f"分发：一件通知发往 {recipients} 个单位，送达进程中途两次 SIGKILL（benchmarks/dispatch.py）")
    table(
        ["项", "结果"],
        [
            ["分发一步（秒）", seconds[0]],
            ["到全部送达（秒，目标 ≤ 60）", seconds[1]],
            ["送达进程被杀（通知中 / 发信中）", "、".join("是" if was else "**否**" for was in killed)],
            ["分发记录 / 待办", f"{Delivery.objects.filter(paper__matter=paper.pk).count()} / "
             f"{Todo.objects.filter(matter=paper.pk, step='sign_for').count()}"],
            ["站内消息：条数 / 人数（应相等）", f"{told.count()} / {told.values('user').distinct().count()}"],
            ["邮件：已发 / 结果不明（列出待人工决定）", f"{states[Outbox.SENT]} / {states[Outbox.UNKNOWN]}"],
            ["邮件：其他状态", sum(states.values()) - states[Outbox.SENT] - states[Outbox.UNKNOWN]],
            ["邮件服务器收到：封 / 不同的封", f"{sum(arrived.values())} / {len(arrived)}"],
            ["其中重复", sum(count > 1 for count in arrived.values())],
            ["结果不明的，实际已到", sum(row in arrived for row in unknown)],
            ["同时的点击：次数", len(times)],
            ["点击 p50 / p95 / 最长（毫秒，目标 p95 ≤ 300）", "{:.0f} / {:.0f} / {:.0f}".format(*clicked)],
            ["留痕链", "通过" if next(chain.verify(), None) is None else "**不成立**"],
        ],
    )  # fmt: skip


def _work_until(is_time: Callable[[], bool], environment: dict[str, str]) -> bool:
    """Let a worker work until it is time to kill it; False if it was done before."""
    worker = _process("worker", Path("-"), environment)
    while worker.poll() is None:
        if is_time():
            time.sleep(0.1)  # into the middle of a batch
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            return True
        time.sleep(0.05)
    return False


def _told(paper: OutgoingPaper) -> int:
    return Message.objects.filter(matter=paper.pk).count()


def _sent() -> int:
    return Outbox.objects.filter(state=Outbox.SENT).count()


def _process(kind: str, file: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.dispatch", "--be", kind, "--file", str(file)]
    return subprocess.Popen(command, env=environment)


# What there is -------------------------------------------------------------------


def signed_paper(recipients: int) -> OutgoingPaper:
    """A notice to all of them, signed, numbered, printed and stamped."""
    body = User.objects.get(username=f"body{Posting.objects.get(user__username=city.SEES_BODY).organisation_id}")
    draft = OutgoingPaper(title="关于召开座谈会的通知", series=Series.objects.get(key="office"),
                          to_groups=["county_committees"], body="经研究，决定召开座谈会。\n一、会议时间：另行通知。",
                          signatory="遵义市人大常委会办公室")  # fmt: skip
    paper = matters.begin(draft, "draft", body)
    for step in ("submit", "check"):
        paper = matters.take(paper, step, body)
    paper = matters.take(paper, "sign_off", body, entry=matters.Entry(data={"text_digest": paper.text_digest}))
    office, keeper = (User.objects.get(username=name) for name in (city.SEES_ALL, city.SEAL_KEEPER))
    for step in ("recheck", "register"):
        paper = matters.take(paper, step, office, entry=matters.Entry(data={"copies": recipients}))
    issuing.print_waiting()
    paper = matters.take(paper, "proofread", office)
    use = {"seal": paper.signatory, "used_on": clock.today(), "copies": recipients, "approved_by": paper.approver}
    return matters.take(paper, "seal", keeper, entry=matters.Entry(data=use))


def add_units(wanted: int) -> None:
    """As many more guided units, each with a clerk who has a mail address, as are wanted in all."""
    there = Organisation.objects.filter(kind="standing_committee", level="county").count()
    first = max(Organisation.objects.values_list("pk", flat=True)) + 1
    person = max(Person.objects.values_list("pk", flat=True)) + 1
    user = max(User.objects.values_list("pk", flat=True)) + 1
    with fast((Organisation, Person, User, Posting)):
        places = Rows(Organisation, ("id", "key", "name", "short_name", "lineage"), kind="standing_committee",
                      level="county", guided_by_id=1, since=date(1997, 12, 1))  # fmt: skip
        persons = Rows(Person, ("id", "name"))
        users = Rows(User, ("id", "username", "person_id", "email"), password="!", is_active=True)
        postings = Rows(Posting, ("user_id", "organisation_id", "role"), since=date(2000, 1, 1))
        for n in range(wanted - there):
            name = f"第{first + n}县人大常委会"
            places.add(first + n, f"unit{first + n}", name, name, f"/unit{first + n}/")
            persons.add(person + n, f"人员{person + n}")
            users.add(user + n, f"unit{first + n}", person + n, f"unit{first + n}@example.invalid")
            postings.add(user + n, first + n, roles.UNIT_CLERK.key)
        for rows in (places, persons, users, postings):
            rows.flush()


if __name__ == "__main__":
    main()
