"""Two clerks and one room: one gets it, the other is told who has it."""

from contextvars import copy_context

import pytest

from congress.refusal import Refused
from meetings.models import Meeting, RoomSlot
from tests.machine.test_races import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_clerks_planning_into_one_room_at_once(plan):
    ours, theirs = copy_context(), copy_context()  # a thread of its own has no stopped clock
    results = together(lambda: ours.run(plan, title="甲会"), lambda: theirs.run(plan, title="乙会"))
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 1 and "已安排" in str(refused[0])
    assert (Meeting.objects.count(), RoomSlot.objects.count()) == (1, 1)
