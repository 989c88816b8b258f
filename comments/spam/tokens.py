"""What the spam filter looks at in a comment: tokens, the same ones whenever the same is said. Pure.

Words stand for themselves, folded as names are (``blog.slugs.key_of``). Everything else has a prefix with a
colon, which no word has: ``host:`` and ``tld:`` of links, ``site:`` and ``mail:`` for where the writer is
at home, ``name:`` and ``site-word:`` for words of the name and of the website's, ``links:``, ``num:``,
``script:``, ``typed:`` and ``shape:`` for how it is written. Only letters, digits, hyphens, dots and
apostrophes get into a token, so any text makes tokens that any database takes.
"""

import heapq
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator

from blog.search.words import CJK
from blog.slugs import key_of

# What one comment may cost: so many rows are read, and when it teaches, written.
MAX_TOKENS = 150
MAX_TOKEN = 80
# Characters. Of a longer text both ends are looked at, and the links all through it.
LONGEST = 4_000
LONGEST_FOR_LINKS = 50_000
# Characters that tell the script in which a text is written.
SCRIPT_SAMPLE = 2_000
MAX_HOSTS = 10
MAX_NAME_WORDS = 6
LONGEST_WORD = 30
MANY_LINKS = 3
# From how many shouted words, and which part of all, a text counts as shouted.
SHOUTED_WORDS, SHOUTED_SHARE = 3, 0.3
MANY_EMOJI = 3
FEWEST_OF_SCRIPT = 0.2

# Soft hyphens, spaces of no width, joiners: they part a word for a program and not for the eye.
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:['’][^\W_{CJK}]+)*")
_CJK = re.compile(f"[{CJK}]")
_LINK = re.compile(r"(?:https?:/{1,2}|www\.)(?:[^\s/@<>]{0,60}@)?([\w.-]+)", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}\.[\w.-]{1,100})")
# A letter of another alphabet in the middle of a Latin word, a digit or a sign in place of a letter, letters
# held apart: all of these are for programs that look for words.
_MIXED_LETTERS = re.compile("[a-z][\u0370-\u052f]|[\u0370-\u052f][a-z]")
_DISGUISED = re.compile(r"(?<![\w@$])[a-z]+[013457@$!]{1,3}[a-z][a-z013457@$!]*")
_UNDISGUISED = str.maketrans("013457@$!", "oieastasi")
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .*_-]){3,30}[^\W\d_](?![^\W_])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_CAPITALS = re.compile("[A-Z\u00c0-\u00de\u0391-\u03a9\u0400-\u042f]{3,}")

_SHAPES = {
    "shape:!!": re.compile(r"!\s?!|![^!]*![^!]*!"),
    "shape:money": re.compile(r"[$€£¥₽₹]\s?\d|\d\s?[$€£¥₽₹]"),
    "shape:percent": re.compile(r"\d\s?%"),
    "shape:phone": re.compile(r"(?<!\d)\+?\d(?:[ ().-]{0,2}\d){8,14}(?!\d)"),
    "typed:bbcode": re.compile(r"\[(?:url|link|b|img)\b", re.IGNORECASE),
    "typed:html-link": re.compile(r"<a\s", re.IGNORECASE),
}
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_SCRIPTS = {
    "script:arabic": re.compile("[\u0600-\u06ff]"),
    "script:cjk": _CJK,
    "script:cyrillic": re.compile("[\u0400-\u052f]"),
    "script:greek": re.compile("[\u0370-\u03ff]"),
    "script:hebrew": re.compile("[\u0590-\u05ff]"),
    "script:indic": re.compile("[\u0900-\u0dff]"),
    "script:latin": re.compile("[A-Za-z\u00c0-\u024f]"),
}


def tokens_of(*, text: str, name: str = "", email: str = "", url: str = "") -> tuple[str, ...]:
    """Return the tokens of a comment, each once, sorted; at most ``MAX_TOKENS``, whatever it says."""
    seen = _plain(_ends(text))
    marks = {*_links(text[:LONGEST_FOR_LINKS]), *_shapes(seen), *_scripts(seen), *_sender(name, email, url)}
    said = _said(seen, marks)
    tokens = (*marks, *_chosen(said - marks, MAX_TOKENS - len(marks)))
    return tuple(sorted({token[:MAX_TOKEN] for token in tokens}))


