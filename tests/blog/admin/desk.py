"""A form of the desk, opened, filled in and sent as a browser does it."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image


class _Fields(HTMLParser):
    """The values of a form's fields as a browser would send them, without the buttons."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.values: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = found.get("id") == self.form_id
        if not self.inside:
            return
        name = found.get("name", "")
        if tag == "input" and found.get("type") == "submit":
            self.buttons.append(name)
        elif tag == "input" and name and found.get("type") not in ("checkbox", "radio", "file"):
            self.values.setdefault(name, []).append(found.get("value", ""))
        elif tag == "input" and name and "checked" in found:
            self.values.setdefault(name, []).append(found.get("value", "on"))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.values.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "textarea":
            self.textarea = name
            self.values.setdefault(name, []).append("")

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "textarea" and self.textarea:
            self.values[self.textarea] = [value.removeprefix("\n") for value in self.values[self.textarea]]
            self.textarea = ""
        elif tag == "form":
            self.inside = False


class DeskForm:
    """``DeskForm(client, address)`` opens it; ``send("_publish", title="…")`` presses that button."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        response = client.get(address)
        assert response.status_code == 200, response.status_code
        self.read(response)

    def read(self, response: Any) -> None:
        html = response.content.decode()
        model = self.address.split("/")[3]
        fields = _Fields(f"{model}_form")
        fields.feed(html)
        self.html, self.values, self.buttons = html, fields.values, fields.buttons

    def send(self, button: str = "_save", **values: Any) -> Any:
        """Press ``button``; what is refused is read again, so that the form can be sent once more."""
        data = {**self.values, **values, button: "1"}
        response = self.client.post(self.address, data)
        if response.status_code == 200:
            self.read(response)
        return response


def errors_of(response: Any) -> str:
    """Everything that the answered form says is wrong."""
    form = response.context["adminform"].form
    formsets = response.context["inline_admin_formsets"]
    return " ".join([str(form.errors), *(str(row.formset.errors) for row in formsets)])


def picture(name: str = "Café.jpg") -> SimpleUploadedFile:
    """A photograph to upload, with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0)})
    written = BytesIO()
    Image.new("RGB", (30, 20)).save(written, "JPEG", exif=exif)
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")
