"""Smaller copies of a picture, so that nobody loads a wall's worth of it for a telephone.

They stand beside it under names made from its own, as WebP. The row says which there are; a copy that is lost
can be made again at any time (``manage.py make_renditions``).
"""

import logging
import warnings
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from blog.models import Media

from .pictures import KINDS, profile_of

logger = logging.getLogger(__name__)

# A drawing of fewer colours needs shades between them, or its lines get steps when it shrinks.
_FEW, _SHADES = 8, 64


def missing(media: Media) -> list[int]:
    """The widths in which there should be a copy, and is none."""
    if not media.is_picture or not media.width:
        return []
    smaller = [width for width in Media.WIDTHS if width < media.width]
    exists = media.file.storage.exists
    return [w for w in smaller if w not in media.renditions or not exists(media.rendition_name(w))]


def make(media: Media, widths: Iterable[int]) -> list[int]:
    """Write copies of these widths and note them in ``media``, which is not saved; return those made.

    There are none of an animation. Raises OSError where the picture itself can't be read.
    """
    made = []
    with warnings.catch_warnings(), media.file.open() as file:
        warnings.simplefilter("ignore")  # remarks about the size, which was judged when it was stored
        for width, content in _copies(file, sorted(widths, reverse=True)):
            _replace(media, media.rendition_name(width), content)
            made.append(width)
    media.renditions = sorted({*media.renditions, *made})
    return made


def try_to_make(media: Media) -> None:
    """Write all copies of a new picture. What goes wrong costs it the copies, and nobody the picture."""
    try:
        make(media, missing(media))
    except Exception:
        logger.exception("No smaller copies of %s could be made.", media)


def remove(media: Media) -> None:
    """Delete the files of all copies."""
    for width in media.renditions:
        media.file.storage.delete(media.rendition_name(width))


def _replace(media: Media, name: str, content: bytes) -> None:
    """Under that name and no other: what stands there is a copy too, perhaps half of one."""
    media.file.storage.delete(name)
    media.file.storage.save(name, ContentFile(content))


def _copies(file: Any, widths: list[int]) -> Iterator[tuple[int, bytes]]:
    """A WebP of each of ``widths``, the widest first, as each is made from the one before it."""
    if not widths:
        return
    image: Image.Image
    with Image.open(file, formats=list(KINDS)) as image:
        if getattr(image, "n_frames", 1) > 1:
            return
        profile, palette = profile_of(image), _palette(image)
        full = image.size
        image.draft(None, _size(widths[0], full))  # a JPEG need not be decoded whole
        current = image.convert("RGBA" if image.has_transparency_data else "RGB")
    for width in widths:
        current = current.resize(_size(width, full), Image.Resampling.LANCZOS)
        yield width, _written(current, palette, profile)


def _size(width: int, full: tuple[int, int]) -> tuple[int, int]:
    return width, max(1, round(width * full[1] / full[0]))


def _palette(image: Image.Image) -> Image.Image | None:
    """The colours of a drawing, as a picture that has no others; None for a photograph."""
    if image.mode != "P":
        return None
    palette = Image.new("P", (1, 1))
    palette.putpalette(image.getpalette() or [])
    return palette


def _written(image: Image.Image, palette: Image.Image | None, profile: bytes | None) -> bytes:
    """Drawings keep their hard edges and their colours; photographs are compressed as such."""
    written = BytesIO()
    if palette:
        _in_colours_of(palette, image).save(written, "WEBP", lossless=True, method=3, icc_profile=profile)
    else:
        image.save(written, "WEBP", quality=80, method=4, icc_profile=profile)
    return written.getvalue()


def _in_colours_of(palette: Image.Image, image: Image.Image) -> Image.Image:
    enough = image.mode == "RGB" and len(palette.getpalette() or ()) >= 3 * _FEW
    drawing = (
        image.quantize(palette=palette, dither=Image.Dither.NONE)
        if enough
        else image.quantize(_SHADES, dither=Image.Dither.NONE)
    )
    return drawing.convert(image.mode)
