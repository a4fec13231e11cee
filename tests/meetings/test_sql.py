"""What a page costs: about fifteen statements, whoever reads it, however many rows there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.meetings.conftest import invitation_of

AT_MOST = {
    "meeting": 16,
    "invitation": 15,
    "notice": 17,
}  # of a meeting its notices in hand; the first look is written down; who may have reviewed is asked
READERS = ("meeting_clerk", "secretary", "office_head", "chair", "north_clerk", "north_chair")


@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("page", AT_MOST)
def test_a_page_asks_no_more_than_its_measure(city, client, notified, who, page):
    meeting = notified()
    matter = {"meeting": meeting, "notice": meeting.notice, "invitation": invitation_of(meeting, city.north)}[page]
    client.force_login(getattr(city, who))
    client.get(matter.get_absolute_url())  # the first look is written down
    with CaptureQueriesContext(connection) as queries:
        assert client.get(matter.get_absolute_url()).status_code == 200
    assert len(queries) <= AT_MOST[page], "\n".join(query["sql"][:200] for query in queries)
