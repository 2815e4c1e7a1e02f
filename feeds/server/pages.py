"""Pages: which publication answers at an address that has one page for each language."""

from collections.abc import Iterator

from feeds.server.http.negotiation import choose_language


def page_names(channel: str, accept_language: str | None, languages: tuple[str, ...]) -> Iterator[str]:
    """The names of a channel's pages, the one in the client's preferred language first."""
    first = choose_language(accept_language, languages)
    yield f"{channel}.{first}.html"
    for language in languages:
        if language != first:
            yield f"{channel}.{language}.html"
