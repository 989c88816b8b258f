"""What is for those who decide about comments, and for nobody else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from blog.admin.requests import user_of
from comments.policies import may_moderate


class ForModerators(admin.ModelAdmin):
    """Whoever decides about comments may do here all that the desk offers."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_moderate(user_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(user_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_moderate(user_of(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(user_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_moderate(user_of(request))
