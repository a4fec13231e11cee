"""Words for the plain-text templates of notices."""

from datetime import date

from django import template
from django.template.defaultfilters import stringfilter

from congress.deadlines import chinese

register = template.Library()

DIGITS = "零一二三四五六七八九"


@register.filter
def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一; for agenda levels, up to 99."""
    tens, ones = divmod(int(number), 10)
    head = {0: "", 1: "十"}.get(tens, f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones or not tens else "")


@register.filter
def chinese_date(day: date) -> str:
    """2016年5月30日."""
    return chinese(day)


@register.filter
@stringfilter
def in_one_line(text: str) -> str:
    """Several topics, one a line, as one sentence."""
    return "；".join(line.strip().rstrip("；。;") for line in text.splitlines() if line.strip())


@register.filter
@stringfilter
def without_stop(text: str) -> str:
    """A reason without its own full stop, to stand inside a sentence."""
    return text.strip().rstrip("。；，")


@register.filter
@stringfilter
def moment(when: str) -> str:
    """2026年6月1日下午2：30 of “2026年6月1日下午2：30，会期半天”."""
    return when.partition("，")[0]


@register.filter
@stringfilter
def span(when: str) -> str:
    """会期半天 of the same."""
    return when.partition("，")[2]
