from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("study_sessions", "0001_squashed"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("audience", "private")),
                fields=["author", "circle"],
                name="contribution_kept_for_oneself",
            ),
        ),
    ]
