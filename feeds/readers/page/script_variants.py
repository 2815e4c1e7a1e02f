"""Fold traditional Chinese characters to simplified ones, so that one lexicon matches both scripts."""

_TRADITIONAL = (
    "來記編輯責發佈時間報導攝圖譯審監製轉載點擊瀏覽閱讀訊聞網電視臺週雜誌單位無礙聲關懷版長適"
    "繁體登錄註冊設為頁歸屬權權請聯繫們書採寫撰實習特約職員總統籌劃計簽執筆對應資料來專題觀察財經"
    "體國際動態評論頭條熱門鏈結連續標題關鍵詞參與訂閱號門戶廣場農業銀鐵華東區縣鄉鎮黨團軍務會議處"
    "廳廠廟產業個見這還讓說話線戰爭環選擇開啟閉錯誤誠歡迎優質衛機構輔勞動產權僅從眾項順"
    "張陳劉黃楊趙吳孫馬羅鄭謝許韓馮鄧葉蘇盧鍾陸賈鄒龔萬錢嚴賴龍賀顧湯溫莊顏魯寧簡鄺譚潘韋畢喬齊紀閻傅薑蔣瑋"
)
_SIMPLIFIED = (
    "来记编辑责发布时间报导摄图译审监制转载点击浏览阅读讯闻网电视台周杂志单位无碍声关怀版长适"
    "繁体登录注册设为页归属权权请联系们书采写撰实习特约职员总统筹划计签执笔对应资料来专题观察财经"
    "体国际动态评论头条热门链结连续标题关键词参与订阅号门户广场农业银铁华东区县乡镇党团军务会议处"
    "厅厂庙产业个见这还让说话线战争环选择开启闭错误诚欢迎优质卫机构辅劳动产权仅从众项顺"
    "张陈刘黄杨赵吴孙马罗郑谢许韩冯邓叶苏卢钟陆贾邹龚万钱严赖龙贺顾汤温庄颜鲁宁简邝谭潘韦毕乔齐纪阎傅姜蒋玮"
)
_TABLE = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """Replace traditional characters of the lexicon by simplified ones; the length stays the same."""
    return text if text.isascii() else text.translate(_TABLE)
