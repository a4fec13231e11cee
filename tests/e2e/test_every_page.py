"""Everybody can use every page: axe finds nothing serious, and the browser refuses nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

SKIPPED = {
    "paper_pdf",
    "paper_word",
    "marked_copy_pdf",
    "issuing_form_pdf",
    "matter_export",
    "attachment_file",
    "sign_out",
    "meetings:meeting_board",
}  # downloads


@pytest.fixture
def city(transactional_db):
    """The small city on the real clock: the server's threads know no other."""
    return cast.build()


def pages_from(visitor) -> dict[str, str]:
    """One address for each kind of page that a click leads to, two clicks deep (console pages have their own tests)."""
    found: dict[str, str] = {}
    for _ in range(2):
        for path in ["/", *list(found.values())]:
            visitor.go(path)
            for link in visitor.page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.pathname)"):
                address = urlsplit(link).path
                match = resolve(address)
                name = f"{match.view_name} {match.kwargs.get('kind', '')} {match.kwargs.get('step', '')}".strip()
                if match.view_name not in SKIPPED and not match.view_name.startswith("console"):
                    found.setdefault(name, address)
    return found


@pytest.mark.parametrize("name", ["secretary", "meeting_clerk", "north_clerk"])
def test_every_page_that_a_click_leads_to_can_be_used_by_everybody(city, visit, name):
    city.dispatched()
    city.registered()
    city.paper(by=city.secretary)
    visitor = visit(getattr(city, name))
    pages = pages_from(visitor)
    assert len(pages) >= 6
    for kind, address in pages.items():
        visitor.go(address)
        visitor.check(f"{name} {kind} {address}")
