"""Invented pages that are harder: decoys, hidden text, comments without names, notices, styled sections."""

from tests.readers.page.prose import HARBOUR, RIVER, page, paragraphs
from tests.readers.page.shapes import Shape

T = "青河治理工程今日开工"
P = paragraphs(RIVER)

UNNAMED_COMMENTS = Shape(
    name="comments in boxes without telling names are longer than the article",
    html=page(
        f"<div class='w'><div class='l'><h1>{T}</h1><div class='i'>2024-10-22 09:07:16　来源：云溪日报</div><div class='c'>{P}</div>"
        f"<div class='d'>责任编辑：张三山</div><div class='e'>网友评论（3）</div>"
        + "".join(
            f"<div class='r'><p>{who}</p><p>{text}</p><p>回复 点赞</p></div>"
            for who, text in (
                (
                    "河边人家",
                    "盼了好多年，总算等到开工的这一天，希望质量过硬，不要年年修、年年坏，让老百姓真正受益。",
                ),
                (
                    "路过",
                    "施工的时候能不能把围挡做得好看一点？另外，夜里请不要作业，周围住的都是老人和孩子，谢谢。",
                ),
                (
                    "老云溪",
                    "小时候在青河里游泳，水清得能看见石头。后来水黑了，臭了，谁也不愿意走近。但愿还能看到那样的河。",
                ),
            )
        )
        + "</div></div>",
        title=f"{T}-云溪日报网",
    ),
    published="2024-10-22T09:07:16",
    staff=(("责任编辑", "张三山"),),
)

TODAY = Shape(
    name="the date of today over the page, a decoy date in the body, the real one below it",
    html=page(
        f"<div class='today'>今天是2026年11月23日 星期一</div><div class='nav2'>当前位置：<a href='/'>首页</a> &gt;&gt; <a href='/d'>工作动态</a> &gt;&gt; 正文</div>"
        f"<div class='bt'>{T}</div><div class='zw'><p>2024年10月21日上午，{RIVER[0][3:]}</p>{paragraphs(RIVER[1:])}</div>"
        f"<div class='foot2'>发布时间：2024-10-22 09:07　来源：云溪日报　编辑：李萌萌</div>",
        title="云溪市水务局门户网站",
    ),
    staff=(("编辑", "李萌萌"),),
    channel=("工作动态",),
    body=("2024年10月21日上午，" + RIVER[0][3:], *RIVER[1:]),
)

NOTICE = Shape(
    name="a notice with its own times and places, signed and dated",
    html=page(
        "<div class='pos'>首页 &gt; 通知公告 &gt; 正文</div><h2 class='title'>关于召开青河治理听证会的通知</h2>"
        "<div class='info'>发布时间：2024-10-22 09:07　来源：云溪日报　浏览次数：77　字号：[ <a>大</a> <a>中</a> <a>小</a> ]</div>"
        "<div class='text'><p>各有关单位：</p><p>为进一步听取市民意见，经研究，决定召开青河治理工程听证会，现将有关事项通知如下。</p><p>一、时间：2024年10月28日 14:00</p>"
        "<p>时间：2024年10月29日 14:00</p><p>地点：市水务局三楼会议室</p><p>二、请各单位于10月25日前报送参会人员名单，联系人：罗启文，电话：000-1234567。</p><p>特此通知。</p>"
        "<p style='text-align:right'>云溪市水务局</p><p style='text-align:right'>2024年10月22日</p><p>附件：<a href='/f/1.doc'>参会回执.doc</a></p></div>"
        "<div class='close'>【打印】【关闭】</div>",
        title="关于召开青河治理听证会的通知-云溪市水务局",
    ),
    title="关于召开青河治理听证会的通知",
    channel=("通知公告",),
    views=77,
    body=(
        "各有关单位：",
        "为进一步听取市民意见，经研究，决定召开青河治理工程听证会，现将有关事项通知如下。",
        "一、时间：2024年10月28日 14:00",
        "时间：2024年10月29日 14:00",
        "地点：市水务局三楼会议室",
        "二、请各单位于10月25日前报送参会人员名单，联系人：罗启文，电话：000-1234567。",
        "特此通知。",
        "云溪市水务局",
        "2024年10月22日",
        "附件：参会回执.doc",
    ),
)

