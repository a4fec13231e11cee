"""A list as a workbook (.xlsx), exactly as it is seen.

A cell never becomes a formula: every value is written as text, marked so that
Excel keeps it text when it is edited (OWASP, CSV/formula injection).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from congress import clock
from congress.listing import Column
from congress.views import cells

ROWS_AT_MOST = 10_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_SHEET_NAMES = re.compile(r"[\\*?:/\[\]\x00-\x1f]+")
CELL_AT_MOST = 32_767  # characters: Excel's own limit


def text_cell(sheet: Worksheet, text: str, *, is_heading: bool = False) -> WriteOnlyCell:
    """A cell that holds text and stays text."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_AT_MOST]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def workbook(title: str, columns: Iterable[Column], rows: QuerySet) -> HttpResponse:
    """The rows as a download named after the list and the day."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(" ".join(NOT_IN_SHEET_NAMES.sub(" ", title).split())[:31])
    sheet.freeze_panes = "A2"
    columns = list(columns)
    for place in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 48 if place == 1 else 18
    sheet.append([text_cell(sheet, column.label, is_heading=True) for column in columns])
    for row in rows[:ROWS_AT_MOST].iterator(500):
        sheet.append([text_cell(sheet, cells.shown(cells.value_of(row, column))) for column in columns])
    if rows[ROWS_AT_MOST : ROWS_AT_MOST + 1].exists():
        sheet.append([text_cell(sheet, f"只导出前{ROWS_AT_MOST}行，请缩小筛选范围后分次导出。")])
    return _download(book, f"{title}{clock.today():%Y%m%d}.xlsx")


def table(title: str, headings: Iterable[str], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    """Rows of values as a download: a register that is no list of matters; `name` is the file's, without extension."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    headings = list(headings)
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 18
    sheet.append([text_cell(sheet, heading, is_heading=True) for heading in headings])
    for row in rows:
        sheet.append([text_cell(sheet, cells.shown(value)) for value in row])
    return _download(book, f"{name}.xlsx")


def _download(book: Any, name: str) -> HttpResponse:
    buffer = io.BytesIO()
    book.save(buffer)
    response = HttpResponse(buffer.getvalue(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
