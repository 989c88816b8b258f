"""``{% picture media %}``: an uploaded picture, with its measures and its smaller copies."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from blog.models import Media
from blog.models.media import TEXT_SIZES

register = template.Library()


@register.simple_tag
def picture(
    media: Media | None,
    *,
    sizes: str = TEXT_SIZES,
    alt: str | None = None,
    classes: str = "",
    box: int = 0,
    is_first: bool = False,
) -> SafeString:
    """Return the ``img`` of ``media``; nothing where there is none, or it is no picture.

    ``sizes`` says how wide it is shown; or ``box``, for one that fills a square of so many pixels. ``alt``
    replaces its own description, empty where the words beside it say the same. The first picture of a page
    is loaded at once (``is_first``), all others when they come into sight.
    """
    if media is None or not media.is_picture:
        return SafeString("")
    attributes = {"class": classes} if classes else {}
    attributes |= {"src": media.file.url, "alt": media.alt if alt is None else alt}
    attributes |= media.image_attributes(f"{box}px" if box else sizes)
    if box:
        attributes |= {"width": str(box), "height": str(box)}
    attributes |= {"fetchpriority": "high"} if is_first else {"loading": "lazy"}
    attributes["decoding"] = "async"
    return format_html("<img{}>", format_html_join("", ' {}="{}"', attributes.items()))
