"""A paper to a unit that nobody answers for, told while it is being written."""

import pytest
from django.test import Client

from congress.models import Posting

pytestmark = pytest.mark.django_db


def preview(city, **typed) -> str:
    browser = Client()
    browser.force_login(city.drafter)
    fields = {"paper": "notice", "series": city.series.pk, "title": "关于一事的通知", "body": "正文。"}
    return browser.post("/preview/?step=draft", fields | typed).content.decode()


def test_a_unit_without_an_account_is_named_beside_the_form(city):
    said = f"主送：{city.bureau.short_name}没有可用的账户，分发后请电话通知并代录。"
    assert said in preview(city, to_others=f"{city.bureau.name}\n{city.north.name}")


def test_so_are_those_that_a_usual_address_means(city):
    assert "没有可用的账户" not in preview(city, to_groups=["county_committees"])
    Posting.objects.filter(user=city.south_clerk).delete()
    assert f"主送：{city.south.short_name}没有可用的账户" in preview(city, to_groups=["county_committees"])
