"""A day and a time of day, in the browser's own fields: they need no script, and fit a telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class _DayInput(forms.DateInput):
    input_type = "date"


class _TimeInput(forms.TimeInput):
    input_type = "time"


class DayAndTime(forms.SplitDateTimeWidget):
    """Its field is a ``SplitDateTimeField``. Browsers want their values as ISO 8601 writes them."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time = _TimeInput({"aria-label": _("Time of day")}, format="%H:%M:%S")
        forms.MultiWidget.__init__(self, (_DayInput(format="%Y-%m-%d"), time), attrs)

    def id_for_label(self, id_: str) -> str:
        """The day's: the label stands above it."""
        return f"{id_}_0"
