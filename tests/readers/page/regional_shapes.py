"""Invented pages: reporters without a colon, traditional characters, headlines of several lines, tails."""

from tests.readers.page.prose import HARBOUR, RIVER, page, paragraphs
from tests.readers.page.rare_shapes import PIER
from tests.readers.page.shapes import Shape

T = "青河治理工程今日开工"
P = paragraphs(RIVER)
TRADITIONAL = (
    "〔記者羅啟文／雲溪報導〕雲溪市昨天舉行青河治理工程開工儀式，副市長宣布工程正式開工。",
    "據介紹，青河治理工程計劃用兩年時間完成河道清淤、堤防加固和沿岸綠化，惠及沿線居民。",
    "「過去一到汛期，我們就睡不好覺。」家住河邊的居民說，她盼著工程早點完工。",
)

REPORTER = Shape(
    name="outlet and reporter beside the time, without labels",
    html=page(
        f"<h1>{T}</h1><div>2024-10-22 09:07 云溪日报 记者罗启文</div><div>{P}</div>", title=f"{T}_云溪网"
    ),
    authors=("罗启文",),
)

TRADITIONAL_PAGE = Shape(
    name="traditional characters in labels, byline and text",
    html=page(
        "<h1>青河治理工程今日開工</h1><div>發布時間：2024-10-22 09:07　來源：雲溪日報</div>"
        f"<div>{paragraphs(TRADITIONAL)}</div><p>責任編輯：李萌萌</p>",
        title="青河治理工程今日開工_雲溪網",
    ),
    title="青河治理工程今日開工",
    source="雲溪日報",
    authors=("羅啟文",),
    staff=(("責任編輯", "李萌萌"),),
    body=TRADITIONAL,
)

TWO_LINES = Shape(
    name="a heading of two lines",
    html=page(
        f"<h1>{T}<br>两年后河水变清</h1><div>2024-10-22 09:07 来源：云溪日报</div><div>{P}</div>",
        title=f"{T} 两年后河水变清_云溪网",
    ),
    title=f"{T} 两年后河水变清",
)

TAIL = Shape(
    name="a link back to the portal at the end of the last paragraph",
    html=page(
        f"<h1>{T}</h1><div>2024-10-22 09:07 来源：云溪日报</div>"
        f"<div>{P[:-4]}<a href='https://portal.example/'>返回门户，查看更多</a></p></div>",
        title=f"{T}_云溪网",
    ),
)

SECTIONS = Shape(
    name="navigation and a headline that start with the word for video, a publisher's address beside the time",
    html=page(
        "<div><a href='/'>首页</a>|<a href='/v'>视频</a>|<a href='/g'>游戏</a>|<a href='/c'>汽车</a></div>"
        f"<div><h1><a href='#'>无障碍</a> <a href='#'>关怀版</a></h1></div><div><h2>视频丨{T}</h2>"
        f"<div>https://www.yunxi.example&nbsp;2024-10-22 09:07&nbsp;云溪要闻</div>{P}"
        "<p>（来源：云溪网-《云溪日报》）</p><p>责任编辑：李萌萌</p></div>",
        title=f"视频丨{T}_云溪网",
    ),
    title=f"视频丨{T}",
    source="云溪网-《云溪日报》",
    staff=(("责任编辑", "李萌萌"),),
)

ACCOUNT = Shape(
    name="an author and the account that posted, and a notice below the text",
    html=page(
        f"<h1>{T}</h1><div><span>原创</span> <span class='meta_author'>quayside</span> "
        f"<span class='meta_nickname'>云溪纪事</span></div><p>2024-10-22 09:07</p>"
        f"<div>{P}<p>信息来源于网络</p><p>经过小舟重新编排</p></div>",
        title=T,
        head="<meta name='author' content='quayside'>",
    ),
    source="云溪纪事",
)

SIGNED = Shape(
    name="the author in brackets behind the last sentence, the publisher in a script",
    html=page(
        f"<h1>{T}</h1><div>2024-10-22 09:07</div><div>{P[:-4]}（罗启文）</p></div>",
        title=T,
        head="<script>var state = {source: '云溪客户端', id: 7}</script>",
    ),
    source="云溪客户端",
    authors=("罗启文",),
)

ACCESSIBILITY = Shape(
    name="an accessibility bar in a heading and share buttons below",
    html=page(
        f"<div><h1><a href='#'>无障碍</a> <a href='#'>关怀版</a></h1></div><h2>{T}</h2>"
        f"<div>2024-10-22 09:07 云溪日报</div><div>{P}</div><p>新浪微博 开心网 人人网</p>",
        title=f"{T}_云溪网",
    ),
)

GERMAN_DATE = Shape(
    name="a date with the day first and a German clock",
    html=page(
        f"<div><h1>{PIER}</h1><p>Stand: 22.10.2024, 09:07 Uhr</p>{paragraphs(HARBOUR, '')}</div>",
        title=f"{PIER} - Abendblatt",
        foot="",
    ),
    title=PIER,
    source=None,
    body=HARBOUR,
)

FRENCH_DATE = Shape(
    name="a French date with its word, in the box of the text",
    html=page(
        f"<div><h1>{PIER}</h1><p>Publié le 22 octobre 2024 à 09h07</p>{paragraphs(HARBOUR, '')}</div>",
        title=f"{PIER} - Le Quai",
        foot="",
    ),
    title=PIER,
    source=None,
    body=HARBOUR,
)

FIRST_PUBLISHED = Shape(
    name="a time of first publication in a meta element, dates only in the text",
    html=page(
        f"<h1>{T}</h1><div>{P}</div>",
        title=f"{T}_云溪网",
        head="<meta name='firstpublishedtime' content='2024-10-22 09:07:00'>",
    ),
    source=None,
)

REGIONAL_SHAPES = (
    *(REPORTER, TRADITIONAL_PAGE, TWO_LINES, TAIL, SECTIONS, ACCESSIBILITY, GERMAN_DATE, FRENCH_DATE),
    *(FIRST_PUBLISHED, ACCOUNT, SIGNED),
)