INTERVIEW = Shape(
    name="an interview: 记者 and 编辑 speak in it, credits at the end",
    html=page(
        f"<h1>{T}</h1><div class='info'><span>2024-10-22 09:07</span><span>来源：云溪日报</span><span>记者：罗启文</span></div>"
        f"<div class='content'><p>{RIVER[1]}</p><p>记者：工程什么时候能完工？</p><p>郭建军：按计划，两年之内完工，明年汛期前完成主要河段。</p>"
        f"<p>记者：资金怎么解决？</p><p>郭建军：市里出一半，其余由省里补助。图表来源于公开资料，不在此列。</p><p>{RIVER[4]}</p><p>（来源：云溪日报 编辑：苏小芳）</p></div>",
        title=f"{T}_云溪网",
    ),
    authors=("罗启文",),
    staff=(("编辑", "苏小芳"),),
    body=(
        RIVER[1],
        "记者：工程什么时候能完工？",
        "郭建军：按计划，两年之内完工，明年汛期前完成主要河段。",
        "记者：资金怎么解决？",
        "郭建军：市里出一半，其余由省里补助。图表来源于公开资料，不在此列。",
        RIVER[4],
    ),
)

STYLED = Shape(
    name="nested styled sections, one line in each, account and a relative day",
    html=page(
        f"<div id='art'><h1 class='media_title'>{T}</h1><div class='meta_list'><span class='meta_text'>罗启文</span> <span class='profile'><a href='#'>云溪发布</a></span> <em id='pub'>昨天</em></div>"
        f"<div class='media_content' style='visibility: hidden;'>"
        + "".join(
            f"<section style='x'><section><section><p><span><span>{line}</span></span></p></section></section></section>"
            for line in RIVER
        )
        + "<section><p>来源：云溪日报</p><p>编辑：苏小芳</p></section><section><p>长按二维码关注我们</p></section></div></div>"
        '<script>var ct = "1729559236"; var svr_time = "1789559236";</script>',
        title="",
        head=f"<meta property='og:title' content='{T}'>",
    ),
    published="1729559236",
    authors=("罗启文",),
    staff=(("编辑", "苏小芳"),),
)

TWO_BOXES = Shape(
    name="the body in two boxes around an advertisement",
    html=page(
        f"<div class='main'><h1>{T}</h1><p class='sub'>2024/10/22 09:07:16 来源：云溪日报</p><div class='part'><p>{RIVER[0]}</p><p>{RIVER[1]}</p></div>"
        f"<div class='ad'><a href='/ad'>云溪楼盘火热销售中</a></div><div class='part'><p>{RIVER[2]}</p><p>{RIVER[3]}</p><p>{RIVER[4]}</p></div><div>编辑：苏小芳</div></div>",
        title=f"{T}__云溪网",
    ),
    published="2024-10-22T09:07:16",
    staff=(("编辑", "苏小芳"),),
)

SUMMARIES = Shape(
    name="other articles with summaries below, no word between",
    html=page(
        f"<div class='box'><h1>{T}</h1><p class='time'>2024-10-22 09:07 云溪日报</p><div class='nr'>{P}</div></div><div class='list'>"
        + "".join(
            f"<div class='li'><h3><a href='/{n}'>{title}</a></h3><p>{text}</p><span>2024-10-2{n} 08:00</span></div>"
            for n, title, text in (
                (
                    1,
                    "东站广场恢复通车",
                    "昨天上午，东站广场改造完工，广场周边道路恢复通车，公交线路同时恢复原来的走向。",
                ),
                (
                    2,
                    "老城区停车有办法",
                    "老城区的停车难由来已久，南门社区把闲置的院子改成停车场，居民每月只要付很少的钱。",
                ),
                (
                    3,
                    "图书馆延长开放",
                    "从下月起，市图书馆每天开放到晚上十点，读者可以在网上预约座位，周末不休。",
                ),
            )
        )
        + "</div>",
        title=f"{T} | 云溪网",
    ),
)

