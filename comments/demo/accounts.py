"""The demo's accounts, one of each role. Nobody knows their passwords until they are printed."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

from blog import accounts, setup_token
from blog.models import User
from blog.roles import Role

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
# 74 bits of chance are out of reach however fast a guess is; stretching them, which is for passwords that
# people think of, would only make the first start slow. Django stretches them when they are first used.
_GROUPS, _LENGTH, _ROUNDS = 3, 5, 10_000


@dataclass(frozen=True)
class Account:
    """How to sign in as somebody."""

    role: str
    username: str
    password: str


def make(row: Mapping[str, str]) -> tuple[User, Account]:
    """Make the account that ``row`` (role, username, name) describes, with a random password."""
    role = Role(row["role"])
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    account = Account(role.value, row["username"], "-".join(groups))
    first_name, _space, last_name = row["name"].rpartition(" ")
    user = User(
        username=account.username,
        email=f"{account.username}@example.org",
        first_name=first_name,
        last_name=last_name,
        password=_hashed(account.password),
        is_superuser=role == Role.ADMINISTRATOR,
    )
    user.save()
    return accounts.set_role(user=user, role=role), account


def _hashed(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=_ROUNDS)
    return hasher.encode(password, hasher.salt())


def lines(made: Iterable[Account]) -> list[str]:
    """One line each, in columns: role, user name, password."""
    rows = list(made)
    role = max(len(account.role) for account in rows)
    name = max(len(account.username) for account in rows)
    return [f"{row.role:<{role}}  {row.username:<{name}}  {row.password}" for row in rows]


def keep(made: Iterable[Account]) -> None:
    """Write them to the file that ``run`` shows at each start, and only its owner may read."""
    path = setup_token.accounts_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    setup_token.write_private(path, "".join(f"{line}\n" for line in lines(made)))
