"""Accounts that sign in. What readers see of a writer is an Author."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]

    @property
    def public_name(self) -> str:
        """What readers are told of somebody without an author profile. Some sign in with their e-mail
        address, which nobody is shown.
        """
        return self.get_full_name() or self.get_username().lstrip("@").partition("@")[0]
