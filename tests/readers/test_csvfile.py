from collections.abc import Callable

import pytest

from feeds.errors import SourceError
from feeds.model import Person, Reading, Source, Tag, local_id, local_name
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
CHINESE = "id,title,tags\n1,港口开放,新闻;省内\n2,第二,\n"


async def read(*paths: str, **settings: object) -> list[Reading]:
    return await all_of(reader_of(a_source("csv", paths=paths, **settings)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
async def test_encodings_are_found(write: Write, encoding: str) -> None:
    readings = await read(write("a.csv", CHINESE.encode(encoding)))
    assert [r.record.title for r in readings if r.record] == ["港口开放", "第二"]
    assert readings[0].record is not None
    assert readings[0].record.tags == (Tag(term="新闻"), Tag(term="省内"))


async def test_an_encoding_is_found_behind_a_megabyte_of_ascii(write: Write) -> None:
    rows = "id,title\n" + "".join(f"{i},{'x' * 100}\n" for i in range(12_000)) + "end,港口开放\n"
    readings = await read(write("a.csv", rows.encode("gb18030")))
    assert readings[-1].record is not None
    assert readings[-1].record.title == "港口开放"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
async def test_delimiters_are_found(write: Write, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (("id", "title", "language"), ("1", '"A, B; C"', "en")))
    (reading,) = await read(write("a.csv", text))
    assert reading.record is not None
    assert (reading.record.title, reading.record.language) == ("A, B; C", "en")


async def test_quoted_newlines_and_line_numbers(write: Write) -> None:
    text = '\n\nID,Title,content_text\n1,"Two ""quoted""","a\nb, c"\n\n2,Next,x\n3,Bad,x,y,z\n4,Time,x\n'
    readings = await read(write("a.csv", text))
    assert [(r.place.line, local_name(r.record.id, "desk") if r.record else None) for r in readings] == [
        (4, "1"),
        (7, "2"),
        (8, None),
        (9, "4"),
    ]
    assert readings[0].record is not None
    assert readings[0].record.title == 'Two "quoted"'
    assert readings[0].record.content_text == "a\nb, c"
    assert "5 cells" in readings[2].findings[0].message
    assert readings[2].raw == "3,Bad,x,y,z"


async def test_headers_are_mapped_and_lists_are_split(write: Write) -> None:
    text = "编号,标题,作者,来源,source.article_url,attachments\n9,题,Ann Lee;Bo Li,东北新闻网,https://n.example/9,https://n.example/9.mp3\n"
    fields = (("id", "编号"), ("title", "标题"), ("authors", "作者"), ("source.name", "来源"))
    (reading,) = await read(write("a.csv", text), fields=fields)
    record = reading.record
    assert record is not None
    assert (record.id, record.title) == (local_id("9", "desk"), "题")
    assert record.authors == (Person(name="Ann Lee"), Person(name="Bo Li"))
    assert record.source == Source(name="东北新闻网", article_url="https://n.example/9")
    assert record.attachments[0].mime_type == "audio/mpeg"


async def test_cells_may_hold_json(write: Write) -> None:
    text = 'id,title,authors\n1,x,"[{""name"": ""Ann"", ""url"": ""https://n.example/ann""}]"\n'
    (reading,) = await read(write("a.csv", text))
    assert reading.record is not None
    assert reading.record.authors == (Person(name="Ann", url="https://n.example/ann"),)


async def test_options_say_what_would_be_found(write: Write) -> None:
    path = write("a.csv", "id^title\n1^caf\xe9\n".encode("latin-1"))
    (reading,) = await read(path, options=(("encoding", "latin-1"), ("delimiter", "^")))
    assert reading.record is not None
    assert reading.record.title == "café"


async def test_an_empty_file_has_no_rows(write: Write) -> None:
    assert await read(write("a.csv", ""), write("b.csv", "id,title\n")) == []


async def test_rows_that_are_not_in_the_declared_encoding_are_detected(write: Write) -> None:
    readings = await read(write("a.csv", CHINESE.encode("gb18030")), options=(("encoding", "utf-8"),))
    assert [r.record.title for r in readings if r.record] == ["港口开放", "第二"]
    assert readings[0].findings[0].name == "repaired-encoding"


async def test_an_unknown_encoding_is_an_error(write: Write) -> None:
    with pytest.raises(SourceError, match="unknown encoding"):
        await read(write("a.csv", CHINESE), options=(("encoding", "klingon"),))
