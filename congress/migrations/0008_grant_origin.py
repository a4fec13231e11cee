"""A grant tells whether the security administrator gave it or 限定知悉范围 made it: neither ends the other's."""

from django.db import migrations, models


def tell_the_lists(apps, schema_editor):
    """So far a grant by a business account is of a list: carried over where the whole is confined too."""
    grants = apps.get_model("congress", "Grant").objects.filter(granted_by__kind="business")
    grants.update(origin="list")
    grants.filter(content_object__whole__is_confidential=True).update(origin="carried")


class Migration(migrations.Migration):
    """One column, and with it the row's key."""

    dependencies = [("auth", "0012_alter_user_first_name_max_length"), ("congress", "0007_versions")]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="origin",
            field=models.CharField(
                blank=True,
                choices=[("", "安全保密管理员授予"), ("list", "限定知悉范围"), ("carried", "随整体事项限定")],
                default="",
                editable=False,
                max_length=10,
                verbose_name="来源",
            ),
        ),
        migrations.AlterUniqueTogether(
            name="grant", unique_together={("user", "permission", "content_object", "origin")}
        ),
        migrations.RunPython(tell_the_lists, migrations.RunPython.noop),
    ]
