"""The night: what only time changes."""

import os
import time
from dataclasses import replace
from datetime import date

import pytest

from congress import clock, files, matters, orphans, overnight, tasks
from congress.deadlines import OFFICE_SETTING, days, workdays
from congress.models import Attachment, CalendarDay, Event, Message, OutgoingPaper, Todo
from congress.procedures import ISSUING
from congress.roles import CLOCK
from congress.workflow import step


@pytest.fixture
def lapsing(monkeypatch):
    """A procedure in which a draft that lies for ten days is dropped by the clock."""
    lapse = step("lapse", "逾期自动终止", "draft > discarded", by=CLOCK, after=days(10, OFFICE_SETTING).after("draft"))
    table = replace(ISSUING, steps=(*ISSUING.steps, lapse))
    monkeypatch.setattr(OutgoingPaper, "workflow", table)
    return table


def test_the_clock_takes_its_step_on_the_day_after_the_last(city, lapsing):
    paper = city.paper()
    clock.advance(days=10)
    assert overnight.replan() == 0
    clock.advance(days=1)
    assert overnight.replan() == 1
    paper = OutgoingPaper.objects.get(pk=paper.pk)
    assert paper.state == "discarded"
    event = Event.objects.get(action="paper.lapse")
    assert (event.actor, event.actor_name) == (None, "系统")
    assert overnight.replan() == 0


def test_a_step_of_the_clock_that_its_gate_holds_back_waits(city, lapsing, monkeypatch):
    held = replace(lapsing["lapse"], needs=("lacks_pdf",))
    table = replace(lapsing, steps=(*ISSUING.steps, held))
    monkeypatch.setattr(OutgoingPaper, "workflow", table)
    paper = city.paper()
    clock.advance(days=11)
    assert overnight.replan() == 0
    assert OutgoingPaper.objects.get(pk=paper.pk).state == "draft"


def test_a_step_of_the_clock_in_working_days_waits_for_the_calendar(city, lapsing, monkeypatch):
    counted = replace(lapsing["lapse"], after=workdays(3, OFFICE_SETTING).after("draft"))
    monkeypatch.setattr(OutgoingPaper, "workflow", replace(lapsing, steps=(*ISSUING.steps, counted)))
    city.paper()
    CalendarDay.objects.all().delete()
    clock.advance(days=30)
    assert overnight.replan() == 0


def test_a_matter_that_others_settled_meanwhile_is_left_alone(city, lapsing):
    paper = city.paper()
    clock.advance(days=11)
    matters.take(paper, "submit", city.drafter)
    assert overnight.replan() == 0


def test_a_day_that_could_not_be_told_comes_when_the_calendar_is_there(city):
    CalendarDay.objects.all().delete()
    paper = city.paper()
    todo = Todo.objects.get(matter=paper)
    assert todo.due_on is None
    assert "2026年的节假日安排尚未录入" in todo.reason
    overnight.replan()
    todo.refresh_from_db()
    assert todo.due_on is None
    CalendarDay.objects.create(day=date(2026, 1, 1), kind="holiday", name="元旦", source="x")
    overnight.replan()
    todo.refresh_from_db()
    assert todo.due_on == date(2026, 5, 21)


def test_a_holiday_entered_later_moves_the_days_that_are_counted_over_it(city):
    paper = city.paper()
    CalendarDay.objects.create(day=date(2026, 5, 20), kind="holiday", name="临时放假", source="x")
    overnight.replan()
    todo = Todo.objects.get(matter=paper)
    assert todo.due_on == date(2026, 5, 22)
    assert "跳过非工作日1天" in todo.reason


# Files


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings):
    """What this test stores, and nothing else."""
    settings.VAR, settings.FILES_ROOT, settings.UPLOADS = (
        tmp_path,
        tmp_path / "files",
        tmp_path / "uploads",
    )
    settings.UPLOADS.mkdir()


def aged(path):
    old = time.time() - 25 * 3600
    os.utime(path, (old, old))
    return path


def test_files_without_a_row_go_after_a_day(city, settings):
    paper = city.paper()
    kept, _ = files.keep([b"kept"])
    lost, _ = files.keep([b"lost"])
    young, _ = files.keep([b"young"])
    Attachment.objects.create(matter=paper, name="x.txt", digest=kept, size=4, media_type="text/plain")
    for digest in (kept, lost):
        aged(files.path_of(digest))
    leftovers = [settings.FILES_ROOT / "incoming-x", settings.UPLOADS / "upload-x"]
    for path in leftovers:
        path.write_bytes(b"broken off")
        aged(path)
    assert orphans.sweep() == 3
    assert files.read(kept) == b"kept"
    assert files.path_of(young).exists()
    assert not files.path_of(lost).exists()
    assert not any(path.exists() for path in leftovers)


def test_a_printed_paper_is_no_orphan(city):
    paper = city.registered()
    digest, _ = files.keep([b"%PDF"])
    paper.papers.update(pdf_digest=digest)
    aged(files.path_of(digest))
    assert orphans.sweep() == 0
    assert files.read(digest) == b"%PDF"


def test_a_file_stored_anew_while_it_is_swept_stays(city, monkeypatch):
    digest, _ = files.keep([b"again"])
    path = aged(files.path_of(digest))
    real = os.rename

    def racing(source, target):
        files.keep([b"again"])
        real(source, target)

    monkeypatch.setattr(os, "rename", lambda s, t: racing(s, t) if s == path else real(s, t))
    assert orphans.sweep() == 0
    monkeypatch.undo()
    assert files.read(digest) == b"again"


# Tasks


def test_every_scheduled_task_exists(settings):
    from congress.celery import app

    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(app.tasks)


def test_the_tasks_run_one_after_another(city):
    city.dispatched()
    clock.advance(days=2)
    for task in (tasks.print_papers, tasks.deliver, tasks.remind, tasks.replan):
        task()
    told = Message.objects.values_list("key", flat=True)
    kinds = [key.split(".")[0] for key in told]
    assert {kind: kinds.count(kind) for kind in kinds} == {"paper": 3, "todo": 2, "trail": 1}


def test_a_second_worker_leaves_the_sweep_to_the_first(city):
    city.dispatched()
    with tasks.alone("deliver") as mine:
        assert mine
        tasks.deliver()
    for name in ("remind", "replan", "print"):
        with tasks.alone(name):
            {"remind": tasks.remind, "replan": tasks.replan, "print": tasks.print_papers}[name]()
    assert not Message.objects.exists()
    tasks.deliver()
    assert Message.objects.count() == 3
