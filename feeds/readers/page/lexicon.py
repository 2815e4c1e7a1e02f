"""The vocabulary of article pages: labels of credits, lines that are boilerplate, names of their boxes.

Words that many sites share, in Chinese and English; never the names of one site.
"""

import re
from enum import StrEnum


class CreditKind(StrEnum):
    """The meaning of a label."""

    SOURCE = "source"
    AUTHOR = "author"
    ROLE = "role"
    TIME = "time"
    MODIFIED = "modified"
    VIEWS = "views"
    OTHER = "other"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split("|") if word.strip())


def _pattern(text: str) -> str:
    """Join a regular expression written over several lines; line ends and indentation are dropped."""
    return re.sub(r"\n\s*", "", text)


LABELS: dict[CreditKind, tuple[str, ...]] = {
    CreditKind.SOURCE: _listed(
        """来源于|来源网站|来源单位|来源媒体|来源|稿源|出处|转载自|转自|摘自|来稿单位|发稿单位|供稿单位
        |信息来源
        |文章来源|新闻来源|稿件来源|内容来源|消息来源|本文来源|本文转自|原文来源|原载|来自|Source|Via"""
    ),
    CreditKind.AUTHOR: _listed(
        """原作者|作者|记者|文/图|图/文|图文|文图|撰文|采写|撰稿|执笔|通讯员|见习记者|实习记者|本报记者
        |文字记者|文字|文
        |Author|Written by|Reporter|By"""
    ),
    CreditKind.ROLE: _listed(
        """责任编辑|责编|值班编辑|执行编辑|网络编辑|新媒体编辑|编辑|编审|编校|编排|排版|编译|翻译|责任校对
        |校对|审校|校审
        |总监制|监制|审核|审稿|审签|初审|复审|终审|一审|二审|三审|签发|核稿|总策划|策划|统筹|主编|副主编
        |值班主任|值班主编
        |值班总编|值班编委|值班领导|总编辑|出品人|出品|制片|制作|导演|剪辑|后期|摄像|视频|音频|配音|主播
        |播音|摄影|摄影报道
        |图片|图|制图|海报|设计|美编|美术编辑|版式|供稿|供图|组稿|审读|Editor|Edited by|Editing by
        |Proofreader|Proofread by
        |Producer|Produced by|Photographer|Photos by|Photo by|Photography"""
    ),
    CreditKind.TIME: _listed(
        """发布时间|发布日期|发表时间|发表日期|发稿时间|录入时间|添加时间|刊发时间|时间|日期
        |发布于|发表于
        |Published on|Published at|Published|Posted on|Posted|Date"""
    ),
    CreditKind.MODIFIED: _listed(
        "更新时间|更新日期|最后更新|修改时间|Last updated on|Last updated|Updated on|Updated|Modified"
    ),
    CreditKind.VIEWS: _listed(
        """点击次数|点击数|点击量|点击率|点击|浏览次数|浏览数|浏览量|浏览|阅读次数|阅读数|阅读量|阅读
        |访问次数|访问量|人气|查看
        |Views|Reads|Hits|Page views"""
    ),
    CreditKind.OTHER: _listed(
        """字号|字体大小|字体|大小|评论数|评论|分享到|分享|关键词|关键字|标签|打印|收藏|原标题|原题|索引号
        |成文日期|文号|发文字号|发文机关
        |发布机构|发布人|发布者|上传者|上传|新闻录入|文章录入|信息录入|录入者|录入|信息员|地点|地址|时长
        |主题分类|有效性|栏目|分类
        |所属栏目|语音播报|Tags|Keywords|Category|Comments|Share|Font size"""
    ),
}

WEAK_LABELS = frozenset(
    _listed(
        """时间|日期|文|图|文字|图片|视频|查看|大小|栏目|分类|标签|记者|阅读|设计|来源|来自|出处|稿源
        |date"""
    )
)
"""Labels that are also endings of other words (图片来源, 活动时间): ignored after a Chinese character."""

