"""Bodies of Markdown: dialects, shortcodes and tags of templates."""

import pytest

from feeds.readers.markdown.body import markdown_html

PIER = "puts '*pier*'\n\n  puts `tide`"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "<td>2</td>"),
        ("Text[^1].\n\n[^1]: The note.\n", "The note."),
        ("- [x] done\n", 'type="checkbox"'),
        ('{{< figure src="/a.jpg" caption="Pier" >}}', '<img src="/a.jpg"'),
        ("{{< youtube abc123 >}}", "https://www.youtube.com/watch?v=abc123"),
        ("{{% notice %}}Kept{{% /notice %}}", "Kept"),
        ("```\n{{< kept >}}\n```\n", "{{&lt; kept &gt;}}"),
        ("[Home]({{ site.baseurl }}/home)", 'href="/home"'),
        ("{% raw %}Kept{% endraw %}", "Kept"),
        ("See [[Harbour/Pier|the pier]] ![[pier.png]]", "See the pier <img"),
        ("> [!note] Mind\n> the gap\n", "<strong>Mind</strong>"),
        ("import A from 'a'\n\nText\n", "<p>Text</p>"),
    ],
)
def test_the_dialects_of_markdown(markdown: str, html: str) -> None:
    assert html in markdown_html(markdown)
    assert "{{<" not in markdown_html(markdown)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{% highlight ruby %}", "{% endhighlight %}"),
        ("{% highlight ruby linenos %}", "{%- endhighlight -%}"),
        ("{% codeblock pier.rb lang:ruby %}", "{% endcodeblock %}"),
        ('{{< highlight ruby "linenos=table" >}}', "{{< /highlight >}}"),
    ],
)
def test_highlighted_code_is_code(opening: str, closing: str) -> None:
    html = markdown_html(f"Before\n{opening}\n{PIER}\n{closing}\nafter *all*")
    assert f'<pre><code class="language-ruby">{PIER}\n</code></pre>' in html
    assert "<p>after <em>all</em></p>" in html


def test_highlighted_code_can_contain_fences() -> None:
    html = markdown_html("{% highlight md %}\n```\nx\n```\n{% endhighlight %}\n\n*after*")
    assert "```\nx\n```\n</code></pre>" in html
    assert "<em>after</em>" in html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a {% raw %}{{ x }} {% y %}{% endraw %} b", "<p>a {{ x }} {% y %} b</p>\n"),
        ("```\n{% raw %}{{ x }}{% endraw %}\n```", "<pre><code>{{ x }}\n</code></pre>\n"),
        ("a {% comment %}a secret\n\nof two{% endcomment %}b", "<p>a b</p>\n"),
        ("a {% comment %}never closed {% comment %} b", "<p>a never closed  b</p>\n"),
        ("`{% raw %}` shows", "<p><code>{% raw %}</code> shows</p>\n"),
        ("  ```\n  {{ x }}\n  ```\n{{ y }}z", "<pre><code>{{ x }}\n</code></pre>\n<p>z</p>\n"),
    ],
)
def test_verbatim_blocks_and_comments(markdown: str, html: str) -> None:
    assert markdown_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ('{{ youtube(id="abc") }}', 'href="https://www.youtube.com/watch?v=abc"'),
        ("{% youtube abc %}", 'href="https://www.youtube.com/watch?v=abc"'),
        ('{{< tweet user="moor" id="12" >}}', 'href="https://twitter.com/i/status/12"'),
        ("{{< gist moor 12ab >}}", 'href="https://gist.github.com/moor/12ab"'),
        ("{% asset_img left pier.png 300 The pier %}", '<img src="pier.png" alt="The pier">'),
        ("![Pier]({% asset_path pier.png %})", '<img src="pier.png" alt="Pier"'),
        ("{% img right /a/pier.png 300 200 Pier %}", '<img src="/a/pier.png" alt="Pier">'),
        ('{% include figure.html image_path="/pier.jpg" alt="Pier" %}', '<img src="/pier.jpg" alt="Pier">'),
        ('{{< gallery-item src="pier.webp" caption="Pier" >}}', "<figcaption>Pier</figcaption>"),
        ('{% include video.html src="/pier.mp4" %}', '<a href="/pier.mp4">'),
        ("[About]({{ '/about' | relative_url }})", 'href="/about"'),
        ('[About]({{ "/about" | prepend: site.baseurl }})', 'href="/about"'),
        ("Written in {{ 'Ruby' }} by {{ page.author }}.", "<p>Written in Ruby by .</p>"),
        ('{% quote(author="A") %}\nHigh *tide*\n{% end %}', "<p>High <em>tide</em></p>"),
        ('[Pier]({{< ref "pier.md" >}}) here', "<p>Pier here</p>"),
    ],
)
def test_tags_become_what_they_show(markdown: str, html: str) -> None:
    assert html in markdown_html(markdown)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# Pier {#the-pier}", "<h1>Pier</h1>\n"),
        ("Text\n{: .note #a}", "<p>Text</p>\n"),
        ('Text\n{: .note title="A b"}', "<p>Text</p>\n"),
        ("* contents\n{:toc}\n\nText", "<p>Text</p>\n"),
        ("[TOC]\n\nText", "<p>Text</p>\n"),
        ("a `{:b 1}` {:c 2} {a}", "<p>a <code>{:b 1}</code> {:c 2} {a}</p>\n"),
        (":::tip Mind\n\nthe gap\n\n:::", "<p><strong>Mind</strong></p>\n<p>the gap</p>\n"),
        ("::: warning\nthe gap\n:::", "<p><strong>Warning</strong></p>\n<p>the gap</p>\n"),
        ('!!! note "Mind"\n    the gap', '<p class="admonition-title">Mind</p>\n<p>the gap</p>'),
        ("It is $x_1*y*$ or $5 and $10.", "$x_1*y*$</span> or $5 and $10."),
        ("$$\na_1*b* < c\n$$", "$$a_1*b* &lt; c$$"),
    ],
)
def test_additions_to_markdown(markdown: str, html: str) -> None:
    assert html in markdown_html(markdown)


@pytest.mark.parametrize(
    "piece",
    [
        *("{% raw %}", "{% highlight a %}", "{{< highlight a >}}", "{{< /x >}}", "{{ x(", "{{ 'a"),
        *("```\n", "`a", "`{% raw %}`", "$a\\$", "{: .a", ":::a\n", "# a {#"),
    ],
)
def test_openings_without_end_are_read_in_one_walk(piece: str) -> None:
    """A search for the end of each would take minutes; the suite ends a test that does."""
    assert "The end" in markdown_html(piece * 20_000 + "\n\nThe end")
