"""Referrals, their steps and consents, numbers told, and which team answers for which service."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safety.fields


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0011_room"),
        ("referral", "0005_cases"),
        ("staff", "0005_any_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PartnerDesk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "agreed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partner_desk",
                        to="directory.service",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partner_desks",
                        to="staff.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(max_length=7, unique=True)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("U0", "U0"), ("U1", "U1"), ("U2", "U2"), ("U3", "U3")], max_length=2
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("sent", "sent"),
                            ("seen", "seen"),
                            ("asked", "asked"),
                            ("accepted", "accepted"),
                            ("waitlisted", "waitlisted"),
                            ("started", "started"),
                            ("completed", "completed"),
                            ("declined", "declined"),
                            ("returned", "returned"),
                            ("unreachable", "unreachable"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                            ("revoked", "revoked"),
                        ],
                        max_length=11,
                    ),
                ),
                ("key", models.UUIDField(null=True, unique=True)),
                ("shared", safety.fields.SealedText()),
                ("kept", safety.fields.SealedText()),
                ("until", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("follow_up_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="referral.case",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="staff.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("agreement", safety.fields.SealedText()),
                ("given_at", models.DateTimeField()),
                ("until", models.DateField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="referral.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("given_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("move", models.CharField(max_length=12)),
                (
                    "to",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("sent", "sent"),
                            ("seen", "seen"),
                            ("asked", "asked"),
                            ("accepted", "accepted"),
                            ("waitlisted", "waitlisted"),
                            ("started", "started"),
                            ("completed", "completed"),
                            ("declined", "declined"),
                            ("returned", "returned"),
                            ("unreachable", "unreachable"),
                            ("expired", "expired"),
                            ("withdrawn", "withdrawn"),
                            ("revoked", "revoked"),
                        ],
                        max_length=11,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("detail", safety.fields.SealedText()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="referral.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ToldNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("which", safety.fields.SealedText()),
                ("told_at", models.DateTimeField()),
                ("follow_up_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="numbers_told",
                        to="referral.case",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("told_at", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["to_team", "state", "answer_by"], name="referral_inbox"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["state", "answer_by"], name="referral_unanswered"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "drafted",
                            "sent",
                            "seen",
                            "asked",
                            "accepted",
                            "waitlisted",
                            "started",
                            "completed",
                            "declined",
                            "returned",
                            "unreachable",
                            "expired",
                            "withdrawn",
                            "revoked",
                        ],
                    )
                ),
                name="referral_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["seen", "sent"]), _negated=True),
                    ("answer_by__isnull", False),
                    _connector="OR",
                ),
                name="referral_sent_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        (
                            "state__in",
                            [
                                "completed",
                                "declined",
                                "expired",
                                "returned",
                                "revoked",
                                "unreachable",
                                "withdrawn",
                            ],
                        ),
                    ),
                    models.Q(
                        (
                            "state__in",
                            ["accepted", "asked", "drafted", "seen", "sent", "started", "waitlisted"],
                        ),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="referral_ended_has_an_end",
            ),
        ),
    ]
