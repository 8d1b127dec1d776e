from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readings", "0010_block_at_a_place"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="placement",
            name="placement_on_the_page",
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["edition", "start", "end"], name="placement_at_words"),
        ),
    ]
