"""What the language refuses, and what a table says by itself."""

from datetime import date

import pytest

from congress.procedures import ISSUING
from congress.roles import CLOCK, LEADER, SECRETARIAT, UNIT_CLERK, Actor, Role, person
from congress.rules import Basis, BasisKind, Period, Rule
from congress.tables import Table
from congress.workflow import Workflow, may, step

STATES = {"draft": "拟稿", "sent": "已发", "done": "办结"}


def test_a_key_is_declared_once():
    table: Table[Role] = Table("roles")
    first = table.add(Role("clerk", "文员"))
    assert table.add(Role("clerk", "文员")) == first
    with pytest.raises(ValueError, match="declared twice"):
        table.add(Role("clerk", "书记员"))


def test_a_table_reads_like_a_mapping_and_gives_choices():
    table: Table[Role] = Table("roles")
    clerk = table.add(Role("clerk", "文员"))
    assert (len(table), list(table), table["clerk"]) == (1, ["clerk"], clerk)
    assert table.choices() == [("clerk", "文员")]
    assert table.label("clerk") == "文员"
    assert table.label("gone") == "gone"


def test_an_arrow_must_name_where_it_leads():
    with pytest.raises(ValueError, match="is not 'from > to'"):
        step("send", "发出", "draft", by=SECRETARIAT)


def test_an_arrow_must_lead_between_declared_states():
    with pytest.raises(ValueError, match="undeclared states"):
        Workflow("x", "试", states=STATES, steps=(step("send", "发出", "draft > nowhere", by=SECRETARIAT),))


def test_a_step_is_declared_once():
    twice = (step("send", "发出", "> draft", by=SECRETARIAT), step("send", "发出", "draft > sent", by=SECRETARIAT))
    with pytest.raises(ValueError, match="declared twice"):
        Workflow("x", "试", states=STATES, steps=twice)


def test_an_arrow_may_come_from_several_states():
    both = step("close", "办结", "draft | sent > done", by=LEADER)
    assert both.sources == ("draft", "sent")
    assert not both.is_creation


def test_who_takes_a_step_reads_from_that_state_on_and_not_the_draft():
    flow = Workflow(
        "x",
        "试",
        states=STATES,
        readers=(person("lead").since("done"),),
        steps=(
            step("make", "拟稿", "> draft", by=SECRETARIAT),
            step("send", "发出", "draft > sent", by=SECRETARIAT),
            step("answer", "答复", "sent > done", by=UNIT_CLERK.at("agency")),
            step("lapse", "到期", "sent > done", by=CLOCK),
        ),
    )
    readable = flow.readable()
    assert readable[Actor(role=SECRETARIAT)] == {"draft", "sent", "done"}
    assert readable[UNIT_CLERK.at("agency")] == {"sent", "done"}
    assert readable[person("lead")] == {"done"}
    assert CLOCK not in readable


def test_what_is_reached_includes_what_comes_after():
    assert ISSUING.since("dispatched") == {"dispatched", "backfilled", "archived", "recalled"}
    assert "sign_off" in ISSUING and ISSUING["sign_off"].owed
    assert not may("edit", "修改", "draft > draft", by=SECRETARIAT).owed


def test_actors_say_who_they_are():
    assert UNIT_CLERK.at("agency").label == "单位联络员"
    assert person("lead").label == "本人"
    assert not person("lead").is_owner_wide
    assert SECRETARIAT.since("sent").is_owner_wide


def test_the_most_binding_basis_in_force_decides():
    statute = Basis("监督法", "§15", since=date(2025, 1, 1))
    draft = Basis("实施意见", "2.1", since=date(2016, 5, 30), kind=BasisKind.PARTY_DRAFT)
    gone = Basis("旧法", "§1", since=date(2000, 1, 1), until=date(2010, 1, 1))
    rule = Rule("X", "试", ("court",), Period.YEAR, "os.path.join", 1, (draft, gone, statute))
    assert rule.basis_on(date(2026, 1, 1)) == statute
    assert rule.basis_on(date(2020, 1, 1)) == draft
    assert rule.basis_on(date(2012, 1, 1)) is None
    assert (rule.key, str(statute)) == ("X", "监督法§15")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TWO_MONTHS, date(2026, 5, 1), date(2026, 6, 30)),
        (Period.HALF_YEAR, date(2026, 1, 1), date(2026, 6, 30)),
        (Period.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_the_calendar_period_around_the_day(period, first, last):
    assert period.containing(date(2026, 6, 15)) == (first, last)
