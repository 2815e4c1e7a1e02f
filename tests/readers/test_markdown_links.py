"""Links from one Markdown file to another lead to the pages that a site makes of them."""

from pathlib import Path

import pytest

from tests.readers.markdown_files import BASE, Write, records

TIDE = "---\ntitle: Tide\nslug: high-tide\ndate: 2024-10-22\n---\nx"


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("[Tide](tide.md)", "/posts/high-tide/"),
        ("[Tide](./tide.md#noon)", "/posts/high-tide/#noon"),
        ("[Tide](/posts/tide.md)", "/posts/high-tide/"),
        ("[Tide](@/posts/tide.md)", "/posts/high-tide/"),
        ('[Tide]({{< ref "tide" >}})', "/posts/high-tide/"),
        ('[Tide]({{< relref "/posts/tide.md#noon" >}})', "/posts/high-tide/#noon"),
        ('[Tide]({{% ref path="posts/tide.md" %}})', "/posts/high-tide/"),
        ("[Pier](../places/old%20pier/index.md)", "/places/old-pier/"),
        ('[Pier]({{< ref "places/old pier" >}})', "/places/old-pier/"),
        ("[[tide]] and [[Pier]]", "/posts/high-tide/"),
        ("[[places/old pier#sea|the *pier*]]", "/places/old-pier/#sea"),
        ('Raw <a class="a" href="tide.md">Tide</a>', "/posts/high-tide/"),
        ('<p><a href="../posts/tide.md">Tide</a></p>', "/posts/high-tide/"),
    ],
)
async def test_links_to_files_lead_to_pages(write: Write, tmp_path: Path, link: str, path: str) -> None:
    write("posts/tide.md", TIDE)
    write("places/old pier/index.md", "---\ntitle: Pier\n---\nx")
    write("posts/a.md", f"---\ntitle: A\n---\n{link}\n")
    found = {record.title: record for record in await records(tmp_path, options=(("generator", "hugo"),))}
    assert f'href="{BASE}{path}"' in (found["A"].content_html or "")


@pytest.mark.parametrize(
    "link",
    [
        "[Tide]({% post_url 2024-10-22-tide %})",
        "[Tide]({% link _posts/2024-10-22-tide.md %})",
        "{% post_link tide Tide %}",
        "[Tide]({% post_path tide %})",
    ],
)
async def test_tags_that_name_articles(write: Write, tmp_path: Path, link: str) -> None:
    write("2024-10-22-tide.md", "---\ntitle: High tide\n---\nx")
    write("2024-10-23-a.md", f"---\ntitle: A\n---\n{link}\n")
    found = await records(tmp_path, options=(("generator", "jekyll"),))
    html = {record.title: record.content_html or "" for record in found}["A"]
    assert f'<a href="{BASE}/2024/10/22/tide.html">Tide</a>' in html


@pytest.mark.parametrize("text", ["---\ndraft: true\n---\nx", "---\ntitle: [open\n---\nx", None])
async def test_a_link_to_what_is_not_published_is_its_text(
    write: Write, tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        write("tide.md", text)
    write("a.md", "---\ntitle: A\n---\nThe [*tide*](tide.md) is high.")
    found = [record for record in await records(tmp_path) if record.title == "A"]
    assert "<p>The <em>tide</em> is high.</p>" in (found[0].content_html or "")


async def test_the_nearest_file_of_a_name_is_meant(write: Write, tmp_path: Path) -> None:
    for folder in ("a", "b", "b/c"):
        write(f"{folder}/tide.md", f"---\ntitle: {folder}\n---\n[Tide](tide.md)\n\n[There](c/tide.md)")
    write("tide.de.md", "---\ntitle: tide\n---\nx")
    found = {record.title: record.content_html or "" for record in await records(tmp_path)}
    for folder in ("a", "b", "b/c"):
        assert f'<a href="{BASE}/{folder}/tide/">Tide</a>' in found[folder]
    assert f'<a href="{BASE}/b/c/tide/">There</a>' in found["b"]


async def test_links_out_of_the_site_stay(write: Write, tmp_path: Path) -> None:
    link = "https://code.example/pier/README.md"
    write("a.md", f"[Code]({link}) and [mail](mailto:desk@post.example)")
    (record,) = await records(tmp_path)
    assert f'<a href="{link}">Code</a>' in (record.content_html or "")


async def test_no_link_leads_out_of_the_folder(write: Write, tmp_path: Path) -> None:
    """A reference is looked up among the files of the source; it never opens a path."""
    write("secret.md", "---\ntitle: Secret\nurl: /secret/\n---\nx")
    write("site/a.md", "---\ntitle: A\n---\n[Secret](../secret.md) [Root](/etc/passwd.md)")
    (record,) = await records(tmp_path / "site")
    assert "<a" not in (record.content_html or "")
