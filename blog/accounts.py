"""Accounts: sign-in that can't be guessed at, invitations and mails, roles given and taken."""

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from blog import taxonomy, throttle
from blog.letters import letter
from blog.models import Author, User
from blog.roles import Role
from blog.slugs import free_slug, nfc, slug_of

INVITATION_LIFE = datetime.timedelta(days=7)
DEVICE_COOKIE = "parley_device"
DEVICE_LIFE = datetime.timedelta(days=365)
_DEVICE_SALT = "blog.accounts.device"


# --- Signing in


def begin_sign_in(request: HttpRequest, username: str) -> datetime.datetime | None:
    """Charge one attempt to sign in, or return until when to wait; see ``blog.throttle``."""
    return throttle.charge(_limits(request, username))


def end_sign_in(request: HttpRequest, username: str) -> None:
    """The password was right: forget what was tried before on this account, here."""
    keys = list(_limits(request, username))
    own = keys[:1]
    throttle.give_back(forget=own, refund=keys[1:])


def _limits(request: HttpRequest, username: str) -> dict[str, throttle.Limit]:
    """What an attempt is charged to: a known device by itself, anybody else's account and network."""
    device = _device_of(request, username)
    if device:
        return {throttle.key("device", device): throttle.PER_ACCOUNT}
    limits = {throttle.account_key(username): throttle.PER_ACCOUNT}
    address = request.META.get("REMOTE_ADDR", "")
    if throttle.network_of(address):
        limits[throttle.network_key(address)] = throttle.PER_NETWORK
    return limits


def _device_of(request: HttpRequest, username: str) -> str:
    """The name of the device in the cookie, if it has signed in to this account before."""
    cookie = request.COOKIES.get(DEVICE_COOKIE, "")
    try:
        name, device = signing.loads(cookie, salt=_DEVICE_SALT, max_age=DEVICE_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if name == throttle.account_key(username) else ""


def remember_device(response: HttpResponse, user: User) -> None:
    """Let this browser be known at the next sign-in to the account."""
    value = signing.dumps(
        [throttle.account_key(user.get_username()), secrets.token_urlsafe(12)], salt=_DEVICE_SALT
    )
    response.set_cookie(
        DEVICE_COOKIE,
        value,
        max_age=DEVICE_LIFE,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# --- Invitations


class InvitationTokens:
    """Makes and checks the secret part of an invitation; good for :data:`INVITATION_LIFE`, and once.

    Has the two methods that Django's password views ask of a token generator.
    """

    _signer = signing.TimestampSigner(salt="blog.accounts.invitation")

    def make_token(self, user: User) -> str:
        return self._signer.sign(_state_of(user))

    def check_token(self, user: User | None, token: str) -> bool:
        if user is None or user.has_usable_password():
            return False
        try:
            state = self._signer.unsign(token, max_age=INVITATION_LIFE)
        except signing.BadSignature:
            return False
        return constant_time_compare(state, _state_of(user))


def _state_of(user: User) -> str:
    """Changes when the invitation is used, or the account gets another address."""
    return salted_hmac("blog.accounts.invitation", f"{user.pk}:{user.password}:{user.email}").hexdigest()[:32]


invitation_tokens = InvitationTokens()


@transaction.atomic
def invite(*, name: str, email: str, role: Role, by: User) -> User:
    """Make an account without a password and mail its owner the link with which they choose one.

    Nothing is made when the mail cannot be handed over (``letters.MAIL_ERRORS``).
    """
    name = nfc(" ".join(name.split()))
    username = free_slug(
        slug_of(name, fallback="user")[:140], lambda taken: User.objects.filter(username=taken).exists()
    )
    user = User(username=username, first_name=name[:150], email=email)
    user.set_unusable_password()
    user.save()
    set_role(user=user, role=role)
    send_invitation(user=user, by=by)
    return user


def send_invitation(*, user: User, by: User) -> None:
    """Mail the link, again perhaps. Raises ValueError where the account has a password already."""
    if user.has_usable_password():
        raise ValueError(f"{user} has chosen a password already.")
    path = reverse(
        "accept_invitation",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), invitation_tokens.make_token(user)],
    )
    send_mail(
        "invitation",
        to=user.email,
        context={
            "user": user,
            "inviter": by,
            "link": settings.SITE_URL + path,
            "button": _("Choose a password"),
            "life": INVITATION_LIFE,
        },
    )


def send_password_link(*, user: User, by: User) -> None:
    """Mail an invitation to who has not chosen a password yet, to others a link for a new one."""
    if not user.has_usable_password():
        send_invitation(user=user, by=by)
        return
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    send_reset(user=user, uid=uid, token=default_token_generator.make_token(user))


def send_reset(*, user: User, uid: str, token: str) -> None:
    path = reverse("password_reset_confirm", args=[uid, token])
    context = {"user": user, "link": settings.SITE_URL + path, "button": _("Choose a new password")}
    send_mail("password_reset", to=user.email, context=context)


def send_mail(template: str, *, to: str, context: dict[str, Any]) -> None:
    """Send a mail made from ``blog/email/{template}.txt``, see ``blog.letters``."""
    letter(f"blog/email/{template}.txt", to=to, context=context).send()


# --- Roles of accounts


@transaction.atomic
def set_role(*, user: User, role: Role | None) -> User:
    """Give an account one role, or none: it then cannot come to the desk."""
    user.groups.set(Group.objects.filter(name=role.value) if role else [])
    user.is_staff = role is not None
    if role != Role.ADMINISTRATOR:
        user.is_superuser = False
    user.save(update_fields=["is_staff", "is_superuser"])
    return user


def writing_name(user: User) -> Author:
    """The author profile of an account, made with its name when it first writes."""
    author = Author.objects.filter(user=user).first()
    return author or taxonomy.save_author(author=Author(name=user.public_name, user=user))