def _ends(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def _plain(text: str) -> str:
    """One spelling of letters that differ in their style only; some become many, so it is cut again."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)[: 2 * LONGEST])


def _said(seen: str, marks: set[str]) -> set[str]:
    """The words of the text and of the names of hosts; ``marks`` grows by what is odd about their letters."""
    folded = key_of(_without_addresses(seen)).replace("’", "'")
    folded = _LINK.sub(lambda link: f" {link[1].removeprefix('www.').rpartition('.')[0]} ", folded)
    if not folded.isascii() and _MIXED_LETTERS.search(folded):
        marks.add("shape:mixed-letters")
    words = set(_words(folded))
    if hidden := set(_hidden(folded)):
        marks.add("shape:disguised")
        words |= hidden
    return words


def _without_addresses(seen: str) -> str:
    """Of an e-mail address only its domain is looked at: who somebody is is nothing to be learnt."""
    if "@" not in seen:
        return seen
    domains = _EMAIL.findall(seen)[:MAX_HOSTS]
    return " ".join([_EMAIL.sub(" ", seen), *domains])


def _hidden(folded: str) -> Iterator[str]:
    """Words as the eye reads them: v1agra, c@sino, p i l l s."""
    for disguised in _DISGUISED.findall(folded):
        yield disguised.translate(_UNDISGUISED)[:LONGEST_WORD]
    for spaced in _SPACED.findall(folded):
        yield _NOT_LETTERS.sub("", spaced)[:LONGEST_WORD]


def _words(folded: str) -> Iterator[str]:
    for run in dict.fromkeys(_RUN.findall(folded)):
        if run.isdecimal():
            yield f"num:{min(len(run), 6)}"
        elif not run.isascii() and _CJK.match(run):
            yield from (run[start : start + 2] for start in range(max(1, len(run) - 1)))
        elif 1 < len(run) <= LONGEST_WORD:
            yield run


def _chosen(words: Iterable[str], room: int) -> Iterable[str]:
    """As many of ``words`` as there is room for: of a long text the same ones wherever they stand in it.

    Chosen by a sum, and not by place, so that nothing is hidden behind a thousand other words for certain,
    and a word that was learnt from one long text is looked at in the next.
    """
    return heapq.nsmallest(max(room, 0), words, key=lambda word: zlib.crc32(word.encode()))


def _links(text: str) -> Iterator[str]:
    hosts = [_host(found) for found in _LINK.findall(text)]
    yield f"links:{len(hosts)}" if len(hosts) < MANY_LINKS else f"links:{MANY_LINKS}+"
    for host in sorted(set(filter(None, hosts)))[:MAX_HOSTS]:
        yield from _levels("host", host)
        yield f"tld:{host.rpartition('.')[2]}"


def _levels(kind: str, host: str) -> Iterator[str]:
    """The host, and the domain it belongs to: spam comes from a.b.example today, and c.b.example tomorrow."""
    yield f"{kind}:{host}"
    yield f"{kind}:{'.'.join(host.split('.')[-2:])}"


def _host(found: str) -> str:
    """A host as it is compared; what isn't spelt in one way is folded by NFKC, as browsers do."""
    return key_of(unicodedata.normalize("NFKC", found)).strip(".-").removeprefix("www.")


def _shapes(seen: str) -> Iterator[str]:
    yield from (name for name, shape in _SHAPES.items() if shape.search(seen))
    if "@" in seen and _EMAIL.search(seen):
        yield "shape:email"
    if len(_EMOJI.findall(seen)) >= MANY_EMOJI:
        yield "shape:emoji"
    shouted = len(_CAPITALS.findall(seen))
    if shouted >= SHOUTED_WORDS and shouted >= SHOUTED_SHARE * len(_WORD.findall(seen)):
        yield "shape:capitals"


def _scripts(seen: str) -> list[str]:
    """Each script in which a good part of the text is written."""
    if seen.isascii():
        return ["script:latin"]
    sample = seen[:SCRIPT_SAMPLE]
    counts = {name: len(letters.findall(sample)) for name, letters in _SCRIPTS.items()}
    fewest = max(1, FEWEST_OF_SCRIPT * sum(counts.values()))
    return [name for name, count in counts.items() if count >= fewest]


def _sender(name: str, email: str, url: str) -> Iterator[str]:
    """Names and hosts also count as said: "Cheap Movers" in the name is as good as in the text."""
    names = list(_words(key_of(_plain(name))))[:MAX_NAME_WORDS]
    yield from names
    yield from (f"name:{word}" for word in names)
    if found := _EMAIL.fullmatch(email):
        yield from _levels("mail", _host(found[1]))
    if found := _LINK.match(url):
        host = _host(found[1])
        yield from _levels("site", host)
        words = list(_words(host.rpartition(".")[0]))[:MAX_NAME_WORDS]
        yield from words
        yield from (f"site-word:{word}" for word in words)
