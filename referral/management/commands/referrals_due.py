"""Bring back what no partner answered in time, ring for overdue cases, close what no partner may read."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from referral import alarm, sending


class Command(BaseCommand):
    help = (
        "Bring back to its worker every referral that nobody answered in time, and destroy the key of every "
        "one that is over or whose consent has ended; ring for every case whose clock has ended. Run it each "
        "minute (deploy/); twice is safe."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        back, shut = sending.expire_due(now=now), sending.shut_over(today=now.date())
        if rung := alarm.ring_due(now=now):
            self.stdout.write(f"clocks of cases that ended: {rung}")
        if back or shut:
            self.stdout.write(f"came back unanswered: {back}; closed for the partner: {shut}")
