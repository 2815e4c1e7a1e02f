"""Credit lines: labels, values, names."""

import pytest

from feeds.readers.page.credits import credits_of, is_credit_line, is_person, names_in
from feeds.readers.page.html_layout import read_html, read_text
from feeds.readers.page.lexicon import CreditKind
from feeds.readers.page.page_layout import Block


def line(text: str) -> Block:
    return read_text(text).blocks[0]


def shown(text: str) -> list[tuple[str, str]]:
    return [(credit.label, credit.value) for credit in credits_of(line(text))]


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("来源:云溪日报 2024-10-22 09:07:16 点击:", [("来源", "云溪日报"), ("点击", "")]),
        ("（责任编辑：张三山 校对：李四）", [("责任编辑", "张三山"), ("校对", "李四")]),
        ("【编辑:刘欢欣】", [("编辑", "刘欢欣")]),
        ("编辑|禾苗 责编｜王大海", [("编辑", "禾苗"), ("责编", "王大海")]),
        ("编辑 刘晓 校对 李铭", [("编辑", "刘晓"), ("校对", "李铭")]),
        ("摄影/张艳 编辑/苏芳", [("摄影", "张艳"), ("编辑", "苏芳")]),
        ("文/图：罗启文", [("文/图", "罗启文")]),
        ("信息来源：《云溪日报》 浏览次数：12", [("信息来源", "云溪日报"), ("浏览次数", "12")]),
        ("来源：云溪日报客户端 记者 罗启文", [("来源", "云溪日报客户端")]),
        ("Source: Saltholm County", [("Source", "Saltholm County")]),
        ("来源： | 发布时间: 2018-05-17", [("来源", ""), ("发布时间", "2018-05-17")]),
    ],
)
def test_labels_and_values(text: str, credited: list[tuple[str, str]]) -> None:
    assert shown(text) == credited
    assert is_credit_line(line(text))


@pytest.mark.parametrize(
    "text",
    [
        "记者：工程什么时候能完工？",
        "图片来源：青河水务集团",
        "活动时间：10月25日",
        "这笔资金的主要来源是财政补助，其余由企业自筹。",
        "编辑部的灯亮到深夜，罗启文还在改稿。",
        "视频丨两年后河水变清",
        "图片｜旅游｜汽车",
        "2024-10-22 列车从云溪网出发",
        "作者：您好，感谢您的来信。您提到的问题，我们已经转交给有关部门处理。",
    ],
)
def test_prose_is_no_credit_line(text: str) -> None:
    assert not is_credit_line(line(text))


def test_link_of_a_source_is_kept_with_it() -> None:
    page = read_html("<p>来源：<a href='https://paper.example.com/1'>云溪日报</a></p>")
    (credit,) = credits_of(page.blocks[0])
    assert (credit.kind, credit.value, credit.url) == (
        CreditKind.SOURCE,
        "云溪日报",
        "https://paper.example.com/1",
    )


def test_staff_codes_are_taken_off() -> None:
    assert names_in("姚立_NT6056") == ("姚立",)
    assert names_in("张三山 SN123") == ("张三山",)


@pytest.mark.parametrize("name", ["罗启文", "欧阳明月", "买买提·艾山", "Jane Dover"])
def test_people(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", ["云溪发布", "返回首页", "Harbour", "体育教科书", "网易"])
def test_not_people(name: str) -> None:
    assert not is_person(name)
