"""Any XML by XPath."""

from collections.abc import Callable
from typing import Any

import pytest

from feeds.errors import ConfigError
from feeds.model import Reading
from tests.readers.conftest import a_source, all_of, reader_of

Write = Callable[[str, str | bytes], str]
FIELDS = (("id", "@nr"), ("title", "kop"), ("content_html", "tekst"), ("date_published", "datum/text()"))
XML = (
    "<export>\n<artikel nr='a:1'><kop>Pier</kop><tekst><p>Open <b>again</b>.</p></tekst>"
    "<datum>2024-10-22</datum><onderwerp>sea</onderwerp><onderwerp>works</onderwerp></artikel>\n"
    "<artikel nr='a:2'><kop>Quay</kop><tekst>Closed</tekst><datum>2024-10-23</datum></artikel>\n</export>"
)


async def readings(path: str, records: str, fields: tuple[tuple[str, str], ...] = FIELDS) -> list[Reading]:
    source = a_source("xml", paths=(path,), options=(("records", records),), fields=fields)
    return await all_of(reader_of(source))


@pytest.mark.parametrize("records", ["/export/artikel", "//artikel", "/*/artikel", "/export/artikel[@nr]"])
async def test_records_are_found_by_path(write: Write, records: str) -> None:
    found = await readings(write("a.xml", XML), records, (*FIELDS, ("tags", "onderwerp")))
    assert [(one.record.id, one.record.title) for one in found if one.record] == [
        ("a:1", "Pier"),
        ("a:2", "Quay"),
    ]
    assert found[0].record is not None
    assert found[0].record.content_html == "<p>Open <b>again</b>.</p>"
    assert [tag.term for tag in found[0].record.tags] == ["sea", "works"]
    assert [one.place.line for one in found] == [2, 3]


async def test_prefixes_and_default_namespaces_are_found(write: Write) -> None:
    text = "<e xmlns='urn:e' xmlns:m='urn:m'><a><m:id>a:1</m:id><kop>Pier</kop><m:t>Open</m:t></a></e>"
    fields = (("id", "m:id"), ("title", "kop"), ("content_text", "m:t"))
    (reading,) = await readings(write("a.xml", text), "/e/a", fields)
    assert reading.record is not None
    assert (reading.record.title, reading.record.content_text) == ("Pier", "Open")


@pytest.mark.parametrize("records", ["/export/artikel", "/export/artikel[1]"])
async def test_broken_xml_names_its_line_and_keeps_what_came_before(write: Write, records: str) -> None:
    found = await readings(write("a.xml", XML.replace("</export>", "<artikel")), records)
    assert not found[-1].accepted
    assert found[-1].place.line is not None


async def test_entities_of_the_document_are_not_resolved(write: Write) -> None:
    secret = write("secret.txt", "hidden words")
    article = "<artikel nr='a:1'><kop>&x;</kop><tekst>T</tekst></artikel>"
    text = f"<!DOCTYPE e [<!ENTITY x SYSTEM 'file://{secret}'>]><export>{article}</export>"
    for reading in await readings(write("a.xml", text), "/export/artikel"):
        assert "hidden" not in str(reading)


@pytest.mark.parametrize(
    ("options", "fields", "where"),
    [
        ((), FIELDS, "records"),
        ((("records", "/a/b"),), (), "fields"),
        ((("records", "/a["),), FIELDS, "records"),
        ((("records", "/a/b"),), (("title", "kop["),), "fields.title"),
    ],
)
def test_settings_that_cannot_work_are_refused(options: Any, fields: Any, where: str) -> None:
    with pytest.raises(ConfigError, match=where):
        reader_of(a_source("xml", paths=("a.xml",), options=options, fields=fields))


@pytest.mark.parametrize("name", ["a:", "a:b:", "x:y:z", "_:"])
async def test_odd_names_of_attributes_and_elements_are_only_names(write: Write, name: str) -> None:
    """Libraries refuse to split some names that the parser accepts."""
    text = XML.replace("<kop>Pier", f"<{name}/><kop>Pier").replace("nr='a:1'", f"nr='a:1' {name}='1'")
    found = await readings(write("a.xml", text), "/export/artikel")
    assert [one.record.id for one in found if one.record] in (["a:1", "a:2"], [])
    assert all("failed" not in finding.message for one in found for finding in one.findings)
