"""The verbs of media files."""

import hashlib
import logging
from pathlib import PurePath
from typing import Protocol

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from blog import derived, pagecache
from blog.models import Author, Media, Post, SiteSettings, User
from blog.slugs import nfc, slug_of

from . import pictures, renditions
from .refusal import RefusedFileError

logger = logging.getLogger(__name__)

MAX_BYTES = 30 * 1024 * 1024
PDF = b"%PDF-"


class Upload(Protocol):
    """What is read from: an uploaded file, an open file, a BytesIO."""

    def read(self, size: int = -1, /) -> bytes: ...


def store(
    *,
    file: Upload,
    by: User | None,
    name: str,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    import_ref: str | None = None,
) -> Media:
    """Check ``file`` and keep it. ``name`` is what its owner calls it; only its stem is used.

    Takes JPEG, PNG, GIF, WebP and AVIF pictures, which are written anew, and PDF as it is; up to
    :data:`MAX_BYTES`. An ``import_ref`` that is known returns the file stored under it. Raises
    :class:`RefusedFileError`, whose text tells the owner what to do.
    """
    known = Media.objects.filter(import_ref=import_ref).first() if import_ref else None
    if known is not None:
        return known
    cleaned = _clean(file.read(MAX_BYTES + 1))
    media = Media(
        media_type=cleaned.media_type,
        width=cleaned.width,
        height=cleaned.height,
        size=len(cleaned.content),
        sha256=hashlib.sha256(cleaned.content).hexdigest(),
        uploaded_by=by,
        import_ref=import_ref,
    )
    return _write(media, safe_name(name) + cleaned.suffix, cleaned.content, _words(alt, caption, credit))


def _clean(content: bytes) -> pictures.Clean:
    if len(content) > MAX_BYTES:
        raise RefusedFileError(
            _("This file is larger than %(limit)d MB. Please make it smaller and try again.")
            % {"limit": MAX_BYTES // (1024 * 1024)}
        )
    if not content:
        raise RefusedFileError(_("This file is empty. Please choose another."))
    if content.startswith(PDF):
        return pictures.Clean(content, "application/pdf", ".pdf")
    picture = pictures.clean(content)
    if picture is None:
        raise RefusedFileError(_why_unknown(content))
    return picture


def _why_unknown(content: bytes) -> str:
    """Name the file's kind where people are likely to wonder."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").lower()
    if b"<svg" in start:
        return _("SVG pictures can hold programs and are not taken. Please export it as PNG or WebP.")
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<?xml")):
        return _("Web pages are not taken as files. Please upload a picture, or put the text into a post.")
    if content[4:8] == b"ftyp" and content[8:11] in (b"hei", b"mif", b"hev"):
        return _("HEIC pictures cannot be shown by most browsers. Please export it as JPEG.")
    return _("This is not a picture (JPEG, PNG, GIF, WebP, AVIF) or a PDF. Please choose another file.")


def safe_name(name: str) -> str:
    """The stem of a file's name as it may stand in an address, in any alphabet and in NFC."""
    return slug_of(PurePath(nfc(name).replace("\\", "/")).stem, fallback="file")[:80].strip("-_") or "file"


def _words(alt: str, caption: str, credit: str) -> dict[str, str]:
    return {"alt": nfc(alt.strip()), "caption": nfc(caption.strip()), "credit": nfc(credit.strip())}


def _write(media: Media, name: str, content: bytes, words: dict[str, str]) -> Media:
    for field, value in words.items():
        setattr(media, field, value)
    media.file.save(name, ContentFile(content), save=False)
    renditions.try_to_make(media)
    try:
        with transaction.atomic():
            media.save()
    except Exception:
        delete_files(media=media)
        raise
    return media


@transaction.atomic
def change(*, media: Media, alt: str, caption: str, credit: str) -> Media:
    """Change what is said about a file; pages that show it are out of date."""
    words = _words(alt, caption, credit)
    for field, value in words.items():
        setattr(media, field, value)
    media.save(update_fields=list(words))
    pagecache.invalidate(_keys_of(media))
    return media


@transaction.atomic
def remove(*, media: Media) -> None:
    """Delete a file for good. Posts that feature it go without; links to it in texts lead nowhere."""
    pagecache.invalidate(_keys_of(media))
    media.delete()
    transaction.on_commit(lambda: delete_files(media=media))
    logger.info("The file %s was deleted.", media)


def remake(*, media: Media) -> list[int]:
    """Make the smaller copies that ``media`` should have and hasn't; return their widths.

    The copies are written outside any transaction. Raises OSError where the picture can't be read.
    """
    made = renditions.make(media, renditions.missing(media))
    with transaction.atomic():
        if made and not Media.objects.filter(pk=media.pk).update(renditions=media.renditions):
            renditions.remove(media)  # its row was deleted meanwhile
            return []
        if made:
            pagecache.invalidate(_keys_of(media))
    return made


def delete_files(*, media: Media) -> None:
    """Delete the files of a row that is gone, or has never been saved."""
    renditions.remove(media)
    media.file.storage.delete(str(media.file.name))


def _keys_of(media: Media) -> set[str]:
    keys = derived.keys_showing(Post.entries.filter(featured_image=media))
    if Author.objects.filter(picture=media).exists():
        keys.add("authors")
    if SiteSettings.objects.filter(preview_image=media).exists():
        keys.add("site")
    return keys
