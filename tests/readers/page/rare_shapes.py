"""Invented pages with rarer ways of writing credits, times and bodies."""

from tests.readers.page.prose import HARBOUR, RIVER, page, paragraphs
from tests.readers.page.shapes import Shape

T = "青河治理工程今日开工"
P = paragraphs(RIVER)
PIER = "Council votes to rebuild the eastern pier"

LABEL_CELLS = Shape(
    name="a table of labels and values over a government document",
    html=page(
        f"<div class='dqwz'>当前位置： <a href='/'>首页</a> &gt; <a href='/g'>政务公开</a> &gt; <a href='/b'>部门文件</a></div><table class='xxgk'>"
        f"<tr><td>索引号：</td><td>0001/2024-00321</td><td>主题分类：</td><td>水利</td></tr><tr><td>发文机关：</td><td>云溪市水务局</td><td>成文日期：</td><td>2024年10月18日</td></tr>"
        f"<tr><td>信息来源：</td><td>云溪日报</td><td>发布日期：</td><td>2024-10-22 09:07</td></tr></table>"
        f"<h1>{T}</h1><div class='wen'>{P}</div><div class='xg'>相关文档</div><ul><li><a href='/1'>一图读懂青河治理工程</a></li></ul>",
        title=f"{T}_部门文件_云溪市人民政府",
    ),
    channel=("政务公开", "部门文件"),
)

CITY_PAPER = Shape(
    name="outlet, reporter and editor in one line after the time",
    html=page(
        f"<div class='bodyTitle'><div class='content'><h1>{T}</h1><div class='info'><span class='left'>2024-10-22 09:07 云溪日报 记者：罗启文 编辑：苏小芳</span><span class='right'>分享到</span></div></div></div>"
        f"<div class='article-text' id='contentStr'><p>{RIVER[0]}</p>"
        + paragraphs(RIVER[1:])
        + "<p>编辑 苏小芳</p><p>校对 王大海</p></div>",
        title=f"{T}—云溪日报",
    ),
    authors=("罗启文",),
    staff=(("编辑", "苏小芳"), ("校对", "王大海")),
)

NO_MARK = Shape(
    name="source without a colon, in an element of its own",
    html=page(
        f"<h1 class='biaoti'>{T}</h1><div class='laiyuan'><span>2024年10月22日 上午9:07</span><span>来源</span><a href='http://paper.example.com'>云溪日报</a><span>作者</span><span>罗启文</span></div><div class='zhengwen'>{P}</div>",
        title=f"云溪在线-新闻中心-{T}",
    ),
    authors=("罗启文",),
)

BRACKETED = Shape(
    name="labels in heavy brackets, afternoon time",
    html=page(
        f"<h2 class='con_title'>{T}</h2><p class='con_time'>【时间】2024年10月22日 下午3:07　【来源】云溪日报　【作者】罗启文</p><div class='con_text'>{P}</div><p>【字体：<a>大</a> <a>中</a> <a>小</a>】</p>",
        title=f"{T}-云溪网",
    ),
    published="2024-10-22T15:07:00",
    authors=("罗启文",),
)

ONE_SENTENCE = Shape(
    name="one sentence of news between a boilerplate column and long notices",
    html=page(
        f"<div class='left'><h3>关于本站</h3><p>云溪网由云溪日报社主办，是云溪市重点新闻网站。</p></div><div class='mid'><h1>{T}</h1><p class='ly'>2024-10-22 09:07　来源：云溪日报</p><div class='zw'><p>{RIVER[0]}</p></div>"
        f"<div class='bq'><p>版权声明：凡本网注明来源为云溪网的所有作品，版权均属于云溪网，未经本网授权，不得转载、摘编或利用其它方式使用上述作品。</p>"
        f"<p>凡本网注明来源为其他媒体的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点和对其真实性负责。</p></div></div>",
        title=f"{T}_云溪网",
    ),
    body=(RIVER[0],),
)

TAG_SOUP = Shape(
    name="unclosed elements, capital letters, attributes without quotes",
    html=page(
        f"<TABLE><TR><TD class=tt><B>{T}</B><TR><TD>日期：2024-10-22 09:07　来源：云溪日报<TR><TD class=zw><FONT size=3><P>　　{RIVER[0]}<P>　　{RIVER[1]}<P><IMG SRC=/1.jpg><P>　　{RIVER[2]}<DIV>　　{RIVER[3]}</DIV><P>　　{RIVER[4]}</FONT></TABLE>",
        title=f"{T}",
    ),
)

SPACES = Shape(
    name="one box, breaks and hard spaces, pictures between",
    html=page(
        f"<div class=d><h1>{T}</h1><span>作者:罗启文&nbsp;&nbsp;来源:云溪日报&nbsp;&nbsp;发布时间:2024/10/22 9:07:00</span><div class=z>"
        + "<br />\n<img src='/i.jpg' /><br />".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{line}" for line in RIVER)
        + "<br /><br />（责任编辑：李萌萌）</div></div>",
        title=f"{T}",
    ),
    authors=("罗启文",),
    staff=(("责任编辑", "李萌萌"),),
)

