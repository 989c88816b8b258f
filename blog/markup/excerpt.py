"""The beginning of a text, for lists and feeds: well formed wherever it is cut."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape

from blog.markup.balance import balance
from blog.markup.guard import MORE
from blog.markup.plain import is_footnote_link, text_of, words
from blog.markup.sanitize import AUTHOR
from blog.markup.soup import BLOCK, VOID, Token, start_tag, tokenize

_WORDS = 55
_DEPTH = 100
_MEDIA = frozenset({"img", "audio", "video"})
_NOT_FOR_EXCERPTS = BLOCK - VOID - {"div", "p"}


def make_excerpt(tokens: Sequence[Token], text: str) -> tuple[str, bool]:
    """The part before the `MORE` mark, else the first paragraphs up to 55 words; and whether there is more.

    `text` is the plain text of the tokens. Ids, footnote marks and links within the page are left out: what
    they lead to isn't in the excerpt.
    """
    mark = next((index for index, token in enumerate(tokens) if MORE in token.data), None)
    if mark is not None:
        last = Token("text", tokens[mark].data.partition(MORE)[0])
        excerpt = _written(_plain_tokens([*tokens[:mark], last]))
    else:
        excerpt = _written(_cut(_first_paragraphs(_plain_tokens(tokens)))) or _first_words(text)
    pictures = sum(token.name in _MEDIA and token.kind == "start" for token in tokens)
    shown = list(tokenize(excerpt))
    pictures_shown = sum(token.name in _MEDIA and token.kind == "start" for token in shown)
    return excerpt, len(text) + pictures > len(text_of(shown)) + pictures_shown


def _written(tokens: Iterable[Token]) -> str:
    html = balance(tokens, tags=AUTHOR.tags, depth=_DEPTH, most=100_000)
    return html.replace("<sup></sup>", "").strip()


def _plain_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens without ids, footnote marks and links within the page."""
    in_footnote = False
    unlinked = False
    for token in tokens:
        if token.kind == "end" and token.name == "a" and (in_footnote or unlinked):
            in_footnote = unlinked = False
        elif in_footnote:
            continue
        elif is_footnote_link(token):
            in_footnote = True
        elif token.name == "a" and token.attr("href").startswith("#"):
            unlinked = True
        elif "id" in token.attrs:
            yield start_tag(token.name, {key: value for key, value in token.attrs.items() if key != "id"})
        else:
            yield token


def _first_paragraphs(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The first paragraphs that aren't part of a quotation, list, figure or table, up to such a thing.

    What stands behind it would make no sense without it; nor would what leads up to it ("Three reasons:").
    """
    around: list[str] = []
    last: list[Token] = []
    paragraph: list[Token] = []
    for token in tokens:
        if token.name in _NOT_FOR_EXCERPTS:
            if last:
                break
            around = [*around, token.name] if token.kind == "start" else around[:-1]
        elif not around and (paragraph or token.name == "p"):
            paragraph.append(token)
            if (token.kind, token.name) == ("end", "p"):
                if last:
                    yield last
                last, paragraph = paragraph, []
    if last and not _leads_on(last):
        yield last


def _leads_on(paragraph: Iterable[Token]) -> bool:
    return text_of(paragraph).endswith((":", "："))


def _cut(paragraphs: Iterable[list[Token]]) -> list[Token]:
    """Whole paragraphs as long as they fit; of the first one what fits."""
    taken: list[list[Token]] = []
    left = _WORDS
    for paragraph in paragraphs:
        length = sum(len(words(unescape(part.data))) for part in paragraph if part.kind == "text")
        if length > left < _WORDS:
            break
        taken.append(paragraph if length <= left else list(_shortened(paragraph, left)))
        left -= length
    while taken[1:] and _leads_on(taken[-1]):
        taken.pop()
    return [token for paragraph in taken for token in paragraph]


def _shortened(paragraph: Iterable[Token], left: int) -> Iterator[Token]:
    for token in paragraph:
        if token.kind != "text":
            yield token
            continue
        text = unescape(token.data)
        found = words(text)
        if len(found) > left:
            end = found[left - 1].end() if left else 0
            yield Token("text", escape(text[:end], quote=False) + "…")
            return
        left -= len(found)
        yield token


def _first_words(text: str) -> str:
    if not text:
        return ""
    return _written([start_tag("p", {}), *_shortened([Token("text", escape(text, quote=False))], _WORDS)])
