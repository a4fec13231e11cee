"""50,000 todos are due: two beats sweep at once, one is killed half-way and comes again.

benchmarks/run reminders
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from benchmarks.harness import child_environment, create_database, heading, need_postgres, say, table

from benchmarks import generator  # isort: skip
from benchmarks.loading import Rows, fast
from congress import clock, reminders
from congress.models import Matter, Message, Organisation, Outbox, OutgoingPaper, Person, Posting, Reminder, Todo, User
from congress.models.matter import new_ref
from congress.roles import OFFICE_HEAD

HEADS = 250  # 50,000 todos are 200 for each of them


def main() -> None:
    """Fill, sweep with two and kill one, then count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--todos", type=int, default=50_000)
    parser.add_argument("--sweep", action="store_true", help="be one of the sweeping processes")
    options = parser.parse_args()
    if options.sweep:
        print(reminders.remind())
        return
    need_postgres()
    create_database("bench_reminders")
    say("生成")
    generator.generate(1000)
    Todo.objects.open().update(due_on=None)  # only what is made here falls due
    make_due(options.todos)
    begun = time.perf_counter()
    first, second = _sweeper(), _sweeper()
    killed_at = _kill_when(first, options.todos // 2)
    restarted = _sweeper()
    for process in (second, restarted):
        process.wait()
    seconds = time.perf_counter() - begun
    again = time.perf_counter()
    said_again = reminders.remind()
    again = time.perf_counter() - again
    heading(f"提醒：{options.todos} 条到期待办，两个进程同时扫描，其一中途 SIGKILL（benchmarks/reminders.py）")
    table(
        ["到期", "被杀时已提醒", "提醒", "缺", "重", "站内消息", "待发邮件", "秒", "再扫一遍新增", "再扫一遍（秒）"],
        [[options.todos, killed_at, *counts(options.todos), seconds, said_again, again]],
    )


def counts(due: int) -> tuple[int, int, int, int, int]:
    """Reminders, how many are missing, how many double, messages, letters."""
    rows = list(Reminder.objects.values_list("todo_id", "user_id"))
    told = set(rows)
    return (
        len(rows),
        due - len({todo for todo, _ in told}),
        len(rows) - len(told),
        _new_messages(),
        Outbox.objects.count(),
    )


def _new_messages() -> int:
    return Message.objects.filter(key__startswith="todo.").count()


def _sweeper() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.reminders", "--sweep"]
    return subprocess.Popen(command, env=child_environment(), stdout=subprocess.PIPE, text=True)


def _kill_when(process: subprocess.Popen[str], count: int) -> int:
    """Kill it as soon as so many reminders stand; gives how many there were."""
    while (now := Reminder.objects.count()) < count:
        if process.poll() is not None:
            sys.exit("扫描进程在被杀之前已结束")
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    return now


def make_due(count: int) -> None:
    """So many papers wait to be checked today, 200 at each of 250 bodies with one head."""
    with fast((Person, User, Posting, Matter, OutgoingPaper, Todo)):
        owners = _heads()
        first = Matter.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
        matters = Rows(Matter, ("id", "owner_id", "ref"), kind="paper", state="checking", title="关于召开会议的通知",
                       version=2, state_version=2)  # fmt: skip
        papers = Rows(OutgoingPaper, ("matter_ptr_id",), series_id=1, body="一、会议时间。", signatory="办公室")
        todos = Rows(Todo, ("matter_id", "organisation_id"), step="check", role=OFFICE_HEAD.key, due_on=clock.today())
        for pk in range(first, first + count):
            owner = owners[pk % len(owners)]
            matters.add(pk, owner, new_ref())
            papers.add(pk)
            todos.add(pk, owner)
        for rows in (matters, papers, todos):
            rows.flush()


def _heads() -> list[int]:
    """Bodies with one office head each."""
    places = [
        Organisation(key=f"due{n}", name=f"第{n}机构", short_name=f"机构{n}", kind="working_body", level="city",
                     lineage=f"/due{n}/")
        for n in range(HEADS)
    ]  # fmt: skip
    places = Organisation.objects.bulk_create(places)
    users = User.objects.bulk_create(
        [User(username=f"head{n}", password="!", email=f"head{n}@example.invalid") for n in range(HEADS)]
    )
    Posting.objects.bulk_create(
        [
            Posting(user=user, organisation=place, role=OFFICE_HEAD.key)
            for user, place in zip(users, places, strict=True)
        ]
    )
    return [place.pk for place in places]


if __name__ == "__main__":
    main()
