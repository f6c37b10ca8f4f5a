"""Positions: deputies, proposals that two decide, notices, and what may not run twice."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xiaoan.kernel.ids

# Adding keys reads the tables once, under their policies: the migration sees everything.
EVERYWHERE = "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true)"
# Ranges compare by GiST without an extension: a hash of person and role stands for both. Empty ranges
# (taken back before a day had passed) share no day with anything.
HOLDS_ONCE = """
alter table accounts_grant add constraint grant_holds_once exclude using gist (
  int4range(unit_no, greatest(unit_end, unit_no)) with =,
  numrange(uuid_hash_extended(user_id, hashtext(role)), uuid_hash_extended(user_id, hashtext(role)), '[]')
    with =,
  daterange(since, until) with &&)
"""
DEPUTY_ONCE = """
alter table accounts_grant add constraint grant_deputy_once exclude using gist (
  int4range(unit_no, unit_end) with =,
  numrange(uuid_hash_extended(deputises_id, hashtext(role)),
    uuid_hash_extended(deputises_id, hashtext(role)), '[]') with =,
  daterange(since, until) with &&) where (deputises_id is not null)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_row_security'),
    ]

    operations = [
        migrations.RunSQL(EVERYWHERE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('kind', models.TextField()),
                ('role', models.TextField()),
                ('other_name', models.TextField(default='')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('duties', models.IntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_notice',
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=xiaoan.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('role', models.TextField()),
                ('school_id', models.IntegerField()),
                ('unit_no', models.IntegerField()),
                ('unit_end', models.IntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('state', models.TextField(default='asked')),
                ('asked_by_id', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('decided_by_id', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_proposal',
            },
        ),
        migrations.AddField(
            model_name='grant',
            name='deputises_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='grant',
            name='end_reason',
            field=models.TextField(db_default='', default=''),
        ),
        migrations.AddField(
            model_name='grant',
            name='given_by_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='grant_dates'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('deputises_id', None), ('until__isnull', False), _connector='OR'), name='grant_deputy_ends'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(condition=models.Q(('person_id__isnull', False)), fields=('person_id',), name='user_person_once'),
        ),
        migrations.AddField(
            model_name='notice',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='proposal',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['user', 'at'], name='notice_unread'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['appointed', 'deputises', 'deputised', 'ended', 'gave', 'took'])), name='notice_kind'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['unit_no', 'state'], name='proposal_unit'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('user', 'role', 'unit_no'), name='proposal_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'confirmed', 'refused'])), name='proposal_state'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'asked'), ('decided_by_id__isnull', False), _connector='XOR'), name='proposal_decided'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by_id', models.F('user')), _negated=True), models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True), models.Q(('decided_by_id', models.F('user')), _negated=True)), _connector='OR')), name='proposal_by_two'),
        ),
        migrations.RunSQL(
            HOLDS_ONCE, "alter table accounts_grant drop constraint grant_holds_once"
        ),
        migrations.RunSQL(
            DEPUTY_ONCE, "alter table accounts_grant drop constraint grant_deputy_once"
        ),
    ]
