"""The bytes of an export as text that an XML parser accepts.

Twenty years of databases leave their marks: control characters that XML forbids, bytes that are not UTF-8, a
blank line that a plugin printed before the first one. WordPress exports them all; they are repaired while
the file streams through, and counted.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 256 * 1024
REPLACEMENT = "\ufffd"
# What may not stand in XML 1.0, https://www.w3.org/TR/xml/#charsets
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnknownEncodingError(Exception):
    """The file says that it is written in an encoding that nobody knows."""


@dataclass
class Repairs:
    """How many characters were left out, and how many bytes could not be read."""

    dropped: int = 0
    unreadable: int = 0


def clean_text(file: BinaryIO, repairs: Repairs) -> Iterator[str]:
    """Yield ``file`` as text in pieces. Line breaks are kept, so the numbers of lines stay true.

    Raises :class:`UnknownEncodingError`.
    """
    chunk = file.read(CHUNK)
    encoding = _encoding(chunk)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    replacement = REPLACEMENT.encode(encoding.removesuffix("-sig"), errors="ignore") or b"\x00"
    is_start = True
    while True:
        text = decoder.decode(chunk, final=not chunk)
        if REPLACEMENT in text:
            repairs.unreadable += max(0, text.count(REPLACEMENT) - chunk.count(replacement))
        text, dropped = _ILLEGAL.subn("", text)
        repairs.dropped += dropped
        yield text.lstrip() if is_start else text
        is_start = is_start and not text.strip()
        if not chunk:
            return
        chunk = file.read(CHUNK)


def _encoding(start: bytes) -> str:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    declared = _DECLARED.match(start[:1000])
    encoding = declared[1].decode() if declared else "utf-8"
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UnknownEncodingError(encoding) from error
