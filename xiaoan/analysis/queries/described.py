"""The months of an analyst with the names of the figures: a script for DuckDB that lies beside the files."""

from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Described

NAME = "indicators.sql"
# A share only where there is something below the line: nothing is not zero.
_SCRIPT = """\
-- Beside the files indicators-YYYY-MM.parquet:  duckdb -init {name}
-- figures: a row of a school, day and indicator, as in the files. What is not on record has no row.
-- described: what each indicator is. named: the two together, with the share.
-- by_day, by_township: sums over the schools of a day.
-- by_month: sums over the days of a month of what happens each day (adds_over_days); of all else the last day
-- of the month that is on record. Never add what stands as it stands over days.
create or replace view figures as select * from read_parquet('indicators-*.parquet');
create or replace view described as
select * from (values
{rows}
) as t (indicator, name, group_name, kind, better, adds_over_days, numerator_is, denominator_is, unknown_is,
  source);
create or replace view named as
select f.*, d.name, d.group_name, d.kind, d.better, d.adds_over_days,
  case when f.denominator > 0 then f.numerator / f.denominator::double end as share
from figures f join described d using (indicator);
create or replace view by_day as
select day, indicator, any_value(name) as name, sum(numerator) as numerator, sum(denominator) as denominator,
  sum(unknown) as unknown, count(*) as schools,
  case when sum(denominator) > 0 then sum(numerator) / sum(denominator)::double end as share
from named group by day, indicator;
create or replace view by_township as
select day, township, indicator, any_value(name) as name, sum(numerator) as numerator,
  sum(denominator) as denominator, sum(unknown) as unknown, count(*) as schools,
  case when sum(denominator) > 0 then sum(numerator) / sum(denominator)::double end as share
from named group by day, township, indicator;
create or replace view by_month as
with counted as (
  select *, date_trunc('month', day)::date as month,
    max(day) over (partition by indicator, school_code, date_trunc('month', day)) as last_day
  from named
)
select month, indicator, any_value(name) as name, sum(numerator) as numerator,
  sum(denominator) as denominator, sum(unknown) as unknown, count(distinct school_code) as schools,
  case when sum(denominator) > 0 then sum(numerator) / sum(denominator)::double end as share
from counted where adds_over_days or day = last_day group by month, indicator;
"""


def script() -> str:
    """The views with the names of the reader's language."""
    return _SCRIPT.format(name=NAME, rows=",\n".join(map(_row, indicators.catalogue())))


def _row(one: Described) -> str:
    said = [
        one.key, one.name, one.group_name, one.kind, one.better, one.keeps, one.num_words, one.den_words,
        one.unknown_words, one.source,
    ]  # fmt: skip
    return f"  ({', '.join(map(_value, said))})"


def _value(said: object) -> str:
    if isinstance(said, bool):
        return "true" if said else "false"
    text = str(said).replace("'", "''")
    return f"'{text}'"
