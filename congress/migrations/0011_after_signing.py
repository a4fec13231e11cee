"""From the signature to the seal: 复核, 登记, 校对, 用印; what was signed before this has its number already."""

import congress.clock
import django.db.models.deletion
from django.db import migrations, models


def numbered_at_signing(apps, schema_editor):
    """A signed paper of the older table was numbered with its signature: it waits to be proofread."""
    papers = apps.get_model("congress", "OutgoingPaper").objects.exclude(number_text="").values("pk")
    signed = apps.get_model("congress", "Matter").objects.filter(kind="paper", state="signed", pk__in=papers)
    todos = apps.get_model("congress", "Todo").objects.filter(matter__in=signed, step="dispatch", closed_at=None)
    todos.update(step="proofread")
    signed.update(state="registered")


def numbered_with_its_signature(apps, schema_editor):
    """Back to the older table, which knows nothing between the signature and 分发: each of them has its number there."""
    matters = apps.get_model("congress", "Matter").objects.filter(kind="paper")
    bare = apps.get_model("congress", "OutgoingPaper").objects.filter(number_text="").values("pk")
    if matters.filter(pk__in=bare, state__in=("signed", "rechecked")).exists():
        raise RuntimeError("有已签发而未登记编号的公文：请先登记编号或作废，再退回旧版本。")
    between = matters.filter(state__in=("signed", "rechecked", "registered", "proofread", "sealed"))
    steps = ("recheck", "register", "proofread", "seal")
    todos = apps.get_model("congress", "Todo").objects.filter(matter__in=between, step__in=steps, closed_at=None)
    todos.update(step="dispatch", role="secretariat")
    between.update(state="signed")
    matters.filter(state="recalled").update(state="void")


class Migration(migrations.Migration):
    dependencies = [
        ("congress", "0010_kinds_of_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="recalled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="issuedpaper",
            name="stamped_digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="用印扫描件"),
        ),
        migrations.AddField(
            model_name="outgoingpaper",
            name="copies",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="印数"),
        ),
        migrations.AddField(
            model_name="outgoingpaper",
            name="signed_digest",
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name="签发时的文本摘要（SM3）"),
        ),
        migrations.AlterField(
            model_name="historicalseriesreviewer",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="不填：由拟稿单位审核；拟稿单位没有人担任时，由上一级担任该职务的机构审核。",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="congress.organisation",
                verbose_name="机构",
            ),
        ),
        migrations.AlterField(
            model_name="seriesreviewer",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                help_text="不填：由拟稿单位审核；拟稿单位没有人担任时，由上一级担任该职务的机构审核。",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="congress.organisation",
                verbose_name="机构",
            ),
        ),
        migrations.CreateModel(
            name="SealUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seal", models.CharField(max_length=60, verbose_name="印章")),
                ("used_on", models.DateField(verbose_name="用印日期")),
                ("copies", models.PositiveIntegerField(verbose_name="用印份数")),
                ("approved_by", models.CharField(max_length=60, verbose_name="批准人")),
                ("used_by", models.CharField(max_length=60, verbose_name="用印人")),
                ("recorded_at", models.DateTimeField(default=congress.clock.now)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seal_uses",
                        to="congress.issuedpaper",
                        verbose_name="公文",
                    ),
                ),
            ],
            options={
                "verbose_name": "用印登记",
                "verbose_name_plural": "用印登记",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(numbered_at_signing, numbered_with_its_signature),
    ]
