"""One search for all kinds: Chinese words of two characters and up, by bigrams.

PostgreSQL keeps `search_vector` beside `search_text` and asks its GIN index;
on the embedded SQLite a plain contains over the text is fast enough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Lookup

if TYPE_CHECKING:
    from django.db.models import QuerySet

_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+")


def bigrams(text: str) -> str:
    """Words for the index: pairs of neighbouring Chinese characters, Latin words and numbers whole.

    A single Chinese character stands alone, so that 会 finds nothing by accident.
    """
    words: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0].isascii() or len(run) == 1:
            words.append(run)
        else:
            words += [run[i : i + 2] for i in range(len(run) - 1)]
    return " ".join(dict.fromkeys(words))


class _Holds(Lookup):
    """The vector that PostgreSQL keeps of the text holds all these words.

    A stored column: a word that many matters hold is not looked up in the
    index but tried row by row, and splitting a long text again for each row
    takes milliseconds (benchmarks/pages.py).
    """

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        """The column stands in the table of `search_text`, under whatever name the query calls it."""
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f"{table}.search_vector @@ to_tsquery('simple', %s)", [self.rhs]


def matching(matters: QuerySet, words: str) -> QuerySet:
    """Those that hold every word of the query; an empty query finds all, one without a usable word nothing."""
    if not words.strip():
        return matters
    wanted = bigrams(words).split()
    if not wanted:
        return matters.none()
    if connection.vendor == "postgresql":
        return matters.filter(_Holds(F("search_text"), " & ".join(wanted)))
    for word in wanted:
        matters = matters.filter(search_text__contains=word)
    return matters
