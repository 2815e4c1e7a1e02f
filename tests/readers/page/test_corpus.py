"""Real pages: the text of the seed, and the scores over the annotated pages of the corpus, if present."""

import json
import os
import re
from pathlib import Path

import pytest

from feeds.readers.page import Article, extract

CORPUS = Path(os.environ.get("FEEDS_CORPUS") or Path(__file__).resolve().parents[4] / "shared" / "corpus")
needs_corpus = pytest.mark.skipif(
    not (CORPUS / "pages").is_dir(), reason="the corpus of real pages is not here"
)


def bare(text: str | None) -> str:
    return re.sub(r"[\s\u200b-\u200d\u2060\ufeff\u3000]+", "", text or "")


def starts_and_ends(truth: dict[str, object], article: Article) -> bool:
    starts = [truth["body_start"], *truth["body_start_alt"]]  # type: ignore[misc]  # lists of texts in the JSON
    ends = [truth["body_end"], *truth["body_end_alt"]]  # type: ignore[misc]  # lists of texts in the JSON
    body = bare(article.body_text)
    return any(body.startswith(bare(text)) for text in starts) and any(bare(text) in body for text in ends)


@needs_corpus
@pytest.mark.slow
def test_scores_of_real_pages() -> None:
    truths = json.loads((CORPUS / "pages" / "truth.json").read_text(encoding="utf-8"))
    articles = {
        name: extract((CORPUS / "pages" / name).read_bytes(), zone="Asia/Shanghai") for name in truths
    }
    credited = [name for name, truth in truths.items() if truth["source_kind"] in {"label", "unlabelled"}]
    titles = sum(bare(truth["title"]) == bare(articles[name].title) for name, truth in truths.items())
    sources = sum(bare(truths[name]["source"]) == bare(articles[name].source) for name in credited)
    bodies = sum(starts_and_ends(truth, articles[name]) for name, truth in truths.items())
    assert titles >= 0.95 * len(truths)
    assert sources >= 0.9 * len(credited)
    assert bodies >= 0.85 * len(truths)


@needs_corpus
def test_text_of_the_first_page() -> None:
    (path,) = (CORPUS / "seed").glob("*.txt")
    article = extract(path.read_bytes(), zone="Asia/Shanghai")
    assert article.published == "2024-10-22T09:07:16"
    assert article.source == "东北新闻网"
    assert article.channel == ("新闻频道", "省内")
    assert [person.role for person in article.contributors] == ["校对", "监制"]
    assert article.body_text.count("\n\n") == 5
