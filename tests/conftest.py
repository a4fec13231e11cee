"""What every test may ask for."""

import gc
import os
import shutil

import pytest
from django.db import connection
from django.test import Client

from congress import clock
from tests import cast, triggers

# Pages and papers make many short-lived objects: looking for cycles at the usual rate is a tenth of the run.
gc.set_threshold(100_000, 50, 50)

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    """A test marked postgres is skipped where it could prove nothing."""
    if connection.vendor == "postgresql":
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: scripts/test --real"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The distribution's chromium; playwright's own where there is none (Ubuntu)."""
    chromium = os.environ.get("CONGRESS_CHROMIUM") or shutil.which("chromium")
    own = {"executable_path": chromium} if chromium else {}
    return browser_type_launch_args | own | {"args": CHROMIUM_FLAGS}


@pytest.fixture
def stopped_clock():
    """The clock stands at 9 o'clock on a Monday; tests move it forward with clock.advance()."""
    with clock.running_from(cast.MONDAY):
        yield


@pytest.fixture
def city(db, stopped_clock):
    """The small city of tests/cast.py."""
    return cast.build()


@pytest.fixture
def at_screen(db):
    """A browser of this user."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="congress.backends.AccountBackend")
        return client

    return sign_in


@pytest.fixture(scope="session", autouse=True)
def flush_with_triggers_lifted(django_db_setup):
    """A test that commits is cleaned up by a flush, which the trail's triggers would refuse."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def lifted_flush(self, sql_list):
        with triggers.lifted():
            flush(self, sql_list)

    operations.execute_sql_flush = lifted_flush
    yield
    operations.execute_sql_flush = flush
