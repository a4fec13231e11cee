"""Every table of every app is whole, and the drawings made from them are fresh."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks

from congress import checks as own
from congress import drawing
from congress.deadlines import days
from congress.nouns import kinds
from congress.roles import CLOCK, PARTS, ROLES, SECRETARIAT, AccountKind, Role
from congress.rules import RULES, Basis, Period, Rule
from congress.workflow import Lift, Workflow, step

NOUNS = sorted(kinds())


def test_the_start_up_checks_find_nothing():
    assert [message for message in checks.run_checks() if message.is_serious()] == []


@pytest.mark.parametrize("kind", NOUNS)
def test_every_procedure_can_be_begun_and_ended(kind):
    workflow = kinds()[kind].workflow
    assert workflow.creation
    assert workflow.final
    assert not own.unreachable(workflow)
    for state in workflow.final:
        owed = [one for one in workflow.from_state(state) if one.owed and not one.is_automatic]
        assert not owed, "nobody owes a step of what is ended"


@pytest.mark.parametrize("kind", NOUNS)
def test_whoever_may_take_a_step_may_read_the_state(kind):
    workflow = kinds()[kind].workflow
    readable = workflow.readable()
    for one in workflow.steps:
        for actor in one.by if not one.is_automatic else ():
            assert set(one.sources) <= readable[actor]


@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.key)
def test_an_administrator_takes_no_step_of_business(role):
    steps = [
        one.key for noun in kinds().values() for one in noun.workflow.steps for actor in one.by if actor.role == role
    ]
    assert role.kind == AccountKind.BUSINESS or not steps


def noun_with(*steps, final=()):
    """A noun that is not a model, with a procedure of these steps."""
    flow = Workflow("odd", "怪", {"draft": "拟", "done": "完"}, steps, final=final)
    return type("Odd", (), {"workflow": flow, "_meta": type("Meta", (), {"get_fields": staticmethod(list)})})


MAKE = step("make", "拟", "> draft", by=SECRETARIAT)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (step("end", "完", "draft > done", by=SECRETARIAT, needs=("lacks_all",)), "no method 'lacks_all'"),
        (step("end", "完", "draft > done", by=SECRETARIAT, then="finish"), "no method 'finish'"),
        (step("end", "完", "draft > done", by=SECRETARIAT, form="nowhere.Form"), "cannot be imported"),
        (step("end", "完", "draft > done", by=SECRETARIAT, paper="a_paper"), "no attribute 'a_paper'"),
        (step("end", "完", "draft > done", by=SECRETARIAT.at("agency")), "no attribute 'agency'"),
        (step("end", "完", "draft > done", by=Role("stranger", "生人")), "not in the table of roles"),
        (step("end", "完", "draft > done", by=CLOCK), "names no time"),
        (step("end", "完", "draft > done", by=PARTS, lift=Lift("castle", "done")), "no procedure 'castle'"),
        (step("end", "完", "draft > done", by=PARTS, lift=Lift("paper", "lost")), "no state 'lost'"),
        (step("end", "完", "draft > done", by=CLOCK, after=days(1, "试").after("born_on")), "no attribute 'born_on'"),
        (step("end", "完", "> done", by=SECRETARIAT, needs=("save",)), "asks no gate"),
        (step("end", "完", "draft > done", by=SECRETARIAT, owed_if="lacks_all"), "no method 'lacks_all'"),
        (step("end", "完", "draft > done", by=SECRETARIAT, owed_if="mro"), "owed and refused"),
        (step("end", "完", "draft > done", by=SECRETARIAT, offered_if="lacks_all"), "no method 'lacks_all'"),
        (step("end", "完", "draft > done", by=SECRETARIAT, offered_if="mro"), "hidden and not refused"),
    ],
)
def test_a_table_that_names_what_is_not_there_stops_the_start(broken, words):
    noun = noun_with(MAKE, broken)
    noun.owner = None
    assert any(words in fault.msg for fault in own.noun_faults(noun))


def test_a_state_that_nothing_leads_to_stops_the_start():
    noun = noun_with(MAKE)
    noun.owner = None
    assert [fault.msg for fault in own.noun_faults(noun)] == ["procedure odd: no step leads to state 'done'"]


def test_a_final_state_is_a_state():
    noun = noun_with(MAKE, step("end", "完", "draft > done", by=SECRETARIAT), final=("ended",))
    noun.owner = None
    assert [fault.msg for fault in own.noun_faults(noun)] == ["procedure odd: final: no state 'ended'"]


def test_a_rule_must_rest_on_something_and_measure_something(monkeypatch):
    broken = Rule("ODD", "怪", ("castle",), Period.YEAR, "nowhere.measure", 1, ())
    monkeypatch.setitem(RULES._entries, "ODD", broken)
    words = "\n".join(fault.msg for fault in own.rule_faults())
    assert "cannot be imported" in words and "castle" in words and "rests on no basis" in words


def test_every_rule_is_judged_by_a_basis_with_a_date():
    for rule in RULES.values():
        assert all(isinstance(basis, Basis) and basis.since for basis in rule.basis)


def test_the_page_of_procedures_is_fresh():
    written = Path(settings.BASE_DIR) / "docs" / "procedures.md"
    assert written.read_text() == drawing.page(), "run: manage.py draw_procedures"
