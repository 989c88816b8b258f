"""What may stand in an address. Anything else is no address of ours, and so a 404."""

import re

from blog.slugs import nfc

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        year = int(value)
        if year == 0:
            raise ValueError
        return year

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class TwoDigitConverter:
    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02d}"


class PageNumberConverter:
    """1 to 999999; "page 1" is the list itself, and the view sends there."""

    regex = "[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class SlugConverter:
    """A slug in any alphabet, compared in NFC."""

    regex = "[^/]{1,200}"

    def to_python(self, value: str) -> str:
        if _CONTROL.search(value):
            raise ValueError
        return nfc(value)

    def to_url(self, value: str) -> str:
        return value


class SlugPathConverter(SlugConverter):
    """Slugs with slashes between them."""

    regex = "[^/]{1,200}(?:/[^/]{1,200}){0,20}"
