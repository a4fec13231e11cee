"""主送 as people write it, and the organisations that it means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from congress import recipients
from congress.models.people import Organisation
from congress.papers import RECIPIENT_GROUPS

SEPARATORS = re.compile(r"[\n\r\0，、,;；:：]+")
NAMES_AT_MOST = 300


def names(text: str) -> list[str]:
    """The names in a written list, each once, in order."""
    return list(dict.fromkeys(name for part in SEPARATORS.split(text) if (name := part.strip())))


def find(written: Iterable[str], day: date) -> tuple[list[Organisation], list[str]]:
    """The organisations of these names on that day, and what is wrong with the others, in words."""
    written = list(written)
    if len(written) > NAMES_AT_MOST:
        return [], [f"一次最多填{NAMES_AT_MOST}个单位；单位很多时请勾选习惯称呼。"]
    each = look_up(written, day)
    return list(dict.fromkeys(body for _, body, _ in each if body)), [fault for *_, fault in each if fault]


def look_up(written: Iterable[str], day: date) -> list[tuple[str, Organisation | None, str]]:
    """Each name with the one organisation that bears it on that day, or why there is none."""
    written = list(written)
    rows = Organisation.objects.filter(Q(name__in=written) | Q(short_name__in=written)).select_related("successor")
    by_name: dict[str, list[Organisation]] = {}
    for body in rows:
        for name in {body.name, body.short_name}:
            by_name.setdefault(name, []).append(body)
    return [(name, *_one(name, by_name.get(name, []), day)) for name in written]


def _one(name: str, candidates: list[Organisation], day: date) -> tuple[Organisation | None, str]:
    """The one organisation of this name on that day, or why there is none."""
    existing = [body for body in candidates if body.holds_on(day)]
    exact = [body for body in existing if body.name == name]
    chosen = exact if len(exact) == 1 else existing
    if len(chosen) == 1:
        return chosen[0], ""
    if chosen:
        return None, f"“{name}”对应几个单位，请写全称：{'、'.join(body.name for body in chosen)}。"
    if candidates:
        heir = next((body.successor for body in candidates if body.successor), None)
        advice = f"由{heir.name}承继，请改为该单位。" if heir else "请更换。"
        return None, f"“{name}”在{day:%Y-%m-%d}已不存在或尚未设立，{advice}"
    return None, f"没有找到“{name}”，请核对名称；确有此单位的，请秘书科先在机构库中登记。"


def split(to: str) -> tuple[list[str], list[str]]:
    """A 主送 line as written: the keys of the usual addresses in it, and the remaining names."""
    keys = []
    for group in sorted(RECIPIENT_GROUPS.values(), key=lambda group: -len(group.label)):
        if group.label in to:
            keys.append(group.key)
            to = to.replace(group.label, "\n")
    return [key for key in RECIPIENT_GROUPS if key in keys], names(to)


def suggest(words: str, day: date, limit: int = 10) -> list[Organisation]:
    """Organisations of that day whose names hold these words, in the office's order."""
    words = words.replace("\0", "").strip()[:60]  # PostgreSQL takes no zero byte, SQLite no pattern of 50,000
    if not words:
        return []
    named = Organisation.objects.on(day).filter(Q(name__icontains=words) | Q(short_name__icontains=words))
    return list(recipients.in_order(named, day)[:limit])
