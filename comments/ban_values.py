"""What a ban is compared by: the one spelling of names, addresses, domains and networks.

    normalise(kind, "https://www.Spam.example/x")    # "spam.example"
    marks_of(comment)[BanKind.DOMAIN]                # "mail.spam.example", "spam.example", "example"

A ban is kept in that spelling, and a comment has a few dozen marks at most, so whether it is banned is
looked up by whole values in a unique index, however many bans there are.
"""

import ipaddress
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from blog.models import User
from comments.cleaning import address_of
from comments.lookalikes import readings, skeleton
from comments.models import Ban, BanKind, Comment

Marks = Mapping[BanKind, tuple[str, ...]]

# Names of hosts have few parts; more would only make the lookup dear.
MAX_PARTS = 12
# The networks that may be banned: from a provider's town to one address. Those of IPv6 are given out in steps
# of four bits, and nobody is given less than 64.
LENGTHS_OF_IPV4 = tuple(range(16, 33))
LENGTHS_OF_IPV6 = (*range(32, 65, 4), 128)


def normalise(kind: str, value: str) -> str:
    """Return ``value`` as bans of this kind are compared. Raises ValidationError with a sentence."""
    spell: Callable[[str], str] = _SPELLED_BY.get(kind, skeleton)
    made = spell(value.strip())
    if not made:
        raise ValidationError(_("Please say who or what is banned."))
    return made[: Ban._meta.get_field("value").max_length]


def shown(ban: Ban, accounts: Mapping[str, User] | None = None) -> str:
    """Return the value as people write it; ``accounts`` by their key, where they have been read already."""
    if ban.kind == BanKind.NETWORK:
        return ban.value.removesuffix("/32").removesuffix("/128")
    if ban.kind == BanKind.ACCOUNT:
        account = User.objects.filter(pk=ban.value).first() if accounts is None else accounts.get(ban.value)
        return account.get_username() if account else _("an account that is gone")
    return ban.value


def marks_of(comment: Comment) -> Marks:
    """Return all values by which the writer of ``comment`` might be banned.

    Who is signed in writes under a name that the blog gave them, so bans of names don't count for them.
    """
    is_guest = comment.user_id is None
    email = comment.author_email.strip().lower()
    hosts = {email.rpartition("@")[2], _host_of(comment.author_url)} - {""}
    marks = {
        BanKind.ACCOUNT: () if is_guest else (str(comment.user_id),),
        BanKind.NAME: tuple(sorted(readings(comment.author_name) - {""})) if is_guest else (),
        BanKind.EMAIL: _spellings_of(email),
        BanKind.DOMAIN: tuple(sorted({domain for host in hosts for domain in _domains_above(host)})),
        BanKind.NETWORK: _networks_of(comment.ip),
    }
    return {kind: values for kind, values in marks.items() if values}


def _account(value: str) -> str:
    """By its key or its name. Those who decide about comments are never refused, so they can't be banned."""
    accounts = User.objects.all()
    is_key = value.isascii() and value.isdigit() and len(value) < 19
    user = accounts.filter(pk=value).first() if is_key else None
    user = user or accounts.filter(username__iexact=value).first()
    if user is None:
        raise ValidationError(_("There is no account “%(name)s”."), params={"name": value})
    if user.is_active and user.has_perm("comments.change_comment"):
        raise ValidationError(
            _("%(name)s decides about comments, and can’t be banned without losing that role first."),
            params={"name": user.get_username()},
        )
    return str(user.pk)


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        raise ValidationError(
            _("Please check the e-mail address: it should look like name@example.org.")
        ) from None
    local, _at, host = value.lower().rpartition("@")
    return f"{local}@{_in_ascii(host)}"


def _domain(value: str) -> str:
    """Out of whatever is pasted: an address of a page, an e-mail address, ``*.example.org``."""
    host = _host_of(value) if "://" in value else value.partition("/")[0].rpartition("@")[2]
    host = _in_ascii(host.removeprefix("*.")).removeprefix("www.")
    parts = host.split(".")
    if not 2 <= len(parts) <= MAX_PARTS or not all(parts) or any(char in host for char in " :\\,;"):
        raise ValidationError(
            _(
                "Please write a domain, such as example.org; what stands before it, as in "
                "shop.example.org, is banned with it."
            )
        )
    return host


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(address_of(value) or value, strict=False)
    except ValueError:
        raise ValidationError(
            _(
                "Please write an IP address such as 192.0.2.7 or 2001:db8::7, "
                "or a network such as 192.0.2.0/24."
            )
        ) from None
    if network.is_loopback or network.network_address.is_unspecified:
        raise ValidationError(
            _(
                "%(network)s is this server itself, so everybody would be banned. If comments come from "
                "there, a proxy stands in front of the blog: let whoever runs it set PROXIES."
            ),
            params={"network": network},
        )
    _check_length(network)
    return str(network)


def _check_length(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> None:
    allowed = LENGTHS_OF_IPV4 if network.version == 4 else LENGTHS_OF_IPV6
    if network.prefixlen in allowed:
        return
    if network.prefixlen > allowed[0]:
        raise ValidationError(
            _("Networks of IPv6 are banned by /32, /36, /40 and so on up to /64; or ban one address.")
        )
    if network.version == 4:
        reason = _("%(network)s would ban %(number)s addresses: please write a smaller one, from /16 on.")
    else:
        reason = _("%(network)s would ban whole countries: please write a smaller one, from /32 on.")
    number = number_format(network.num_addresses, force_grouping=True)
    raise ValidationError(reason, params={"network": network, "number": number})


_SPELLED_BY: Mapping[str, Callable[[str], str]] = {
    BanKind.ACCOUNT: _account,
    BanKind.EMAIL: _email,
    BanKind.DOMAIN: _domain,
    BanKind.NAME: skeleton,
    BanKind.NETWORK: _network,
}


def _spellings_of(email: str) -> tuple[str, ...]:
    """The address, and the one to whose box name+anything@example.org goes."""
    local, at, host = email.rpartition("@")
    if not at:
        return ()
    host = _in_ascii(host)
    box = local.partition("+")[0]
    return (f"{local}@{host}",) if box in ("", local) else (f"{local}@{host}", f"{box}@{host}")


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _domains_above(host: str) -> list[str]:
    parts = _in_ascii(host).split(".")[-MAX_PARTS:]
    return [".".join(parts[start:]) for start in range(len(parts))]


def _in_ascii(host: str) -> str:
    """As the net itself spells it, so bücher.example and xn--bcher-kva.example are one."""
    host = host.strip().strip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _networks_of(ip: str | None) -> tuple[str, ...]:
    """The networks of every size that ``ip`` lies in, spelt as :func:`normalise` does."""
    if not ip:
        return ()
    address = ipaddress.ip_address(ip)
    lengths = LENGTHS_OF_IPV4 if address.version == 4 else LENGTHS_OF_IPV6
    bits, number, made = address.max_prefixlen, int(address), type(address)
    return tuple(f"{made(number >> (bits - length) << (bits - length))}/{length}" for length in lengths)
