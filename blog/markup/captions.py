"""WordPress's captions, `[caption …]<img …> words[/caption]`, as figures."""

import re

_CLOSING = re.compile(r"(\[/(?:wp_)?caption\])")
_OPENING = re.compile(r"\[(?:wp_)?caption\b([^\]]{0,2000})\]")
_ALIGNMENT = re.compile(r"""\balign=["']?(align[a-z]+)""")
# Until 2012 the words stood inside.
_WORDS = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_PICTURE = re.compile(r"\s*((?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,5000}>(?:\s*</a>)?)(.*)", re.DOTALL)


def figures_of_captions(html: str) -> str:
    """The HTML with a figure in place of each caption that stands around a picture; others stay as typed."""
    # Cut at the ends, as each beginning searched for its own would read to the end of the text.
    parts = _CLOSING.split(html)
    written = [
        _with_figure(before, closing) for before, closing in zip(parts[::2], parts[1::2], strict=False)
    ]
    return "".join([*written, parts[-1]])


def _with_figure(before: str, closing: str) -> str:
    start = max(before.rfind("[caption"), before.rfind("[wp_caption"))
    opening = _OPENING.match(before, start) if start >= 0 else None
    picture = _PICTURE.match(before, opening.end()) if opening else None
    if not opening or not picture:
        return before + closing
    said = _WORDS.search(opening[1])
    words = picture[2].strip() or (said[1] or said[2] or "" if said else "")
    alignment = _ALIGNMENT.search(opening[1])
    classes = f"wp-caption {alignment[1]}" if alignment else "wp-caption"
    caption = f'<figcaption class="wp-caption-text">{words}</figcaption>' if words else ""
    return f'{before[:start]}<figure class="{classes}">{picture[1]}{caption}</figure>'