SHOULDER = Shape(
    name="a shoulder line over the headline and a subtitle under it",
    html=page(
        f"<div class='article-box'><h3 class='pretitle'>聚焦民生实事</h3><h1>{T}</h1><h3 class='subtitle'>总投资3.2亿元 惠及12万居民</h3><div class='meta'>2024年10月22日 星期二 09:07　来源：云溪日报　作者：罗启文 郭建</div>"
        f"<div id='zoom'>{P}</div></div>",
        title=f"{T}-新闻-云溪网",
    ),
    authors=("罗启文", "郭建"),
)

SITE_NAME_HEADING = Shape(
    name="the first heading is the site's name; the headline is a bold paragraph in a table",
    html=page(
        f"<h1>云溪市人民医院</h1><h2>关爱健康 服务百姓</h2><table><tr><td><table><tr><td><p align=center><b><font size=4>{T}</font></b></p></td></tr>"
        f"<tr><td align=center>发布者：院办　发布时间：2024/10/22 9:07:00　阅读：345次　来源：云溪日报</td></tr><tr><td><div>{P}</div></td></tr></table></td></tr></table>",
        title="云溪市人民医院",
    ),
    views=345,
)

EMPTY_SOURCE = Shape(
    name="labels without values",
    html=page(
        f"<h2>{T}</h2><div class='xx'>来源：　作者：　发布时间：2024-10-22 09:07　点击：</div><div class='nr'>{P}</div><div>责任编辑：</div>",
        title=f"{T}-云溪网",
    ),
    source=None,
)

DATA = Shape(
    name="a table of figures and a list inside the body",
    html=page(
        f"<h1>{T}</h1><div class='src'>2024-10-22 09:07　稿源：云溪日报</div><div class='art'><p>{RIVER[0]}</p><table><tr><th>年份</th><th>投资</th></tr><tr><td>2024</td><td>1.2亿元</td></tr>"
        f"<tr><td>2025</td><td>2亿元</td></tr></table><p>{RIVER[1]}</p><ul><li>河道清淤18公里</li><li>堤防加固9公里</li></ul><p>{RIVER[3]}</p></div>",
        title=f"{T}_云溪网",
    ),
    body=(
        RIVER[0],
        "年份",
        "投资",
        "2024",
        "1.2亿元",
        "2025",
        "2亿元",
        RIVER[1],
        "河道清淤18公里",
        "堤防加固9公里",
        RIVER[3],
    ),
)

PRESS_OFFICE = Shape(
    name="English press office: date above the headline, contact notes below",
    html=page(
        "<div class='news'><p class='date'>22 October 2024, 09:07</p><h1>Council votes to rebuild the eastern pier</h1><p class='kicker'>Source: Saltholm County</p>"
        f"<div class='text'>{paragraphs(HARBOUR, '')}</div><p>Related articles</p><ul><li><a href='/1'>Ferry timetable for the winter</a></li></ul></div>",
        title="Council votes to rebuild the eastern pier - Saltholm County",
        foot="",
    ),
    title="Council votes to rebuild the eastern pier",
    source="Saltholm County",
    body=HARBOUR,
)

PHONE = Shape(
    name="mobile page: outlet first, year missing, full time in the state of a script",
    html=page(
        f"<section class='m'><h1 class='t'>{T}</h1><div class='m-info'><span class='m-src'>云溪日报</span><span class='m-time'>10-22 09:07</span></div><div class='m-body'>{P}</div><div class='m-more'>展开全文</div></section>"
        '<script>window.__STATE__={"id":7,"now":1795000000,"publishTime":"2024-10-22 09:07:16","title":"x"}</script>',
        title=T,
    ),
    published="2024-10-22T09:07:16",
)

ODD_SHAPES = tuple(value for value in list(globals().values()) if isinstance(value, Shape))
