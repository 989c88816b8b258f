"""Pictures decoded and written anew: orientation applied, metadata left behind."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .refusal import RefusedFileError

# More than any camera in a pocket takes; decoded, 60 million pixels are 240 MB.
MAX_PIXELS = 60_000_000
# Of all frames of an animation together, which are decoded one after the other.
MAX_ANIMATED_PIXELS = 300_000_000
MAX_FRAMES = 1_000
# An ordinary colour profile has some kB; one of megabytes is a hiding place.
MAX_PROFILE = 512 * 1024


@dataclass(frozen=True)
class Kind:
    """How a format is stored."""

    media_type: str
    suffix: str
    options: dict[str, Any]


KINDS = {
    "JPEG": Kind("image/jpeg", ".jpg", {"quality": 90, "progressive": True, "optimize": True}),
    "PNG": Kind("image/png", ".png", {}),
    "GIF": Kind("image/gif", ".gif", {}),
    "WEBP": Kind("image/webp", ".webp", {"quality": 90, "method": 4}),
    "AVIF": Kind("image/avif", ".avif", {"quality": 80, "speed": 8}),
}


@dataclass(frozen=True)
class Clean:
    """A file as it will be stored."""

    content: bytes
    media_type: str
    suffix: str
    width: int | None = None
    height: int | None = None


def clean(content: bytes) -> Clean | None:
    """Return the picture in ``content`` written anew, or None where it is no picture of a known format.

    Raises :class:`RefusedFileError` for one that is broken, or too large to be decoded safely.
    """
    image = _open(content)
    if image is None:
        return None
    kind = KINDS["JPEG" if image.format == "MPO" else str(image.format)]
    frames = _checked_frames(image)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks about odd metadata, which is dropped
        if frames > 1 and kind is KINDS["GIF"]:
            _decode_all(image, frames)
            # Written anew, the frames of a GIF lose colours; it has no place for camera data.
            return Clean(content, kind.media_type, kind.suffix, *image.size)
        writer = _write_animation if frames > 1 else _write_still
        size, written = _whole(lambda: writer(image, kind))
    return Clean(written, kind.media_type, kind.suffix, *size)


def _open(content: bytes) -> Image.Image | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged by our own limit below
            return Image.open(BytesIO(content), formats=list(KINDS))
    except UnidentifiedImageError:
        return None
    except Image.DecompressionBombError:
        raise RefusedFileError(_too_large()) from None
    except Exception:  # noqa: BLE001  what a decoder raises for a made-up file is anybody's guess
        raise RefusedFileError(_broken()) from None


def _checked_frames(image: Image.Image) -> int:
    """How many frames are to be kept, after a look at what decoding them costs."""
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise RefusedFileError(_too_large())
    # A JPEG with further pictures in it (MPO) is a photograph with its preview or depth map.
    frames = 1 if image.format in ("JPEG", "MPO") else _whole(lambda: getattr(image, "n_frames", 1))
    if frames > MAX_FRAMES or frames * pixels > MAX_ANIMATED_PIXELS:
        raise RefusedFileError(
            _("This animation is too long or too large. Please shorten it or make it smaller.")
        )
    return frames


def _decode_all(image: Image.Image, frames: int) -> None:
    def decode() -> None:
        for number in range(frames):
            image.seek(number)
            image.load()

    _whole(decode)


def _write_still(image: Image.Image, kind: Kind) -> tuple[tuple[int, int], bytes]:
    image.seek(0)
    upright = ImageOps.exif_transpose(image)
    profile = profile_of(image)
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    if kind is KINDS["JPEG"] and upright.mode not in ("L", "RGB"):
        # A CMYK profile says nothing about the RGB picture made from it.
        upright, profile = upright.convert("RGB"), None
    written = BytesIO()
    upright.save(written, _name_of(kind), icc_profile=profile, **kind.options)
    return upright.size, written.getvalue()


def _write_animation(image: Image.Image, kind: Kind) -> tuple[tuple[int, int], bytes]:
    image.seek(0)
    image.info = {
        name: value
        for name, value in image.info.items()
        if name in ("duration", "loop", "background", "transparency", "timestamp", "default_image")
    }
    written = BytesIO()
    image.save(written, _name_of(kind), save_all=True, exif=b"", **kind.options)
    return image.size, written.getvalue()


def profile_of(image: Image.Image) -> bytes | None:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= MAX_PROFILE else None


def _name_of(kind: Kind) -> str:
    return next(name for name, known in KINDS.items() if known is kind)


def _whole(work: Callable[[], Any]) -> Any:
    """Do ``work`` on a picture; one that ends in the middle, or makes no sense, is refused."""
    try:
        return work()
    except Exception:  # noqa: BLE001  what a decoder raises for a made-up file is anybody's guess
        raise RefusedFileError(_broken()) from None


def _too_large() -> str:
    return _(
        "This picture has more than %(pixels)d million pixels. Please make it smaller and try again."
    ) % {"pixels": MAX_PIXELS // 1_000_000}


def _broken() -> str:
    return _("This picture is damaged and cannot be read. Please export it again and upload the new file.")
