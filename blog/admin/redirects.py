"""Old addresses."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from blog import redirects
from blog.admin.lists import NewestFound
from blog.admin.refusals import RefusableForm, VerbAdmin
from blog.models import Redirect


class RedirectForm(RefusableForm):
    def clean_path(self) -> str:
        return self._from_the_root("path")

    def clean_target(self) -> str:
        """An address that leads on itself would lose its own redirect: something should stand there."""
        if not self.cleaned_data["target"].strip():
            return ""
        target = self._from_the_root("target")
        onward = Redirect.objects.filter(path=target).exclude(pk=self.instance.pk).first()
        if onward is not None:
            raise forms.ValidationError(
                _("%(redirect)s is a redirect itself. Lead to where it leads, or delete it first."),
                params={"redirect": onward},
            )
        return target

    def _from_the_root(self, name: str) -> str:
        path: str = self.cleaned_data[name].strip()
        # "//host/" is an address of another site.
        if not path.startswith("/") or path.startswith(("//", "/\\")):
            raise forms.ValidationError(_("Write the address from the first slash on, such as /about/."))
        return path

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("path") and data.get("path") == data.get("target"):
            raise forms.ValidationError(_("An address cannot lead to itself."))
        return data


@admin.register(Redirect)
class RedirectAdmin(VerbAdmin, NewestFound):
    form = RedirectForm
    fields = ("path", "target")
    list_display = ("path", "target", "created_at")
    search_fields = ("path", "target")

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        if change and "path" in form.changed_data:
            earlier = Redirect.objects.get(pk=obj.pk)
            earlier.delete()
        redirects.record(old=obj.path, new=obj.target)
        obj.pk = Redirect.objects.values_list("pk", flat=True).get(path=obj.path)
