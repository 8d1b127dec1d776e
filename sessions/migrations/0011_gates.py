from django.db import migrations, models

CHOICES = [("at_once", "at once"), ("after_own", "only after one’s own")]


class Migration(migrations.Migration):
    dependencies = [("study_sessions", "0010_restrict_passages")]

    operations = [
        migrations.AddField(
            model_name="studysession",
            name="gate",
            field=models.CharField(choices=CHOICES, default="at_once", max_length=12),
        ),
        migrations.AddField(
            model_name="studysession",
            name="gates_opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # What was asked before there were gates stays as it was: everyone has seen the answers
        migrations.AddField(
            model_name="prompt",
            name="gate",
            field=models.CharField(blank=True, choices=CHOICES, default="at_once", max_length=12),
        ),
        migrations.AlterField(
            model_name="prompt",
            name="gate",
            field=models.CharField(blank=True, choices=CHOICES, max_length=12),
        ),
    ]
