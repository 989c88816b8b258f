"""What people type into the comment form, made harmless to store and to compare. Pure functions.

Nothing here refuses anything: what can't be kept is dropped or left for a rule to refuse with a reason.
"""

import hashlib
import ipaddress
import re
import unicodedata

from blog.slugs import key_of, nfc

# C0 (without tab and line feed), DEL, C1, the byte order mark and noncharacters.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff]")
# What turns the direction of everything after it round: a name could rewrite the line it stands in.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# More marks on one letter than any language writes; normalising is quadratic in their number.
_STACKED_MARKS = re.compile("([\u0300-\u036f]{8})[\u0300-\u036f]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^/?#:]+\.[^/?#:]+:\d{1,5}(?:[/?#]|$)")


def clean_text(text: str, *, longest: int) -> str:
    """Return ``text`` as it is stored: NFC, line ends ``\\n``, no control characters or lone surrogates.

    No more than ``longest`` + 1 characters are kept: enough to see that there were too many.
    """
    text = _without_surrogates(text[: 2 * longest])
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    return nfc(_STACKED_MARKS.sub(r"\1", text)).strip()[: longest + 1]


def clean_line(text: str, *, longest: int) -> str:
    """Return ``text`` in one line, as :func:`clean_text`; also without changes of direction."""
    text = _LINE_ENDS.sub(" ", text[: 4 * longest])
    text = _DIRECTION.sub("", clean_text(text, longest=2 * longest))
    return " ".join(text.split())[: longest + 1]


def has_content(text: str) -> bool:
    """Whether there is anything to see: a letter, a digit, a sign, a symbol."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def web_address(text: str) -> str:
    """Return the address with the scheme that a browser would add; one with another scheme is left alone."""
    if not text or (_SCHEME.match(text) and not _HOST_AND_PORT.match(text)):
        return text
    return f"https://{text.lstrip('/')}"


def address_of(ip: str | None) -> str | None:
    """Return the IP address in its one spelling, or None for what is none."""
    try:
        address = ipaddress.ip_address((ip or "").partition("%")[0].strip())
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def network_of(ip: str | None) -> str:
    """Return the network of ``ip``, as :func:`address_of` spells it: /24, or /64 of IPv6; "" for none."""
    if not ip:
        return ""
    if ":" in ip:
        return str(ipaddress.ip_network(f"{ip}/64", strict=False))
    return f"{ip.rpartition('.')[0]}.0/24"  # asked of hundreds of addresses for one comment


def text_hash(text: str) -> str:
    """Return the fingerprint under which two texts count as the same: case and spaces don't matter."""
    return hashlib.sha256(key_of(text).encode()).hexdigest()


def identity_of(*, user_id: int | None, email: str, name_key: str, ip: str | None) -> tuple[str, ...]:
    """Return who wrote it, as far as anybody can tell: the account, the e-mail, or name and address."""
    if user_id is not None:
        return ("user", str(user_id))
    if email:
        return ("email", email.lower())
    return ("guest", name_key, ip or "")


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
