"""What a verb refuses becomes an error of the form, which comes back filled in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


class RefusableForm(forms.ModelForm):
    """Knows its request and, the second time round, why the verb refused."""

    request: HttpRequest
    refusal: ValidationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.refusal is not None:
            raise ValidationError(self.refusal.messages)
        return data


class VerbAdmin(admin.ModelAdmin):
    """Saves by verbs. ``refused_by`` are the exceptions with which they say no."""

    form: Any = RefusableForm
    refused_by: tuple[type[Exception], ...] = (ValidationError,)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.request = request  # the class has just been made, for this request alone
        form.refusal = getattr(request, "refusal", None)
        return form

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The way to the page says whose history it is."""
        return super().history_view(request, object_id, {"title": _("History"), **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """As Django's; when a verb refuses, its transaction is undone and the form shown with the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refused_by as refusal:
            reason = refusal if isinstance(refusal, ValidationError) else ValidationError(str(refusal))
            request.refusal = reason  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)
