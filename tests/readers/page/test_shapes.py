"""Pages in the shapes of many sites (invented), each read without settings."""

import pytest

from feeds.readers.page import extract
from tests.readers.page.odd_shapes import ODD_SHAPES
from tests.readers.page.rare_shapes import RARE_SHAPES
from tests.readers.page.regional_shapes import REGIONAL_SHAPES
from tests.readers.page.shapes import SHAPES, Shape

EACH = pytest.mark.parametrize(
    "shape", [*SHAPES, *ODD_SHAPES, *RARE_SHAPES, *REGIONAL_SHAPES], ids=lambda shape: shape.name
)


@EACH
def test_headline(shape: Shape) -> None:
    assert extract(shape.html).title == shape.title


@EACH
def test_time_of_publication(shape: Shape) -> None:
    assert (extract(shape.html).published or "").startswith(shape.published or "nothing")


@EACH
def test_source_is_the_publisher_shown(shape: Shape) -> None:
    assert extract(shape.html).source == shape.source


@EACH
def test_authors_never_include_the_source(shape: Shape) -> None:
    assert extract(shape.html).authors == shape.authors


@EACH
def test_staff_keep_their_roles(shape: Shape) -> None:
    assert tuple((who.role, who.name) for who in extract(shape.html).contributors) == shape.staff


@EACH
def test_channel_is_the_way_from_home(shape: Shape) -> None:
    assert extract(shape.html).channel == shape.channel


@EACH
def test_body_is_the_paragraphs_and_nothing_else(shape: Shape) -> None:
    assert tuple(extract(shape.html).body_text.split("\n\n")) == shape.body


@EACH
def test_views_are_counted_where_shown(shape: Shape) -> None:
    assert extract(shape.html).views == shape.views
