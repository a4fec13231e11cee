"""What the tests of the pages share."""

import pytest
from django.db import connection
from django.test import Client

from congress import matters
from congress.models import OutgoingPaper


@pytest.fixture
def sign_in():
    """A browser client of this user; each request reads the user anew."""

    def _client(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return _client


@pytest.fixture
def count_sql():
    """How many statements an action needs, once the session of this minute is written.

    Savepoints, which only tests have, are not counted.
    """

    def _count(action) -> int:
        action()
        seen = []

        def note(execute, sql, params, many, context):
            if not sql.startswith(("SAVEPOINT", "RELEASE")):
                seen.append(sql)
            return execute(sql, params, many, context)

        action()
        with connection.execute_wrapper(note):
            action()
        return len(seen)

    return _count


@pytest.fixture
def papers(city):
    """Make so many drafts, titled by their number, older ones first."""

    def _make(count: int) -> list[OutgoingPaper]:
        made = [city.paper(title=f"关于第{n}次座谈会的通知") for n in range(1, count + 1)]
        return [matters.take(paper, "submit", city.drafter) for paper in made]

    return _make
