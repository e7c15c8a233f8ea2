"""manage.py proposals_expire: close what nobody agreed to in time. For a timer, once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from staff import agreement


class Command(BaseCommand):
    help = "Close every proposal whose time is over, each on record."

    def handle(self, *args: object, **options: Any) -> None:
        closed = agreement.expire(now=timezone.now())
        self.stdout.write(f"Proposals that expired: {closed}")
