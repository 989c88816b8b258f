"""People known by an e-mail address they have confirmed; everybody else is just the text they typed."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.fields import WebAddressField


class Commenter(models.Model):
    name = models.CharField(_("name"), max_length=245)
    name_key = models.CharField(max_length=245, db_index=True, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254)
    url = WebAddressField(_("website"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("commenter")
        verbose_name_plural = _("commenters")
        constraints = [models.UniqueConstraint(Lower("email"), name="commenter_email_unique")]

    def __str__(self) -> str:
        return self.name
