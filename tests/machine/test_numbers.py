"""Numbers are gapless, unique, and every hole is explained."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from congress import matters, numbering
from congress.matters import Entry
from congress.models import Counter, Number, Series
from congress.numbering import NumberError

pytestmark = pytest.mark.django_db


def take(series, year=2026):
    with transaction.atomic():
        return numbering.take_number(series, year)


def test_numbers_run_on_and_start_at_one_each_year(city):
    assert [str(take(city.series)) for _ in range(2)] == ["遵人常办〔2026〕1号", "遵人常办〔2026〕2号"]
    assert str(take(city.series, 2027)) == "遵人常办〔2027〕1号"


def test_a_series_starts_where_the_paper_register_stands(city):
    Counter.objects.filter(year=2026).update(opened_at=26, last=26)
    assert str(take(city.series)) == "遵人常办〔2026〕27号"
    assert numbering.gaps(city.series, 2026) == []


def test_a_series_of_which_nobody_told_the_start_gives_no_number_and_says_what_to_do(city):
    Counter.objects.all().delete()
    paper = matters.take(city.paper(), "submit", city.drafter)
    paper = matters.take(paper, "check", city.office_head)
    button = next(one for one in matters.available(paper, city.chair) if one.step.key == "sign_off")
    assert "文号起点" in button.obstacle
    with pytest.raises(NumberError, match="起点还没有录入"):
        take(city.series)
    with pytest.raises(NumberError, match="起点还没有录入"), transaction.atomic():
        numbering.backfill_number(city.series, 2016, 27)
    assert not Number.objects.exists()


def test_an_old_year_opened_for_backfilling_starts_no_other_year(city):
    Counter.objects.all().delete()
    Counter.objects.create(series=city.series, year=2016, opened_at=26, last=26)
    with transaction.atomic():
        numbering.backfill_number(city.series, 2016, 27)
    with pytest.raises(NumberError, match="2026年的起点还没有录入"):
        take(city.series)


def test_a_rollback_gives_the_number_back(city):
    with pytest.raises(RuntimeError), transaction.atomic():
        numbering.take_number(city.series, 2026)
        raise RuntimeError
    assert take(city.series).sequence == 1


def test_a_closed_series_gives_no_number(city):
    city.series.is_open = False
    with pytest.raises(NumberError, match="已停用"):
        take(city.series)


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_inside_a_transaction(city):
    with pytest.raises(RuntimeError):
        numbering.take_number(city.series, 2026)


def test_only_the_next_or_a_missing_number_is_entered_afterwards(city):
    Counter.objects.filter(year=2026).update(opened_at=26, last=26)
    with transaction.atomic():
        assert str(numbering.backfill_number(city.series, 2026, 27)) == "遵人常办〔2026〕27号"
        with pytest.raises(NumberError, match="不能重复补录"):
            numbering.backfill_number(city.series, 2026, 27)
        with pytest.raises(NumberError, match="无须补录"):
            numbering.backfill_number(city.series, 2026, 26)
        with pytest.raises(NumberError, match="请先补录遵人常办〔2026〕28号"):
            numbering.backfill_number(city.series, 2026, 30)
    assert take(city.series).sequence == 28


def test_a_hole_is_reported_and_can_be_filled(city):
    Counter.objects.filter(year=2026).update(last=3)
    Number.objects.create(series=city.series, year=2026, sequence=3)
    assert numbering.gaps(city.series, 2026) == [1, 2]
    with transaction.atomic():
        numbering.backfill_number(city.series, 2026, 2)
    assert numbering.gaps(city.series, 2026) == [1]
    assert numbering.gaps(city.series, 1999) == []


def test_a_void_number_says_why_and_is_not_given_again(city):
    number = take(city.series)
    with pytest.raises(NumberError, match="写明原因"):
        numbering.void_number(number, " ")
    numbering.void_number(number, "重复编号")
    assert take(city.series).sequence == 2


def issue_in_threads(series, give, count=16) -> list[int]:
    """Sequences that `count` clerks get when all press at once."""
    got, barrier = [], threading.Barrier(count)

    def clerk():
        barrier.wait()
        try:
            with transaction.atomic():
                got.append(give(series).sequence)
        except Exception as fault:
            got.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(count)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return got


def naive(series: Series) -> Number:
    """What a peer does: the largest number plus one, without a lock."""
    last = Number.objects.filter(series=series, year=2026).order_by("-sequence").first()
    return Number.objects.create(series=series, year=2026, sequence=(last.sequence if last else 0) + 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_clerks_collide(city):
    assert any(isinstance(result, Exception) for result in issue_in_threads(city.series, naive))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_with_the_lock_all_get_a_number_of_their_own(city):
    got = issue_in_threads(city.series, lambda series: numbering.take_number(series, 2026))
    assert sorted(got) == list(range(1, 17))


def test_a_long_reason_stands_whole_in_the_trail_and_shortened_in_the_register(city):
    reason = "因会议内容调整，" * 60
    paper = matters.take(city.registered(), "void", city.secretary, entry=Entry(note=reason))
    number = paper.papers.get().number
    assert (number.state, number.reason) == (Number.VOID, reason[:200])
    assert paper.events.last().note == reason


def test_two_series_with_one_prefix_would_give_one_number_twice(city):
    twin = Series(
        key="twin", prefix=city.series.prefix, label="另一用途", owner=city.committee, mark="文件", signatory="办公室"
    )
    with pytest.raises(ValidationError, match="已有"):
        twin.full_clean()
    city.series.full_clean()
