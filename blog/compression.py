"""gzip for pages of which a long part is finished before they are, and stays the same.

A gzip file (RFC 1952) is a stream of DEFLATE blocks (RFC 1951) between a head and a checksum. Blocks that end
with a byte and refer to nothing before themselves may stand in any such stream.
"""

import gzip
import struct
import zlib

# Of what is made for one answer: a quarter of the work of 6, for 15 more bytes in a hundred.
_AT_ONCE = 1
# Of what stands in several: half the work of 6, for five more.
_KEPT = 4
# What is shorter gains more from what stands around it.
_LONG = 10_000  # bytes
# Compressed, no name, no time, no system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Part:
    """A part of pages, encoded. What it is compressed is worked out when that is first asked for."""

    __slots__ = ("_blocks", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._blocks: bytes | None = None

    @property
    def blocks(self) -> bytes:
        if self._blocks is None:
            self._blocks = _squeezed(self.plain, _KEPT, zlib.Z_FULL_FLUSH)
        return self._blocks


def compressed(page: bytes, part: Part | None = None, *, start: int = 0) -> bytes:
    """Return ``page`` as a gzip file; ``part`` stands in it from ``start`` on, if nobody has changed it."""
    if part is None or len(part.plain) < _LONG:
        return gzip.compress(page, _AT_ONCE, mtime=0)
    end = start + len(part.plain)
    if page[start:end] != part.plain:
        return gzip.compress(page, _AT_ONCE, mtime=0)
    before = _squeezed(page[:start], _AT_ONCE, zlib.Z_FULL_FLUSH)
    after = _squeezed(page[end:], _AT_ONCE, zlib.Z_FINISH)
    checksum = struct.pack("<LL", zlib.crc32(page), len(page) & 0xFFFFFFFF)
    return b"".join((_HEAD, before, part.blocks, after, checksum))


def _squeezed(text: bytes, level: int, end: int) -> bytes:
    """Return ``text`` as blocks; ``end`` is how zlib is to finish them."""
    stream = zlib.compressobj(level, wbits=-zlib.MAX_WBITS)
    return stream.compress(text) + stream.flush(end)
