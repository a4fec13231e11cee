"""What has no place in the office's order comes last, on either engine."""

import pytest

from congress import clock, recipients
from congress.models import Organisation
from tests.cast import organisation

pytestmark = pytest.mark.django_db


def test_a_unit_without_a_place_in_the_order_comes_last(city):
    new = organisation("aaa", "播州区人大常委会", "standing_committee", level="county", guided_by=city.committee)
    counties = Organisation.objects.filter(level="county")
    assert list(recipients.in_order(counties, clock.today())) == [city.north, city.south, new]
