"""Twenty exports in the shapes that platforms give them, made by invention, and what is to be read of each.

Of one lesson of class 1, 8:00 to 8:40. Pupils are named by their seat; S[n] is the name of seat n."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

Cells = Sequence[Any]
S = {n: f"测试生{n:04}" for n in range(1, 11)}
DAY = "2026-11-23"
OLD = Path(__file__).parent / "exports" / "wecom-old.xls"


@dataclass(frozen=True)
class Shape:
    """`write` puts the file into a folder. Expected: seat → seconds; name → seconds of who is not
    known; of what was refused row, heading and what stands there."""

    name: str
    platform: str
    write: Callable[[Path], Path]
    people: Mapping[int, int]
    unknown: Mapping[str, int] = field(default_factory=dict)
    faults: Sequence[tuple[int, str, str]] = ()


def text(name: str, rows: Sequence[Cells], encoding: str = "utf-8", mark: str = ",") -> Any:
    def write(folder: Path) -> Path:
        path = folder / name
        lines = (mark.join(map(str, row)) for row in rows)
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def book(
    name: str, sheets: Mapping[str, Sequence[Cells]], merged: Sequence[tuple[int, int, int, int, str]] = ()
) -> Any:  # fmt: skip
    """`merged`: first row, first column, last row, last column (from 0) and what stands there."""

    def write(folder: Path) -> Path:
        path = folder / name
        with xlsxwriter.Workbook(path) as made:
            for n, (title, rows) in enumerate(sheets.items()):
                sheet = made.add_worksheet(title)
                _fill(made, sheet, rows)
                for first_row, first, last_row, last, said in merged if n == 0 else ():
                    sheet.merge_range(first_row, first, last_row, last, said)
        return path

    return write


def _fill(made: Any, sheet: Any, rows: Sequence[Cells]) -> None:
    form, percent = (made.add_format({"num_format": one}) for one in ("hh:mm:ss", "0%"))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, dt.timedelta):
                sheet.write_number(r, c, cell / dt.timedelta(days=1), form)
            elif isinstance(cell, float):
                sheet.write_number(r, c, cell, percent)
            elif cell != "":
                sheet.write(r, c, cell)


SHAPES = [
    Shape(
        "dingtalk live, merged headings over two rows", "dingtalk",
        book("钉钉直播数据.xlsx", {"直播数据": [
            ["", "", "", "", "", ""], ["", "", "", "", "", ""],
            ["", "", "观看次数", "时长", "次数", "时长"],
            [S[1], "一年级1班", 2, "38分20秒", 0, ""], [S[2], "一年级1班", 1, "5分钟", 1, "40分钟"],
            [f"{S[3]}妈妈", "一年级1班", 1, "40分钟", 0, ""], ["合计", "", 4, "83分", 1, ""],
        ]}, [(0, 0, 0, 5, "钉钉直播观看数据"), (1, 0, 2, 0, "姓名"), (1, 1, 2, 1, "部门"),
             (1, 2, 1, 3, "直播"), (1, 4, 1, 5, "回放")]),
        {1: 2300, 2: 300, 3: 2400},
    ),
    Shape(
        "dingtalk class attendance, GBK with a preface", "dingtalk",
        text("在线课堂考勤.csv", [
            ["课程:一年级1班 语文"], ["老师:王老师", "时间:2026-11-23 08:00"], [],
            ["序号", "学生姓名", "出勤状态", "首次进入时间", "最后离开时间", "在教室时长"],
            [1, S[1], "出勤", "2026-11-23 08:00:03", "2026-11-23 08:40:00", "39分57秒"],
            [2, S[4], "早退", "2026-11-23 08:00:03", "2026-11-23 08:40:00", "12分"],
            [3, "旁听家长", "出勤", "2026-11-23 08:10:00", "2026-11-23 08:20:00", "10分"],
            ["导出时间:2026-11-23 12:00"],
        ], "gb18030"),
        {1: 2397, 4: 720}, {"旁听家长": 600},
    ),
    Shape(
        "tencent class, clock durations, totals below", "tencent_class",
        text("腾讯课堂.csv", [
            ["昵称", "学员账号", "听课时长", "看回放时长"],
            [f"1(1)班{S[1]}", "a1", "00:39:10", "0"], [f"{S[5]} iPhone", "a2", "36:05", ""],
            ["小雨", "a3", "0:12:00", ""], ["平均时长", "", "29:05", ""], ["总人数:3", "", "", ""],
        ]),
        {1: 2350, 5: 2165}, {"小雨@a3": 720},
    ),
    Shape(
        "tencent meeting, joins that overlap", "tencent_meeting",
        text("参会成员.csv", [
            ["会议主题", "语文课"], ["会议号", "123 456 789"], ["会议开始时间", "2026-11-23 07:55"], [],
            ["用户昵称(入会昵称)", "入会时间", "退会时间", "参会时长"],
            [f"{S[1]}(一1班)", "2026-11-23 07:58:00", "2026-11-23 08:20:00", "00:22:00"],
            [f"{S[1]}(一1班)", "2026-11-23 08:10:00", "2026-11-23 08:38:00", "00:28:00"],
            [f"{S[6]}爸爸", "2026-11-23 08:00:00", "2026-11-23 08:40:00", "00:40:00"],
        ]),
        {1: 2400, 6: 2400},
    ),
    Shape(
        "tencent meeting, first in and last out with a gap", "tencent_meeting",
        book("腾讯会议.xlsx", {"成员明细": [
            ["成员", "首次入会时间", "最后退会时间", "会议内时长"],
            [S[2], "2026/11/23 08:00", "2026/11/23 08:40", dt.timedelta(minutes=15)],
            [S[3], "2026/11/23 08:00", "2026/11/23 08:40", dt.timedelta(minutes=40)],
        ]}),
        {2: 900, 3: 2400},
    ),
    Shape(
        "wecom live, tabs in UTF-16 as Excel saves text", "wecom",
        text("企业微信直播.txt", [
            ["观众昵称", "所属部门", "观看直播时长(秒)"], [S[1], "一年级1班", 2400], [S[7], "一年级1班", 61],
            ["外部联系人", "", 300],
        ], "utf-16", "\t"),
        {1: 2400, 7: 61}, {"外部联系人": 300},
    ),
    Shape(
        "wecom, an old .xls with a merged title", "wecom",
        lambda _folder: OLD, {1: 2400, 2: 2400}, {"路人甲": 720},
    ),
    Shape(
        "classin, pages whose headings come again", "other",
        text("ClassIn.csv", [
            ["学生姓名", "班级", "进教室时间", "出教室时间", "在教室时长"],
            [S[1], "一年级1班", "08:00:00", "08:39:00", "39分钟"],
            ["学生姓名", "班级", "进教室时间", "出教室时间", "在教室时长"],
            [S[2], "一年级1班", "08:01:00", "08:31:00", "30分钟"],
        ]),
        {1: 2340, 2: 1800},
    ),
    Shape(
        "classin, one sheet for each group and a summary", "other",
        book("ClassIn多表.xlsx", {
            "汇总": [["项目", "数值"], ["应到", 10], ["实到", 3]],
            "第一组": [["学生姓名", "学生学号", "上课时长"], [S[1], "20260001", "40分钟"]],
            "第二组": [["学生姓名", "学生学号", "上课时长"], [S[2], "20260002", "20分钟"],
                     [S[3], "20260003", "1小时2分"]],
        }),
        {1: 2400, 2: 1200, 3: 3720},
    ),
    Shape(
        "by number, whatever the name", "other",
        text("学号.csv", [
            ["学号", "昵称", "时长(分钟)"], ["20260001", "奥特曼", 40], ["２０２６０００２", "", "３５"],
            ["20260003", S[4], 40], ["99999999", "小火车", 8],
        ]),
        {1: 2400, 2: 2100}, {S[4]: 2400, "小火车@99999999": 480},
    ),
    Shape(
        "percentages as text", "smart_edu",
        text("进度.csv", [
            ["姓名", "手机号", "观看进度"], [S[1], "13800000000", "100%"], [S[2], "13800000001", "45.5%"],
            [S[3], "13800000002", "很好"], [S[4], "13800000003", "-"],
        ]),
        {1: 2400, 2: 1092, 3: 0, 4: 0}, {}, [(4, "观看进度", "很好")],
    ),
    Shape(
        "percentages as Excel keeps them", "smart_edu",
        book("完课率.xlsx", {"数据": [["学生姓名", "完课率"], [S[1], 1.0], [S[2], 0.25]]}),
        {1: 2400, 2: 600},
    ),
    Shape(
        "empty columns and columns without a heading", "other",
        text("空列.csv", [
            ["", "姓名", "", "观看时长", ""], ["1", S[1], "", "40", "无"], ["2", S[2], "x", "7", ""],
        ]),
        {1: 2400, 2: 420},
    ),
    Shape(
        "full width", "other",
        text("全角.csv", [
            ["姓　名", "观看时长（分钟）"], [S[1], "４０"], [f"（一１班）{S[2]}", "１２"],
        ]),
        {1: 2400, 2: 720},
    ),
    Shape(
        "durations in words", "other",
        text("时长.csv", [
            ["姓名", "时长"], [S[1], "1小时23分"], [S[2], "83:12"], [S[3], "83分钟"], [S[4], "4980"],
            [S[5], "1h 23m"], [S[6], "未观看"], [S[7], "差不多一节课"],
        ]),
        {1: 4980, 2: 4992, 3: 4980, 4: 4980, 5: 4980, 6: 0, 7: 0}, {}, [(8, "时长", "差不多一节课")],
    ),
    Shape(
        "nicknames that are nobody's surely", "dingtalk",
        text("昵称.csv", [
            ["群昵称", "观看时长"], [f"{S[1]}的妈妈", "40分钟"], [f"一年级1班-{S[2]}", "40分钟"],
            [f"小{S[3]}丰", "40分钟"], ["妈妈", "9分钟"], [f"{S[4]}{S[5]}", "3分钟"],
        ]),
        {1: 2400, 2: 2400}, {f"小{S[3]}丰": 2400, "妈妈": 540, f"{S[4]}{S[5]}": 180},
    ),
    Shape(
        "rows without a name", "other",
        text("缺名.csv", [["姓名", "班级", "观看时长"], ["", "一年级1班", "40分钟"], [S[1], "", "40分钟"]]),
        {1: 2400}, {}, [(2, "姓名", "")],
    ),
    Shape(
        "the same heading twice, semicolons", "other",
        text("重复.csv", [
            ["姓名", "观看时长", "观看时长"], [S[1], "40分钟", "12"], [S[2], "10分钟", "40"],
        ], "utf-8-sig", ";"),
        {1: 2400, 2: 600},
    ),
    Shape(
        "two merged levels, GBK", "tencent_class",
        text("两级.csv", [
            ["语文公开课统计"], ["学员信息", "", "学习情况", "", ""],
            ["姓名", "手机号", "进入时间", "离开时间", "备注"],
            [S[1], "138****0000", "下午 08:00:00", "下午 08:40:00", ""],
            [S[2], "138****0001", "2026年11月23日 08:05", "2026年11月23日 08:40", "迟到"],
            [S[3], "138****0002", "08:05", "", "未离开"],
        ], "gbk"),
        {1: 2400, 2: 2100, 3: 0},
    ),
    Shape(
        "English", "tencent_meeting",
        text("meeting.csv", [
            ["Name", "Join Time", "Leave Time", "Duration"],
            [S[1], "2026-11-23 08:00:00", "2026-11-23 08:39:00", "39 min"],
            [f"{S[2]} (iPad)", "2026-11-23 08:00:00", "2026-11-23 08:02:00", "2 min"],
        ]),
        {1: 2340, 2: 120},
    ),
]  # fmt: skip
