"""Field types of our own."""

from typing import Any

from django import forms
from django.db import models


class WebAddressField(models.URLField):
    """A URL; what is typed without a scheme is taken as https, as browsers do."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", "form_class": forms.URLField, **kwargs})
