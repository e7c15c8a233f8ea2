"""Cases, notes, contact details, reasons given, training, duty, and requests to take pictures down."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import safety.fields


class Migration(migrations.Migration):
    dependencies = [
        ("referral", "0004_handover"),
        ("staff", "0005_any_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reference", models.CharField(max_length=7, unique=True)),
                ("key", models.UUIDField(unique=True)),
                (
                    "urgency",
                    models.CharField(
                        choices=[("U0", "Now"), ("U1", "Today"), ("U2", "Three Days"), ("U3", "Planned")],
                        max_length=2,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("open", "Open"),
                            ("waiting", "Waiting"),
                            ("closed", "Closed"),
                        ],
                        default="new",
                        max_length=8,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("code", "Code"), ("call", "Call"), ("empty", "Empty")], max_length=5
                    ),
                ),
                ("practice", models.BooleanField(default=False)),
                ("edition", models.CharField(blank=True, max_length=40)),
                ("told", safety.fields.SealedText(null=True)),
                ("sealed_facts", safety.fields.SealedText()),
                ("taken_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("first_answer_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "close_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("need-met", "Need Met"),
                            ("chose-to-stop", "Chose To Stop"),
                            ("not-reached", "Not Reached"),
                            ("moved", "Moved"),
                            ("expired", "Expired"),
                        ],
                        max_length=14,
                    ),
                ),
                ("destroy_on", models.DateField(null=True)),
                ("moved_up", models.PositiveSmallIntegerField(default=0)),
                ("rank", models.PositiveSmallIntegerField()),
                ("turn", models.PositiveIntegerField(default=0)),
                ("alarmed_at", models.DateTimeField(null=True)),
                ("rung_at", models.DateTimeField(null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="staff.team"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("key", models.UUIDField(unique=True)),
                ("text", safety.fields.SealedText()),
                ("agreed_on", models.DateField()),
                ("expires_on", models.DateField()),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact",
                        to="referral.case",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField(null=True)),
                ("sound", models.BooleanField(default=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="GlassBroken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("danger", "Danger"),
                            ("came-back", "Came Back"),
                            ("cover", "Cover"),
                            ("asked-to-help", "Asked To Help"),
                        ],
                        max_length=13,
                    ),
                ),
                ("broken_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="broken", to="referral.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", safety.fields.SealedText()),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="referral.case"
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RemovalRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", safety.fields.SealedText()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("removed", "Removed"),
                            ("refused", "Refused"),
                            ("no-answer", "No Answer"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="removals",
                        to="referral.case",
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("confirmed_on", models.DateField()),
                ("renew_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trainings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["team", "state", "rank", "turn", "due_at"], name="referral_case_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["destroy_on"], name="referral_case_destroy"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__in", ["U0", "U1", "U2", "U3"])),
                name="referral_case_urgency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "open", "waiting", "closed"])),
                name="referral_case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_at__isnull", False), ("destroy_on__isnull", False)),
                    _connector="OR",
                ),
                name="referral_case_closed_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "new"), ("taken_by__isnull", True)),
                    models.Q(("state__in", ["open", "waiting"]), ("taken_by__isnull", False)),
                    ("state", "closed"),
                    _connector="OR",
                ),
                name="referral_case_taken_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["expires_on"], name="referral_contact_expires"),
        ),
        migrations.AddIndex(
            model_name="glassbroken",
            index=models.Index(fields=["person", "ends_at"], name="referral_glass_open"),
        ),
        migrations.AddConstraint(
            model_name="removalrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "asked")),
                    models.Q(
                        ("state__in", ["removed", "refused", "no-answer"]), ("answered_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="referral_removal_answered_at",
            ),
        ),
        migrations.AddIndex(
            model_name="training",
            index=models.Index(fields=["person", "renew_on"], name="referral_training_holds"),
        ),
    ]
