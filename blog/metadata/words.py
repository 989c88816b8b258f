"""Descriptions: one or two sentences of plain text."""

from blog.markup import plain_text

# What search engines and link previews show of one.
DESCRIPTION_LENGTH = 200


def description_of(html: str) -> str:
    """Return the beginning of rendered HTML as a description."""
    return shortened(plain_text(html), DESCRIPTION_LENGTH)


def shortened(text: str, length: int) -> str:
    """Return ``text``, if it is longer than ``length`` cut between two words, with an ellipsis."""
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0] or text[:length]}…"
