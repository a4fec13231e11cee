"""What no table of today says yet, and the next ones will: a person named, a whole that waits for its parts, months."""

from datetime import date

import pytest

from congress import future, matters, permissions
from congress.deadlines import months
from congress.models import Matter, OutgoingPaper, Reader
from congress.refusal import NotYours
from congress.roles import DRAFTER, PARTS, SECRETARIAT, person
from congress.workflow import How, Lift, Workflow, may, step

pytestmark = pytest.mark.django_db

AUTHOR = person("created_by.person")


def lifted(how: How) -> Workflow:
    """A paper that its author answers in person, and a whole that its parts carry on."""
    return Workflow(
        key="paper",
        label="办件",
        states={"draft": "起草", "asked": "待答复", "answered": "已答复", "done": "已办结"},
        final=("done",),
        steps=(
            step("draft", "起草", "> draft", by=DRAFTER, form="congress.forms.PaperForm", then="rewrite"),
            step("ask", "交办", "draft > asked", by=SECRETARIAT),
            step("answer", "答复", "asked > answered", by=AUTHOR, within=months(1, "某法§1").after("ask", "交办")),
            may("comment", "补充", "answered > =", by=AUTHOR),
            step("finish", "办结", "asked|draft > done", by=PARTS, lift=Lift("paper", "answered", how)),
        ),
    )


@pytest.fixture
def table(monkeypatch):
    """Put another table in the place of the paper's."""

    def use(how: How = How.ALL) -> None:
        monkeypatch.setattr(OutgoingPaper, "workflow", lifted(how))
        monkeypatch.setattr(
            OutgoingPaper, "is_lead", property(lambda self: self.title.startswith("主办")), raising=False
        )
        forget()

    yield use
    monkeypatch.undo()
    forget()


def forget() -> None:
    """What is derived from the tables once a process."""
    permissions._read_whole.cache_clear()
    permissions._named_roles.cache_clear()


def asked(city, title="关于答复的通知"):
    return matters.take(city.paper(title=title), "ask", city.secretary)


def parts_of(city, *titles):
    whole = city.paper(title="关于整体的通知")
    made = [asked(city, title) for title in titles]
    Matter.objects.filter(pk__in=[part.pk for part in made]).update(whole=whole.pk)
    return whole, [OutgoingPaper.objects.get(pk=part.pk) for part in made]


def test_only_the_person_named_takes_the_step_and_as_nobody_s_office(city, table):
    table()
    paper = asked(city)
    [option] = matters.available(paper, city.drafter)
    assert [(one.key, one.label, one.role) for one in option.standings] == [("person", "本人", "")]
    assert not matters.available(paper, city.office_head)
    with pytest.raises(NotYours):
        matters.take(paper, "answer", city.secretary)
    assert matters.take(paper, "answer", city.drafter).state == "answered"


def test_the_person_named_owes_it_and_reads_it_without_a_post(city, table):
    table()
    paper = asked(city)
    assert paper.todos.open().get().person == city.drafter.person
    assert Reader.objects.get(matter=paper.pk, person=city.drafter.person)
    city.drafter.postings.update(until=date(2026, 5, 17))
    drafter = type(city.drafter).objects.get(pk=city.drafter.pk)
    assert OutgoingPaper.objects.visible_to(drafter).get() == paper
    assert permissions.works_on(drafter, paper)


def test_a_matter_that_names_nobody_is_owed_by_nobody(city, table):
    table()
    paper = asked(city)
    OutgoingPaper.objects.filter(pk=paper.pk).update(created_by=city.system)
    type(city.system).objects.filter(pk=city.system.pk).update(person=None)
    paper = OutgoingPaper.objects.get(pk=paper.pk)
    future.write_readers(paper)
    future.replan(paper)
    assert not paper.todos.open().exists() and not paper.readers.filter(person__isnull=False).exists()


def test_a_limit_of_months_says_so(city, table):
    table()
    todo = asked(city).todos.open().get()
    assert todo.due_on == date(2026, 6, 18) and "自交办2026年5月18日起1个月" in todo.reason


def test_a_whole_waits_for_all_its_parts(city, table):
    table()
    whole, (first, second) = parts_of(city, "关于甲的通知", "关于乙的通知")
    matters.take(first, "answer", city.drafter)
    assert OutgoingPaper.objects.get(pk=whole.pk).state == "draft"
    matters.take(second, "answer", city.drafter)
    assert OutgoingPaper.objects.get(pk=whole.pk).state == "done"


def test_a_whole_waits_for_its_lead_part_only(city, table):
    table(How.LEAD)
    whole, (lead, other) = parts_of(city, "主办的通知", "关于协办的通知")
    matters.take(other, "answer", city.drafter)
    assert OutgoingPaper.objects.get(pk=whole.pk).state == "draft"
    matters.take(lead, "answer", city.drafter)
    assert OutgoingPaper.objects.get(pk=whole.pk).state == "done"


def test_what_somebody_must_press_is_not_begun_by_itself(city, table):
    table()
    with pytest.raises(NotYours, match="不是自动环节"):
        matters.begin_part(city.paper(), OutgoingPaper(title="关于部分的通知", series=city.series), "draft")


def test_a_date_of_a_step_already_taken_is_told_ahead(city, table):
    table()
    paper = asked(city)
    assert [(step.key, term.on) for step, term in future.plan(paper)] == [("answer", date(2026, 6, 18))]
