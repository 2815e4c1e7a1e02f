"""Invented pages, each in a shape that many sites share, with what a reader sees on them."""

from dataclasses import dataclass

from tests.readers.page.prose import HARBOUR, RIVER, page, paragraphs


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One page and its truth; ``None`` where the page says nothing."""

    name: str
    html: str
    title: str = "青河治理工程今日开工"
    published: str | None = "2024-10-22T09:07:00"
    source: str | None = "云溪日报"
    authors: tuple[str, ...] = ()
    staff: tuple[tuple[str, str], ...] = ()
    channel: tuple[str, ...] = ()
    body: tuple[str, ...] = RIVER
    views: int | None = None


T = "青河治理工程今日开工"
P = paragraphs(RIVER)

PARTY_PAPER = Shape(
    name="date bar source, editors in brackets behind the body",
    html=page(
        f"<div class='path'><a href='/'>云溪网</a>&gt;&gt;<a href='/sz'>时政</a>&gt;&gt;<a href='/gd'>滚动新闻</a></div>"
        f"<div class='layout'><div class='col'><h3 class='pre'></h3><h1>{T}</h1><h4 class='sub'></h4>"
        f"<div class='col-1'>2024年10月22日09:07 | 来源：<a href='http://paper.example.com'>云溪日报</a></div><div class='sizer'>小字号</div>"
        f"<div class='txt'><table class='pci_c'><tr><td></td></tr></table>{P}"
        f"<p class='paper_num'>《 云溪日报 》（ 2024年10月22日 01 版）</p></div>"
        f"<div class='edit'>(责编：杨广、胡永)</div><div class='share'>分享让更多人看到 <a href='#'>微信</a></div>"
        f"<h2>推荐阅读</h2><ul><li><a href='/x'>全市经济工作会议召开</a></li></ul></div></div>",
        title=f"{T}--时政--云溪网",
        head="<meta name='publishdate' content='2024-10-22'><meta name='source' content='来源：云溪日报'>",
    ),
    staff=(("责编", "杨广"), ("责编", "胡永")),
    channel=("时政", "滚动新闻"),
)

SPLIT_DATE = Shape(
    name="date stacked in pieces, editor in square brackets",
    html=page(
        f"<div class='header'><div class='header-time'><span class='year'><em> 2024</em></span><span class='day'><em>10</em>/<em>22</em></span>"
        f"<span class='time'>09:07:16</span></div><div class='source'>来源：云溪日报</div></div>"
        f"<div class='head-line'><h1><span class='title'>{T}</span></h1></div><div class='share'>字体： 小 中 大 分享到：</div>"
        f"<div id='detail'><span id='detailContent'>{P}</span><div class='zan'></div><div class='editor'>【纠错】 <span>【责任编辑:张三山 】</span></div></div>",
        title=f"{T}-云溪网",
    ),
    published="2024-10-22T09:07:16",
    staff=(("责任编辑", "张三山"),),
)

PORTAL = Shape(
    name="linked source without a label after the date",
    html=page(
        f"<div class='channel-path'><a href='/'>云溪新闻</a> <span class='spliter'>&gt;</span> <a href='/china'>国内新闻</a> <span>&gt; 正文</span></div>"
        f"<h1 class='main-title'>{T}</h1><div class='top-bar'><div class='date-source'><span class='date'>2024年10月22日 09:07</span>"
        f" <a class='source' href='http://paper.example.com/1' rel='nofollow'>云溪日报</a></div>"
        f"<div class='page-tools'><span>缩小字体</span><span>放大字体</span><span>收藏</span><span>微博</span><span>微信</span><span>分享</span></div></div>"
        f"<div class='article' id='article'>{P}<p class='show_author'>责任编辑：张三山 SN123</p></div>"
        f"<div class='keywords'>关键词 : <a href='#'>河道</a></div><div class='comment'><p>网友小明：这个工程早就该做了，支持政府的决定！</p></div>",
        title=f"{T}|青河|云溪市_新闻_云溪新闻网",
        head="<meta property='article:published_time' content='2024-10-22T09:07:00+08:00'>",
    ),
    channel=("国内新闻",),
    staff=(("责任编辑", "张三山"),),
)

AGENCY = Shape(
    name="arrow breadcrumb, time and source in one line, editor in heavy brackets",
    html=page(
        f"<div id='nav'>当前位置：<a href='/'>首页</a> → <a href='/gn'>国内新闻</a></div><div class='con_left'><div class='content'>"
        f"<h1 style='text-align:left'>{T}</h1><div class='left-time'><div class='left-t'>2024年10月22日 09:07　来源：<a class='source'>云溪日报</a> "
        f"<span id='comment'><a href='/c'>参与互动</a></span></div><div class='dx'>大字体 小字体</div></div>"
        f"<div class='left_zw'>{P}<div class='adInContent'></div></div><div class='left_name'>【编辑:刘欢欣】</div></div>"
        f"<div class='correction'>更多精彩内容请进入国内频道</div></div>",
        title=f"{T}-云溪新闻网",
    ),
    channel=("国内新闻",),
    staff=(("编辑", "刘欢欣"),),
)

MINISTRY = Shape(
    name="government portal with labels and switches around",
    html=page(
        f"<div class='BreadcrumbNav'><a href='/'>首页</a> &gt; <a href='/zw'>政务</a> &gt; <a href='/xw'>部门动态</a></div>"
        f"<h1>{T}</h1><div class='pages-date'>2024-10-22 09:07 <span class='font'>来源： 云溪日报</span><span class='font'>字体：<span>默认</span><span>大</span><span>超大</span></span>"
        f" <span>|</span> <a href='javascript:print()'>打印</a></div>"
        f"<div class='pages_content' id='UCAP-CONTENT'><div class='TRS_UEDITOR'>{P}</div></div>"
        f"<div class='editor'>【我要纠错】 责任编辑：李萌萌</div><div class='related'><h2>相关稿件</h2><ul><li><a href='/r'>关于青河治理工程的批复</a></li></ul></div>",
        title=f"{T}_部门动态_云溪政府网",
        head="<meta name='PubDate' content='2024-10-22 09:07:31'><meta name='ContentSource' content='云溪日报'><meta name='ColumnName' content='部门动态'>",
    ),
    channel=("政务", "部门动态"),
    staff=(("责任编辑", "李萌萌"),),
)

CAMPUS = Shape(
    name="university page: publisher of the post, time, count; credits and neighbours below",
    html=page(
        f"<div class='col_path'>当前位置：<a href='/'>首页</a>&nbsp;&gt;&nbsp;<a href='/n'>学校要闻</a></div><div class='article'>"
        f"<h2 class='arti_title'>{T}</h2><p class='arti_metas'><span class='arti_publisher'>发布者：宣传部</span><span class='arti_update'>发布时间：2024-10-22</span>"
        f"<span class='arti_views'>浏览次数：<span class='WP_VisitCount'>1024</span></span></p>"
        f"<div class='entry'><div class='read'><div class='wp_articlecontent'>{P}<p style='text-align:right'>（文/图：罗启文 编辑：苏小芳 审核：王大海）</p></div></div></div>"
        f"<p>上一条：<a href='/1'>学校召开秋季学期工作会议</a></p><p>下一条：<a href='/2'>图书馆延长开放时间的通知</a></p><p>【<a href='#'>关闭</a>】</p></div>",
        title=f"{T}",
    ),
    published="2024-10-22",
    source=None,
    authors=("罗启文",),
    staff=(("编辑", "苏小芳"), ("审核", "王大海")),
    channel=("学校要闻",),
    views=1024,
)

SMALL_CMS = Shape(
    name="small CMS: labels in small elements, admin as author, prev and next",
    html=page(
        f"<div class='place'><strong>当前位置:</strong> <a href='/'>主页</a> &gt; <a href='/n'>新闻</a> &gt; <a href='/l'>本地</a> &gt; </div>"
        f"<div class='viewbox'><div class='title'><h2>{T}</h2></div><div class='info'><small>时间:</small>2024-10-22 09:07<small>来源:</small>云溪日报"
        f"<small>作者:</small>admin <small>点击:</small>123次</div><div class='intro'>内容摘要：工程总投资3.2亿元。</div>"
        f"<div class='content'><table width='100%'><tr><td>{P}</td></tr></table></div><div class='dede_pages'></div>"
        f"<div class='newdigg'>顶一下 (0) 0% 踩一下 (0) 0%</div><div class='handle'>------分隔线----------------------------</div>"
        f"<ul><li>上一篇：<a href='/1'>东站广场恢复通车</a></li><li>下一篇：没有了</li></ul></div>",
        title=f"{T}_云溪在线",
    ),
    channel=("新闻", "本地"),
    views=123,
)

HEADING_WITH_CREDITS = Shape(
    name="headline and credits share one heading",
    html=page(
        f"<div class='crumbs'><a href='/'>首页</a><span> &gt; </span><a href='/n'>新闻</a> &gt; <a href='/m'>民生</a> &gt;  正文</div>"
        f"<div id='Article'><h1>{T}<br /><span>2024-10-22 09:07:16&nbsp;&nbsp;&nbsp;来源：云溪日报&nbsp;&nbsp;&nbsp;评论：<a href='#c'>0</a>&nbsp;点击：<span id='hits'></span></span></h1>"
        f"<div class='content'>{P}</div><div class='bk10'></div><p class='f14'><strong>上一篇：</strong><a href='/1'>老城区停车有办法</a><br /><strong>下一篇：</strong><a href='/2'>没有了</a></p></div>",
        title=f"{T} - 云溪网",
    ),
    published="2024-10-22T09:07:16",
    channel=("新闻", "民生"),
)

FORUM_PORTAL = Shape(
    name="forum software's portal: bars between labels",
    html=page(
        f"<div id='pt' class='bm cl'><div class='z'><a href='/' class='nvhm'>首页</a> <em>›</em><a href='/p'>门户</a> <em>›</em><a href='/n'>本地新闻</a> <em>›</em>查看内容</div></div>"
        f"<div class='bm vw'><div class='h hm'><h1 class='ph'>{T}</h1><p class='xg1'>2024-10-22 09:07<span class='pipe'>|</span>发布者: <a href='/u/1'>admin</a>"
        f"<span class='pipe'>|</span>查看: <em id='_viewnum'>318</em><span class='pipe'>|</span>评论: 0<span class='pipe'>|</span>原作者: 罗启文<span class='pipe'>|</span>来自: 云溪日报</p></div>"
        f"<div class='d'><table><tr><td id='article_content'>{P}</td></tr></table></div><div class='o'>收藏 分享 邀请</div><h3>相关分类</h3><h3>最新评论</h3></div>",
        title=f"{T} - 本地新闻 - 云溪社区",
    ),
    authors=("罗启文",),
    channel=("门户", "本地新闻"),
    views=318,
)

TABLES = Shape(
    name="old page of tables, one cell with breaks instead of paragraphs",
    html=page(
        f"<table width=960><tr><td colspan=2>您现在的位置： <a href='/'>云溪网首页</a> &gt;&gt; <a href='/n'>新闻中心</a> &gt;&gt; 正文</td></tr>"
        f"<tr><td align=center><font size=5><b>{T}</b></font></td></tr><tr><td align=center>作者：罗启文　来源：云溪日报　点击数：<script>document.write(9)</script>　更新时间：2024-10-22 9:07:00</td></tr>"
        f"<tr><td>" + "<br><br>".join("　　" + line for line in RIVER) + "</td></tr>"
        "<tr><td align=right>新闻录入：admin　　责任编辑：李萌萌</td></tr><tr><td>上一篇新闻： <a href='/1'>东站广场恢复通车</a></td></tr><tr><td>下一篇新闻： 没有了</td></tr></table>",
        title=f"{T}",
    ),
    authors=("罗启文",),
    staff=(("责任编辑", "李萌萌"),),
    channel=("新闻中心",),
)

WIRE_STYLE = Shape(
    name="new media page: time and outlet separated by dots, no label",
    html=page(
        f"<div id='root'><div class='article-detail'><h1>{T}</h1><div class='article-meta'><span>2024-10-22 09:07</span><span class='dot'>·</span><span class='name'><a href='/u'>云溪日报</a></span></div>"
        f"<article class='syl-page'>{P}</article><div class='detail-end'>举报</div></div><div class='comments'><h3>评论 12</h3><p>说得好！希望两年后能看到清澈的河水，也希望不要扰民。</p></div></div>",
        title=T,
    ),
)

ACCOUNT = Shape(
    name="labelled time with two-digit year, account with a mark of trust",
    html=page(
        f"<div class='wrap'><div class='header'>{T}</div><div class='author'><p class='author-name'><a href='/u'>云溪日报</a></p>"
        f"<div class='source'><span class='date'>发布时间：24-10-22</span><span class='time'>09:07</span><span class='kind'>云溪日报官方账号</span></div></div>"
        f"<div class='content'>"
        + "".join(
            f"<p><span class='bjh-p'>{line}</span></p><div class='img'><img src='/i.jpg'></div>"
            for line in RIVER
        )
        + "</div>"
        "<div class='report'>举报/反馈</div></div>",
        title=T,
    ),
)

CAPTIONED = Shape(
    name="pictures with captions, subheads in bold, lists of others inside the body",
    html=page(
        f"<div class='bread'>首页 &gt; 视界 &gt; 正文</div><h1>{T}</h1><p class='meta'><span>云溪日报</span> <span>2024-10-22 09:07</span></p>"
        f"<div class='m-article'><p>{RIVER[0]}</p><p>{RIVER[1]}</p><p><strong>盼了多年</strong></p><p>{RIVER[2]}</p>"
        f"<div class='relate-box'><h4>相关阅读</h4><a href='/1'>东站广场恢复通车，市民出行更加方便</a><a href='/2'>老城区停车难怎么解？这个社区有办法</a></div>"
        f"<p>{RIVER[3]}</p><p>{RIVER[4]}</p></div><div class='m-editor'>编辑 | 苏小芳　校对 | 王大海</div>",
        title=f"{T}_云溪网",
    ),
    body=(RIVER[0], RIVER[1], "盼了多年", *RIVER[2:]),
    channel=("视界",),
    staff=(("编辑", "苏小芳"), ("校对", "王大海")),
)

SHORT_NOTICE = Shape(
    name="a short notice of one paragraph under a long navigation",
    html=page(
        f"<div class='location'>您的位置：<a href='/'>首页</a> / <a href='/t'>通知公告</a></div><div class='show'><h3>{T}</h3>"
        f"<div class='des'>发布日期：2024-10-22 09:07　信息来源：云溪日报　浏览量：56</div><div class='con'><p>{RIVER[0]}特此通知。</p></div>"
        f"<div class='tools'>打印 关闭</div></div>",
        title="云溪市水务局",
    ),
    body=(RIVER[0] + "特此通知。",),
    channel=("通知公告",),
    views=56,
)

BLOG = Shape(
    name="English weblog: posted on, by, post navigation and comments",
    html=page(
        "<main id='main'><article class='post'><header class='entry-header'><h1 class='entry-title'>Council votes to rebuild the eastern pier</h1>"
        "<div class='entry-meta'>Posted on <a href='/p'><time class='entry-date' datetime='2024-10-22T09:07:16+02:00'>October 22, 2024</time></a>"
        " by <span class='author vcard'><a href='/author/jane'>Jane Dover</a></span></div></header>"
        f"<div class='entry-content'>{paragraphs(HARBOUR, '')}</div><footer class='entry-footer'>Posted in <a href='/c'>Harbour</a></footer></article>"
        "<nav class='post-navigation'><h2>Post navigation</h2><a href='/1'>Previous: Herring prices rise again</a></nav>"
        "<div id='comments' class='comments-area'><h2>2 thoughts on “Council votes”</h2><p>About time, I say. The old pier was a danger to everybody who used it, and to the fish.</p>"
        "<p>Too short, as always. Nobody has asked the people who sail the ferries, of course.</p></div></main>",
        title="Council votes to rebuild the eastern pier – The Saltholm Log",
        head="<meta property='article:published_time' content='2024-10-22T09:07:16+02:00'>",
        foot="<footer><p>© 2024 The Saltholm Log. Proudly printed on weekdays.</p></footer>",
    ),
    title="Council votes to rebuild the eastern pier",
    published="2024-10-22T09:07:16+02:00",
    source=None,
    authors=("Jane Dover",),
    body=HARBOUR,
)

NEWSPAPER = Shape(
    name="English newspaper: JSON-LD, byline with role, boxes in the body",
    html=page(
        "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><a href='/local'>Local</a></li><li><a href='/local/harbour'>Harbour</a></li></ol>"
        "<article><h1>Council votes to rebuild the eastern pier</h1><div class='byline'>By <a href='/staff/jane'>Jane Dover</a>, Staff writer</div>"
        "<div class='dateline'>Published 9:07 AM CEST, October 22, 2024 | Updated 11:30 AM</div>"
        f"<div class='story-text'><p>{HARBOUR[0]}</p><p>{HARBOUR[1]}</p><div class='ad-slot'>Advertisement</div>"
        f"<aside class='related'><h3>Related stories</h3><a href='/1'>Ferry to Saltholm delayed again</a></aside><p>{HARBOUR[2]}</p><p>{HARBOUR[3]}</p><p>{HARBOUR[4]}</p></div>"
        "<p>Copyright 2024 Harbour Times. All rights reserved.</p><div class='newsletter'><h3>Sign up for our newsletter</h3><p>Get the day's top stories in your inbox, every morning, for free.</p></div></article>",
        title="Council votes to rebuild the eastern pier | Harbour Times",
        head='<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Harbour Times"},'
        '{"@type":"NewsArticle","headline":"Council votes to rebuild the eastern pier","datePublished":"2024-10-22T09:07:16+02:00",'
        '"dateModified":"2024-10-22T11:30:00+02:00","author":[{"@type":"Person","name":"Jane Dover"}],"publisher":{"@type":"Organization","name":"Harbour Times"}}]}</script>',
        foot="<footer><p>© 2024 Harbour Times</p></footer>",
    ),
    title="Council votes to rebuild the eastern pier",
    published="2024-10-22T09:07:16+02:00",
    source=None,
    authors=("Jane Dover",),
    body=HARBOUR,
    channel=("Local", "Harbour"),
)

SHAPES = tuple(value for value in list(globals().values()) if isinstance(value, Shape))
