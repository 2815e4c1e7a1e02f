"""The sanitiser against vectors of cross-site scripting and mutations of them (R-TEXT-10)."""

import pytest

from feeds.text.markup import HtmlPolicy, clean_html
from feeds.text.plain import plain_text
from tests.security.attack import VECTORS, attack, faults_of


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_passes(vector: str) -> None:
    for policy in HtmlPolicy:
        for html in (
            vector,
            f"<p>{vector}</p>",
            f"<table><td>{vector}",
            f"<math><mi>{vector}",
            vector * 3,
        ):
            assert not faults_of(clean_html(html, base="https://n.io/a", policy=policy), policy)


def test_no_mutation_passes() -> None:
    assert not attack(1_500, seed=20261129)


@pytest.mark.parametrize(
    "unit",
    [
        "<p>a", "<a ", "<div>", "<b>", "<base ", "<noscript>", "<img ", "<img src=x srcset=,",
        "&lt;a", "<!--",
        "<svg>", "<math>", "<object>", "<iframe>", "<table><td>", "a\u0301\u0323", "<b></x>", "<a href=#>x",
        "<option>", "<![CDATA[",
    ],
)  # fmt: skip
def test_a_long_run_of_anything_is_cleaned(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    clean = clean_html(text, base="https://n.io/a")
    assert clean_html(clean) == clean
    assert isinstance(plain_text(text), str)
