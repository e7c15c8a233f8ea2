"""manage.py audit_head: what somebody outside should keep."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from staff import audit, chain


class Command(BaseCommand):
    help = "Print the number and the digest of the newest entry, and the time; keep the line somewhere else."

    def handle(self, *args: object, **options: Any) -> None:
        head = audit.head()
        self.stdout.write(f"{head.number} {head.digest} {chain.moment(timezone.now())}")
