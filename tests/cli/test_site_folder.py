"""What ``feeds init`` recognises in the folder of a site."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from feeds.cli.app import app
from feeds.cli.site_folder import find_site
from feeds.config import load

run = CliRunner().invoke
URL = "https://pier.example"
POST = "---\ntitle: Pier\ndate: 2024-10-22\n---\nx"
PELICAN = 'SITENAME = "Pier"\nSITEURL = ""\nTIMEZONE = "Europe/Berlin"\nDEFAULT_LANG = "de"\n'
DOCUSAURUS = """
export default {
  title: 'Pier', "url": "https://pier.example", baseUrl: '/sea/',
  i18n: { defaultLocale: 'en' },
  presets: [['classic', { blog: { showReadingTime: true, routeBasePath: 'news' } }]],
}
"""


def written(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "files", "path", "url", "options"),
    [
        (
            "a Zola site",
            {"config.toml": f'base_url = "{URL}"\ntitle = "Pier"\n', "content/blog/a.md": POST},
            "content",
            URL,
            {"generator": "zola"},
        ),
        (
            "a Zola site",
            {"zola.toml": f'base_url = "{URL}"\n[slugify]\npaths = "safe"\n', "content/a.md": POST},
            "content",
            URL,
            {},
        ),
        (
            "a Hexo site",
            {
                "_config.yml": f"title: Pier\nurl: {URL}\nlanguage: [en, de]\npermalink: news/:title.html\n"
                "new_post_name: :year-:title.md\npretty_urls: {trailing_html: false}\n",
                "source/_posts/a.md": POST,
            },
            "source/_posts",
            URL,
            {"generator": "hexo", "permalinks": "news/:path/:title"},
        ),
        (
            "a Jekyll site",
            {"CNAME": "pier.example\n", "_posts/2024-10-22-a.md": POST},
            "_posts",
            URL,
            {"generator": "jekyll", "permalinks": "/:categories/:year/:month/:day/:title.html"},
        ),
        (
            "a Docusaurus site",
            {"docusaurus.config.ts": DOCUSAURUS, "docs/a.md": POST, "blog/2024-10-22-a.md": POST},
            "blog",
            f"{URL}/sea",
            {"generator": "docusaurus", "permalinks": "/news/:year/:month/:day/:title"},
        ),
        (
            "an Astro site",
            {
                "astro.config.mjs": f"export default defineConfig({{\n  site: '{URL}',\n}})\n",
                "src/content/blog/a.mdx": POST,
                "node_modules/x/README.md": POST,
            },
            "src/content",
            URL,
            {},
        ),
        (
            "a Pelican site",
            {
                "pelicanconf.py": PELICAN,
                "publishconf.py": f'SITEURL = "{URL}"\nARTICLE_URL = "{{date:%Y}}/{{slug}}/"\n',
                "content/a.md": "Title: Pier\nDate: 2024-10-22\n\nx",
            },
            "content",
            URL,
            {"generator": "pelican", "permalinks": ":year/:slug/"},
        ),
        (
            "a Hugo site",
            {
                "hugo.yaml": f"baseURL: {URL}\nlanguages: {{en: {{weight: 1}}, de: {{}}, fr: {{}}}}\n",
                "content/en/a.md": POST,
                "content/de/a.md": POST,
            },
            "content",
            URL,
            {"generator": "hugo", "languages": ["de", "en"]},
        ),
    ],
)
def test_sites_are_recognised(  # noqa: PLR0917 - one site a case
    tmp_path: Path, what: str, files: Mapping[str, str], path: str, url: str, options: Mapping[str, object]
) -> None:
    written(tmp_path, files)
    done = run(app, ["init", str(tmp_path)])
    assert (done.exit_code, done.exception) == (0, None)
    assert f"This is {what}: its articles are in '{path}'." in done.stderr
    (source,) = load(tmp_path / "feeds.toml").sources
    assert source.base_url == url
    assert dict(source.options) == options


def test_a_folder_with_markdown_is_named(tmp_path: Path) -> None:
    written(tmp_path, {"my notes/a.md": POST, "my notes/b.md": POST, "other/c.md": POST, "README.md": "x"})
    done = run(app, ["init", str(tmp_path)])
    assert "There is Markdown in 'my notes'; to read it: feeds init --from 'my notes'" in done.stderr
    assert (tmp_path / "records/articles.jsonl").exists()


def test_a_project_with_a_readme_is_no_site(tmp_path: Path) -> None:
    written(tmp_path, {"config.toml": "x = 1", "README.md": "# About", "node_modules/a/b.md": "x"})
    assert find_site(tmp_path) is None


@pytest.mark.parametrize("text", ["url: [", "- a\n", "\x00", "url: 3\ntitle: {}\n"])
def test_a_configuration_that_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    written(tmp_path, {"_config.yml": text, "_posts/2024-10-22-a.md": POST})
    found = find_site(tmp_path)
    assert found is not None
    assert (found.what, found.url, found.title) == ("a Jekyll site", None, None)
