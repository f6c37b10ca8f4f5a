"""Sheets of rosters for the tests."""

import csv
import io
from pathlib import Path

from xiaoan.directory.rules.identity import check_digit


def id_number(serial: int, birth: str = "20170301") -> str:
    first = f"990101{birth}{serial:03d}"
    return first + check_digit(first)


def pupil(serial: int, **said: str) -> dict[str, str]:
    """A new pupil of class 1(1) of 实验小学."""
    row = {
        "类别": "学生", "学校": "实验小学", "年级": "一年级", "班级": "1班", "学号": f"N{serial}",
        "姓名": "欧阳明", "性别": "男" if serial % 2 else "女", "出生日期": "2017-03-01",
        "证件类型": "居民身份证", "证件号码": id_number(serial), "监护人1姓名": "欧阳父",
        "监护人1关系": "父亲", "监护人1电话": f"13800000{serial:03d}",
    }  # fmt: skip
    return {**row, **said}


def csv_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    heads = list(dict.fromkeys(head for row in rows for head in row))
    writer = csv.DictWriter(text, heads)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def sheet(folder: Path, *rows: dict[str, str], name: str = "roster.csv") -> Path:
    path = folder / name
    path.write_bytes(csv_of(*rows))
    return path
