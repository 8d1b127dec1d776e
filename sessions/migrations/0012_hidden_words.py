import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_name_memberships"),
        ("readings", "0007_proposal_guides"),
        ("study_sessions", "0011_gates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hide", "Hidden"),
                            ("unhide", "Shown again"),
                            ("remove", "Removed"),
                            ("restore", "Let back in"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="contribution",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="contribution",
            name="hidden_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="hidden_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="why"),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("opened", "Opened"),
                    ("started", "Started"),
                    ("stepped", "Stepped"),
                    ("ended", "Ended"),
                    ("closed", "Closed"),
                    ("reopened", "Reopened"),
                    ("joined", "Joined"),
                    ("wrote", "Wrote"),
                    ("edited", "Edited"),
                    ("deleted", "Deleted"),
                    ("kept", "Kept"),
                    ("reacted", "Reacted"),
                    ("settled", "Settled"),
                    ("hidden", "Hidden"),
                    ("noted", "Noted"),
                    ("recapped", "Recapped"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hidden_at", None),
                    models.Q(
                        ("audience", "circle"),
                        ("deleted_at", None),
                        models.Q(("hidden_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_shared_words_are_hidden_with_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="contribution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="study_sessions.contribution",
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="act",
            name="study_session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="study_sessions.studysession",
            ),
        ),
    ]