TIME_WORDS = re.compile(
    _pattern(
        r"""(?<!\w)(?:stand|veröffentlicht|erschienen|zuletzt aktualisiert|aktualisiert
        |publiée?|mise? à jour|publicad[oa]|actualizad[oa]|pubblicat[oa]|aggiornat[oa]
        |atualizad[oa]
        |gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert|udgivet|opdateret
        |opublikowano|zaktualizowano|опубликовано|обновлено
        |published|posted|last updated|updated)(?:\s+(?:am|le|el|il|em|op|on|den|dnia))?(?!\w)\s*:?"""
    ),
    re.IGNORECASE,
)
"""Words before a time of publication in European languages."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊"
    "葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆"
    "蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿"
    "桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕"
    "楚鄢扬劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门容敬来扈晁芮"
    "都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元"
    "束檀衣信展阴昝智幸奉植衡富尧闭由禤云"
)
"""First characters of Chinese family names; a short word that starts otherwise is not a person."""

COMPOUND_SURNAMES = _listed(
    "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|令狐|慕容|东方|端木|公孙|夏侯|长孙|宇文|轩辕|闻人"
)
"""Family names of two characters: the only starts of names of four characters."""

EDITORIAL_MARKS = re.compile(
    _pattern(
        r"""^[\s【\[（(>《·•★]*(?:本文)?(?:原标题|原题|原题为|标题)\s*(?:[:：]|为)
        |^[（(]\s*(?:本文)?(?:原标题|原题|原题为|标题)"""
    )
)
"""Lines about the original headline; not part of the body."""

PRINT_REFERENCE = re.compile(
    r"^[《（(【\s]*\S{2,20}\s*》?\s*[（(【].{0,40}第?\s*[\dA-Z]{1,4}\s*版\s*[：:]?\S{0,10}[）)】]\s*$"
)
"""A reference to the printed edition: 《 … 》（ 2024年10月22日 01 版）."""

BOILERPLATE = re.compile(
    _pattern(
        r"""^[\s>》【\[\(（·•|*#]*(?:
        分享(?:到|至|本文|给)?(?:\s*[:：].*|\s*\d*$)|用?微信扫|扫一扫|扫码(?:关注|下载|观看|阅读|分享|查看
        |订阅)|扫描(?:上方|下方|右侧|左侧)?二维码|长按(?:识别|二维码)
        |(?:点击|轻触)?(?:阅读原文|查看原文|查看更多|加载更多|展开全文|返回顶部|回到顶部|返回首页)
        |(?:打印|关闭)(?:本页|窗口|此页)?[】\]]?(?:\s*[|｜【\[]?\s*(?:打印|关闭|收藏|返回)(?:本页
        |窗口)?[】\]]?)*\s*$|字号?[:：]?\s*[【\[]?\s*[大小T]|字体大小|[Tt]\s*\|?\s*[Tt]\s*$
        |听新闻|语音播放|收听全文|我要(?:评论|跟帖|纠错|投稿|反馈)
        |(?:参与|发表|网友|热门|最新|全部|精彩)?(?:评论|跟[帖贴])\s*[（(]?\d*[）)]?$
        |(?:举报|收藏|点赞)(?:[/|｜\s]*(?:反馈|分享|投诉|\d+(?!\d)))*$|已?关注(?:我们|微信)?$|下载\S{0,6}(?:APP
        |客户端)|(?:打开|下载)\S{0,8}(?:APP|客户端)
        |责任编辑[:：]?\s*$|编辑[:：]\s*$|来源[:：]\s*$|阅读下一篇|(?:share|print
        |e-?mail)(?: this)?(?:\s\S+)?$|follow us
        |点击(?:上方|上面|下方|播放|观看|收听)|(?:视频|图片|页面)?(?:正在)?加载中|(?:您|你)的浏览器
        |浏览器(?:不支持|版本)
        |[—–\-\s]*(?:END|The End|全文完|完)[—–\-\s]*$
        |(?:(?:无障碍|关怀版|长者(?:模式|版|助手)|适老(?:化|版|模式)?|老年(?:模式|版)|大字版|手机版|移动版
        |触屏版|繁体(?:版|中文)?|简体(?:版|中文)?|登录|注册|设为首页|加入收藏|English|Français|Deutsch|Español)
        (?:[\s|｜/·]+|$))+$
        |(?:(?:facebook|twitter|whats ?app|linked ?in|telegram|reddit|pinterest|tumblr|bluesky|mastodon
        |threads|微信好友|微信|朋友圈|新浪微博|微博|QQ空间|QQ好友|QQ|豆瓣|人人网|开心网|copy link|复制链接
        |e-?mail|print)(?:[\s|｜/·,，、]+|$))+$
        |skip to (?:main )?content|(?:open|toggle|main) (?:menu|navigation)|menu$|search$|log ?in$|sign ?in$
        |播放器|正在缓冲|\d\d:\d\d(?:\s*/\s*\d\d:\d\d)?$|advertisement$|sponsored(?: content)?$|广告$
        |广告[:：]
        )"""
    ),
    re.IGNORECASE,
)
"""Lines of the page's user interface, anywhere on the page."""

TRAILER = re.compile(
    _pattern(
        r"""^[\s>》【\[\(（·•|*#“\"★◆■▶►—–-]*(?:
        (?:相关|延伸|推荐|更多|精彩|关联|猜你|热门|热点|今日|本周|往期|深度|大家都|精选|编辑|为你|为您
        |头条|专题|本站|图片|视频|最新
        |其他|下一|近期)
        (?:阅读|新闻|推荐|文章|链接|报道|精彩|内容|资讯|热点|热文|专题|图文|视频|喜欢|在看|回顾|精选|头条
        |信息|话题|稿件|动态|导读|消息)
        (?:\s|[:：>》】\]）)…]|$)
        |上一?[篇条页](?:[文新][章闻])?\s*(?:[:：】>]|$|\s)|下一?[篇条页](?:[文新][章闻])?\s*(?:[:：】>]|$
        |\s)
        |(?:特别|郑重|免责|版权|重要|法律|侵权|转载|平台|本站|网站)?声明\s*[:：】]|(?:免责|版权|侵权|转载
        |风险)(?:提示|说明)\s*[:：】]
        |(?:特别|免责|版权|侵权|转载|郑重)(?:声明|说明)\s*$
        |凡(?:本网|注明|本站|来源)|本网站?(?:所刊|刊载|转载|所有)
        |(?:以上|本文)(?:内容|文章|观点|图文)?(?:仅|来自|来源|系|为|由)\S{0,20}
        (?:仅?代表|不代表|观点|授权|转载|编辑|自媒体|用户上传|整理|发布)
        |未经(?:授权|许可|本|书面)|版权(?:所有|归)|转载请|(?:更多|欲知)(?:精彩|详情|资讯|内容)|欢迎(?:关注
        |订阅|转发|投稿|扫)
        |(?:点击|长按|请)?关注\S{0,12}(?:公众号|微信|微博)|返回\S{0,8}[,，]?\s*查看更多|查看更多
        |本文(?:地址|链接|网址)
        |分享(?:到|至|本文)|打赏|赞赏|标签\s*[:：]|关键词\s*(?:[:：]|>>)|Tags?\s*:|新闻热线|报料热线
        |举报(?:电话|邮箱|热线)|投稿邮箱
        |(?:信息|内容|图文|文字|素材|资料)均?来(?:源于|自)(?:互联)?网络[。.]?\s*$
        |[（(]?本文(?:仅|系|来自|来源于|转自|首发)|\S{2,10}报料\s*[:：]|更多\s*[>》+]|【?(?:纠错|打印
        |关闭)|编后语?[:：]$
        |related (?:articles?|stories|posts|links|news|topics|content|coverage)|read (?:more|next|also)\b
        |more (?:from|on|stories|in)\b|you (?:may|might) (?:also )?like
        |recommended(?:\s*$| for| reading| stories|:)|most (?:read|popular|viewed)|copyright\b|©
        |all rights reserved|subscribe\b|sign up\b|newsletter
        |leave a (?:comment|reply)|previous (?:article|post|story)|next (?:article|post|story)|share this
        |filed under
        |see also|topics\s*:|disclaimer|about the author
        )"""
    ),
    re.IGNORECASE,
)
"""Lines that start the part after an article: notices, lists of other articles, links to the next page."""

NOTICE = re.compile(r"声明|免责|版权|转载|disclaimer|copyright|all rights reserved", re.IGNORECASE)
"""Words of legal notices: nothing of the article follows them."""

FOOTER = re.compile(
    _pattern(
        """copyright|©|版权所有|all rights reserved|ICP备|ICP证|公网安备|备案号|许可证|主办单位|承办单位
        |技术支持
        |网站标识码|联系我们|关于我们|网站地图"""
    ),
    re.IGNORECASE,
)
"""Words of a page footer."""

BOILERPLATE_BOX = re.compile(
    _pattern(
        r"""(?:^|[\s_\-\d])(?:comments?|reply|replies|foot(?:er)?|sidebar|aside|related|relate
        |recommend\w*|share|sharing
        |social|nav|navbar|menu|advert\w*|ads?|banner|breadcrumbs?|crumbs?|copyright|disclaimer|statement
        |shengming
        |tuijian|pinglun|fenxiang|qrcode|erweima|popup|modal|login|hot|rank\w*|paging|pagination|pager
        |prevnext|toolbar
        |tool-?bar|newsletter|subscribe|promo|outbrain|taboola|cookie\w*|consent|tags?)(?=$|[\s_\-\d])"""
    )
)
"""Class and id words of boxes with boilerplate."""

BODY_BOX = re.compile(r"article|content|body|main|text|post|story|entry|detail|zoom|txt|wrapper|page")
"""Class and id words of boxes that can contain an article despite an adjacent boilerplate word."""

OUTLET = re.compile(
    _pattern(
        r"""(?:报|网|社|周刊|杂志|电视台|广播电台|客户端|公众号|公号|融媒体?中心|传媒|新闻|财经|通讯|之声
        |观察|\S{2,8}发布
        |(?:Times|News|Post|Daily|Herald|Tribune|Reuters|Xinhua|Press|AP|AFP|BBC|CNN|Guardian|Journal
        |Agency))$"""
    )
)
"""Endings of publisher names."""

SECTION = re.compile(
    r"(?:国内|国际|社会|时政|财经|体育|娱乐|科技|军事|热点|最新|本地|民生|图片|视频|教育|文化|健康|旅游"
    r"|汽车|房产|滚动|头条|综合"
    r"|地方|市县|基层|部门|行业|学校|校园|公司|产经|金融|证券|今日|互联网)*(?:新闻|财经|要闻|资讯|互联网"
    r"|观察|之声)"
)
"""Names of sections, which have the same endings as publishers."""

INSTITUTION = re.compile(
    r"(?:网站?|首页|官网|平台|医院|大学|学院|学校|中学|小学|局|厅|委|委员会|政府|中心|公司|集团|学会|协会"
    r"|电视台|日报"
    r"|法院|检察院|党委|社区)$"
)
"""Endings of a site's own name, which some sites put into the title of every page."""
