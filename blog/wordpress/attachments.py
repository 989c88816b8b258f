"""The pictures, sounds and films of an export, and the shortcodes that show them, written out as HTML.

Only the importer knows what `[gallery]` means. Each stays beside its HTML, in a comment, so nothing is lost.
Files are not fetched: they are shown from the address that they have in the export.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from blog.markup import plain_text
from blog.markup.pictures import PICTURES
from blog.markup.shortcodes import FORMATS, Shortcode, format_of, player, replace_shortcodes

from .elements import number
from .items import WxrItem

_SHOWN = {"gallery": PICTURES} | {name: frozenset(formats) for name, formats in FORMATS.items()}
_FORMATS = frozenset(format for formats in _SHOWN.values() for format in formats)


@dataclass(frozen=True, slots=True)
class Attachment:
    """``caption`` is HTML, the other texts are plain."""

    number: int
    order: int
    address: str
    title: str
    alt: str
    caption: str
    measures: tuple[int, int] | None


class Attachments:
    """The files of an export by their numbers, and by those of the posts they were uploaded to."""

    def __init__(self) -> None:
        self.by_number: dict[int, Attachment] = {}
        self.by_post: defaultdict[int, list[Attachment]] = defaultdict(list)

    def add(self, item: WxrItem) -> None:
        """Know ``item``, if it is a file that can be shown."""
        if item.post_type != "attachment" or not item.number or format_of(item.address) not in _FORMATS:
            return
        attachment = self.by_number[item.number] = Attachment(
            number=item.number,
            order=item.menu_order,
            address=item.address,
            title=plain_text(item.title),
            alt=plain_text(item.alt),
            caption=" ".join(item.excerpt.split()),
            measures=item.measures,
        )
        if item.parent:
            self.by_post[item.parent].append(attachment)

    def write_out(self, item: WxrItem) -> str:
        """The content of ``item`` with HTML in place of the shortcodes that mean files of this export."""

        def made(shortcode: Shortcode) -> str | None:
            html = self._html(shortcode, item.number or 0)
            # A double hyphen is the one thing that could end the comment.
            return html and f"<!-- {shortcode.text.replace('--', '&#45;&#45;')} -->\n{html}"

        return replace_shortcodes(item.content, made) if "[" in item.content else item.content

    def _html(self, shortcode: Shortcode, post: int) -> str | None:
        kind = _kind_of_files(shortcode)
        files = self._named(shortcode, post) if kind else []
        files = [file for file in files if format_of(file.address) in _SHOWN[kind]]
        if not files:
            return None
        if shortcode.name == "gallery":
            return _gallery(files, shortcode)
        if shortcode.name == "playlist":
            return "\n".join(_track(kind, file) for file in files)
        return player(kind, [files[0].address], shortcode.attrs)

    def _named(self, shortcode: Shortcode, post: int) -> list[Attachment]:
        """The files that a shortcode on ``post`` names, in its order."""
        attrs = shortcode.attrs
        if named := _numbers(attrs.get("ids") or attrs.get("include")):
            return [self.by_number[number] for number in named if number in self.by_number]
        of_post = self.by_post.get(next(iter(_numbers(attrs.get("id"))), post), [])
        left_out = set(_numbers(attrs.get("exclude")))
        return sorted(
            (file for file in of_post if file.number not in left_out),
            key=lambda file: (file.order, file.number),
            reverse=attrs.get("order", "").lower() == "desc",
        )


def _kind_of_files(shortcode: Shortcode) -> str:
    """What a shortcode shows of its post's files: a player without an address of its own the first it can."""
    name, attrs = shortcode.name, shortcode.attrs
    if name == "playlist":
        name = attrs.get("type", "audio")
        return name if name in FORMATS else ""
    if name in FORMATS and (shortcode.words or not attrs.keys().isdisjoint({"src", *FORMATS[name]})):
        return ""
    return name if name in _SHOWN else ""


def _numbers(listed: str | None) -> list[int]:
    found = (number(part) for part in (listed or "").split(","))
    return [one for one in found if one is not None]


def _gallery(pictures: Iterable[Attachment], shortcode: Shortcode) -> str:
    columns = shortcode.attrs.get("columns")
    classes = f"gallery columns-{columns}" if columns in ("1", "2") else "gallery"
    is_linked = shortcode.attrs.get("link") != "none"
    items = "\n".join(f"<li>{_figure(picture, is_linked=is_linked)}</li>" for picture in pictures)
    return f'<ul class="{classes}">\n{items}\n</ul>'


def _figure(picture: Attachment, *, is_linked: bool) -> str:
    address = escape(picture.address)
    measures = ' width="{}" height="{}"'.format(*picture.measures) if picture.measures else ""
    # Around it is nothing but a link, which has to say where it leads.
    alt = picture.alt or (picture.title if is_linked else "")
    shown = f'<img src="{address}" alt="{escape(alt)}"{measures}>'
    if is_linked:
        shown = f'<a href="{address}">{shown}</a>'
    caption = f"<figcaption>{picture.caption}</figcaption>" if picture.caption else ""
    return f"<figure>{shown}{caption}</figure>"


def _track(kind: str, file: Attachment) -> str:
    return f"<figure>{player(kind, [file.address], {})}<figcaption>{escape(file.title)}</figcaption></figure>"
