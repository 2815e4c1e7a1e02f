"""Properties of the choice by ``Accept-Encoding`` and ``Accept-Language``."""

from hypothesis import example, given
from hypothesis import strategies as st

from feeds.model import Coding
from feeds.server.http.negotiation import choose_language, ranked_codings, weights

TOKENS = st.sampled_from(["gzip", "br", "identity", "*", "deflate", "zstd", "x-gzip", "GZIP"])
WEIGHTS = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
MEMBERS = st.tuples(TOKENS, st.none() | WEIGHTS)


def written(members: list[tuple[str, float | None]]) -> str:
    return ", ".join(token if weight is None else f"{token};q={weight:.3f}" for token, weight in members)


@given(st.lists(MEMBERS, min_size=1, max_size=6))
def test_only_what_was_named_with_a_weight_is_sent(members: list[tuple[str, float | None]]) -> None:
    header = written(members)
    stated = weights(header)
    refused = stated.get("identity", stated.get("*", 1.0)) == 0
    for coding in ranked_codings(header):
        if coding is Coding.IDENTITY:
            assert not refused
        else:
            assert stated.get(coding, 0.0) > 0 or (refused and coding not in stated and stated["*"] > 0)


@given(st.lists(MEMBERS, min_size=1, max_size=6))
def test_a_heavier_coding_comes_first(members: list[tuple[str, float | None]]) -> None:
    header = written(members)
    stated = weights(header)
    ranked = [stated[coding] for coding in ranked_codings(header) if coding in stated]
    assert ranked == sorted(ranked, reverse=True)


@given(st.lists(MEMBERS, max_size=6))
def test_identity_is_left_unless_it_is_refused(members: list[tuple[str, float | None]]) -> None:
    header = written(members)
    stated = weights(header)
    refused = stated.get("identity", stated.get("*", 1.0)) == 0
    assert (Coding.IDENTITY in ranked_codings(header)) != refused


@given(st.text(st.characters(codec="latin-1")))
@example("gzip;q=1;q=0")
@example(";;;,,,;q=,")
def test_no_text_is_too_odd(header: str) -> None:
    assert set(ranked_codings(header)) <= set(Coding)
    assert choose_language(header, ("zh", "en")) in {"zh", "en"}


@given(
    st.lists(st.tuples(st.sampled_from(["zh", "en", "zh-Hant-TW", "en-GB", "de", "*"]), WEIGHTS), max_size=5)
)
def test_a_refused_language_is_not_chosen_over_a_wanted_one(members: list[tuple[str, float | None]]) -> None:
    stated = weights(written(members))
    chosen = choose_language(written(members), ("zh", "en"))
    if stated.get("en", 0.0) > 0 and all(not token.startswith(("zh", "*")) for token in stated):
        assert chosen == "en"
    if stated.get("en") == 0:
        assert chosen == "zh"
