"""Rows of a list. What is the same in every row, which Django works out for each cell, is worked out once."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from typing import Any, NamedTuple

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import display_for_field, display_for_value
from django.db.models import ForeignKey
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext

BOX = "action_checkbox"  # the name of the column whose boxes are ticked


class Column(NamedTuple):
    """``before`` and ``after`` stand round what a cell says."""

    before: str
    says: Callable[[Any], Any]
    after: str
    is_link: bool


def rows_of(changes: Any) -> SafeString:
    """Return the rows of the page in one piece."""
    columns = _columns_of(changes)
    rows = ("".join(["<tr>", *_cells(columns, row, changes), "</tr>"]) for row in changes.result_list)
    return mark_safe("".join(rows))  # noqa: S308 (escaped in _cell)


def _cells(columns: Sequence[Column], row: Any, changes: Any) -> Iterator[str]:
    address = changes.url_for_result(row)
    return (_cell(column, row, address) for column in columns)


def _cell(column: Column, row: Any, address: str) -> str:
    said = column.says(row)
    shown = said if isinstance(said, SafeString) else escape(said)
    if column.is_link:
        shown = f'<a href="{escape(address)}">{shown}</a>'
    return f"{column.before}{shown}{column.after}"


def _columns_of(changes: Any) -> list[Column]:
    """As Django has them; and each cell has its column's name: on a telephone they stand below each other."""
    links = changes.list_display_links or ()
    heading = next((name for name in changes.list_display if name in links), None)
    found = []
    for name, header in zip(changes.list_display, changes.headers, strict=True):
        if name == BOX:
            marks = ' class="action-checkbox"'
        else:
            marks = f' data-name="{escape(capfirst(header["text"]))}" class="field-{name}"'
        tag = "th" if name == heading else "td"
        found.append(Column(f"<{tag}{marks}>", _what_says(name, changes), f"</{tag}>", name in links))
    return found


def _what_says(name: str, changes: Any) -> Callable[[Any], Any]:
    """What a cell of this column says: a field, what a method of the desk returns, or the row's own name."""
    if name == BOX:
        return partial(_box, gettext("Select this object for an action - {}"))
    desk = changes.model_admin
    nothing = desk.get_empty_value_display()
    field = next((field for field in changes.lookup_opts.fields if field.name == name), None)
    if field is not None:
        return partial(_of_field, field, nothing)
    return partial(_of_method, getattr(desk, name) if name != "__str__" else str, nothing)


def _box(label: str, row: Any) -> SafeString:
    """As Django's, which renders a template for each."""
    return mark_safe(  # noqa: S308 (escaped here)
        f'<input type="checkbox" name="{ACTION_CHECKBOX_NAME}" value="{row.pk}" class="action-select"'
        f' aria-label="{escape(label.format(row))}">'
    )


def _of_field(field: Any, nothing: str, row: Any) -> str:
    value = getattr(row, field.name)
    if isinstance(field, ForeignKey):
        return nothing if value is None else str(value)
    return str(display_for_field(value, field, nothing, avoid_link=True))


def _of_method(method: Callable[[Any], Any], nothing: str, row: Any) -> str:
    value = method(row)
    if type(value) is str:
        return value if value and not value.isspace() else nothing
    return str(display_for_value(value, nothing))
