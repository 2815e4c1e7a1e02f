"""Invented text for invented pages."""

RIVER = (
    "本报讯 10月21日，云溪市举行青河治理工程开工仪式，副市长罗启明宣布工程正式开工。",
    "据介绍，青河治理工程总投资3.2亿元，计划用两年时间完成河道清淤、堤防加固和沿岸绿化，惠及沿线6个街道的12万居民。",
    "“过去一到汛期，我们就睡不好觉。”家住河边的刘桂芬说，她盼着工程早点完工。",
    "工程负责人表示，施工期间将分段围挡，尽量减少对交通的影响，并在每个路口安排专人引导车辆通行。",
    "下一步，云溪市还将启动北湖湿地修复，让更多市民在家门口见到绿水青山。",
)

HARBOUR = (
    "The harbour council voted on Tuesday to rebuild the eastern pier, ending a dispute that had lasted four years.",
    "Work will begin in March, the council said, and the ferry to Saltholm will leave from the northern quay until then.",
    "“We have waited long enough,” said Marta Quill, who runs the bakery at the pier. “The roof leaks, and so do the promises.”",
    "The plan costs 12.4 million crowns, a third of which is paid by the county; the rest is borrowed over twenty years.",
    "Opponents argue that the new pier is too short for the larger ferries, which are due to arrive in two summers.",
)

NAV = (
    "<div class='top'><ul>"
    + "".join(
        f"<li><a href='/{name}/'>{name}</a></li>"
        for name in ("首页", "要闻", "时政", "社会", "财经", "体育", "文化", "视频")
    )
    + "</ul></div>"
)

RANKING = (
    "<div class='side'><h3>点击排行</h3><ul>"
    + "".join(
        f"<li><a href='/a/{n}.html'>{title}</a></li>"
        for n, title in enumerate(
            (
                "全市秋粮收购工作会议召开，各区县负责人参加",
                "老城区停车难怎么解？这个社区有办法",
                "东站广场改造完工，今天起恢复通车",
                "一图读懂：明年医保缴费标准",
            )
        )
    )
    + "</ul></div>"
)

FOOT = (
    "<div class='bottom'><p><a href='/about'>关于我们</a> | <a href='/contact'>联系我们</a> | <a href='/law'>版权声明</a></p>"
    "<p>云溪日报社主办　未经授权，禁止复制或建立镜像。增值电信业务经营许可证：云B2-2009001</p>"
    "<p>Copyright © 2005-2024 云溪网 All Rights Reserved　云ICP备00000001号</p></div>"
)


def paragraphs(lines: tuple[str, ...], indent: str = "　　") -> str:
    """As most sites write them: one ``<p>`` a paragraph."""
    return "\n".join(f"<p>{indent}{line}</p>" for line in lines)


def page(body: str, *, title: str, head: str = "", foot: str = FOOT) -> str:
    """A whole page around its middle."""
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{NAV}{body}{RANKING}{foot}</body></html>"
    )