CREATIVE = Shape(
    name="account page with original mark and a call to follow",
    html=page(
        f"<div class='article-box'><h1 class='article-title'>{T}</h1><div class='article-sub'><span class='original'>原创</span><span>云溪日报</span><span>2024-10-22 09:07:16</span></div>"
        f"<div class='article-content'><div><p>点击上方蓝字关注我们</p>{P}<p>— END —</p><p>来源：云溪日报</p><p>欢迎关注云溪发布公众号</p></div></div></div>",
        title=f"{T}",
    ),
    published="2024-10-22T09:07:16",
    body=RIVER,
)

WIRE = Shape(
    name="English wire report: author line, time element, reporting by, standards",
    html=page(
        f"<article><header><p><a href='/w'>World</a></p><h1>{PIER}</h1><p>By <a href='/j'>Jane Dover</a></p><time datetime='2024-10-22T07:07:16Z'>October 22, 2024 9:07 AM GMT+2</time></header>"
        f"<div class='article-body'>{paragraphs(HARBOUR, '')}<p>Reporting by Jane Dover; Editing by Marta Quill</p><p>Our Standards: <a href='/t'>The Harbour Trust Principles.</a></p></div></article>"
        "<section><h2>Read Next</h2><p>Herring prices rise for the third month in a row, and the fishermen are not to blame, they say.</p></section>",
        title=f"{PIER} | Harbour Wire",
        foot="",
    ),
    title=PIER,
    published="2024-10-22",
    source=None,
    authors=("Jane Dover",),
    staff=(("Editing by", "Marta Quill"),),
    body=HARBOUR,
)

FEATURE = Shape(
    name="English feature: standfirst, photo credit, pull quote, share line, relative time",
    html=page(
        f"<div class='share-bar'>Share</div><h1>{PIER}</h1><p class='standfirst'>After four years of dispute, the harbour gets its pier</p><div class='meta'><span>3 hours ago</span> <a class='author' href='/j'>Jane Dover</a></div>"
        f"<figure><img src='/pier.jpg' alt='The pier'><figcaption>The eastern pier in autumn</figcaption></figure><div class='body-copy'>{paragraphs(HARBOUR[:3], '')}<blockquote><p>The roof leaks, and so do the promises.</p></blockquote>{paragraphs(HARBOUR[3:], '')}</div>"
        "<div class='share-bar'>Share this</div><div class='more'>More from Local</div>",
        title=f"{PIER} - The Evening Tide",
        head="<meta property='article:published_time' content='2024-10-22T07:07:16Z'><meta name='author' content='Jane Dover'>",
        foot="",
    ),
    title=PIER,
    published="2024-10-22T07:07:16Z",
    source=None,
    authors=("Jane Dover",),
    body=(
        "After four years of dispute, the harbour gets its pier",
        *HARBOUR[:3],
        "The roof leaks, and so do the promises.",
        *HARBOUR[3:],
    ),
)

QUARREL = tuple(
    (f"网友{n}", f"10-22 1{n}:05", text * 3)
    for n, text in enumerate(
        (
            "盼了好多年，总算等到开工的这一天，希望质量过硬，不要年年修、年年坏，让老百姓真正受益。",
            "施工的时候能不能把围挡做得好看一点？另外，夜里请不要作业，周围住的都是老人和孩子，谢谢。",
            "小时候在青河里游泳，水清得能看见石头。后来水黑了，臭了，谁也不愿意走近，但愿还能看到那样的河。",
            "楼上说得对，青河就是被上游的厂子弄脏的，光清淤有什么用，关键是要把排污口管起来，一个也不能放过。",
            "两年工期太长了吧，隔壁市一年就修好了，我们这里总是慢半拍，希望这次能按时完工，不要再拖。",
            "支持！绿水青山就是金山银山，钱花在这上面，老百姓没有意见，就怕钱花了，水还是黑的。",
        )
    )
)

LOUD_COMMENTS = Shape(
    name="comments five times as long as the article, in boxes named by numbers",
    html=page(
        f"<div class='x1'><div class='x2'><h1>{T}</h1><div class='x3'>2024-10-22 09:07　来源：云溪日报</div><div class='x4'><p>{RIVER[0]}</p><p>{RIVER[1]}</p></div></div><div class='x5'>"
        + "".join(
            f"<div class='x6'><span>{who}</span><div>{when}</div><p>{text}</p><div>回复 赞</div></div>"
            for who, when, text in QUARREL
        )
        + "</div></div>",
        title=f"{T}_云溪网",
    ),
    body=RIVER[:2],
)

RARE_SHAPES = tuple(value for value in list(globals().values()) if isinstance(value, Shape))
