"""Papers that are filed with their real files: each is printed, stamped, sent and signed for."""

from __future__ import annotations

import pytest

from congress import issuing, matters
from congress.matters import Entry
from congress.models import ArchiveItem


@pytest.fixture
def received(city):
    """Makes a paper that all have signed for."""

    def make(**fields):
        paper = city.register(city.signed(**fields))
        assert issuing.print_waiting() == 1
        paper = matters.take(city.seal(paper), "dispatch", city.secretary)
        for clerk in (city.north_clerk, city.south_clerk):
            paper = matters.take(paper, "sign_for", clerk)
        return paper

    return make


@pytest.fixture
def archived(city, received):
    """Makes a paper that is filed, where told or as suggested."""

    def make(place=None, **fields) -> ArchiveItem:
        paper = matters.take(received(**fields), "archive", city.secretary, entry=Entry(data=place or {}))
        return ArchiveItem.objects.get(matter=paper.pk)

    return make
