"""The patterns of the written forms of times. Compiling them takes longer than a short command may."""

import re

_WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*+"
_DAY = rf"(?:{_WEEKDAY}\.?+\s*+,?+\s*+)?"
_ORDINAL = "(?:st|nd|rd|th)?+"
_CLOCK = (
    r"(?P<part>오전|오후)?\s*+(?P<H>\d{1,2})[:.](?P<M>\d{2}|(?<=:)\d(?!\d))"
    r"(?:[:.](?P<S>\d{2}|(?<=:)\d(?!\d))(?:[.,]\d++)?)?"
    r"(?:\s*+(?P<half>[ap])\.?m\b\.?)?"
)
_AT = rf"(?:,?+\s++(?:at\s++)?{_CLOCK})?"
_ZONE = r"\s*+(?P<zone>(?:[^\W\d_]|[+(\u2212]|-(?=\d)).*+)?"
FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2024-10-22 09:07:16, 2024/10/22 9:07, 2024.10.22, also with a zone behind
        rf"{_DAY}(?P<y>\d{{4}})(?P<sep>[-/.])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?:(?:\s*+T\s*+|\s++){_CLOCK})?{_ZONE}",
        # 2024年10月22日 09:07, 2024年10月22日 星期二 下午3时07分
        r"(?P<y>\d{4})\s*+[年년]\s*+(?P<m>\d{1,2})\s*+[月월]\s*+(?P<d>\d{1,2})\s*+[日号일]?"
        r"(?:\s*+[（(]?(?:星期|周|週)[一二三四五六日天][)）]?)?"
        r"(?:\s*+(?P<part>凌晨|早上|上午|中午|下午|晚上|오전|오후)?\s*+(?P<H>\d{1,2})\s*+[:时時點点시]\s*+(?P<M>\d{1,2})"
        r"\s*+(?:[分분]|(?=:|\s|$|\D))\s*+:?\s*+(?:(?P<S>\d{1,2})\s*+[秒초]?)?)?" + _ZONE,
        # Tue, 22 Oct 2024 09:07:16 +0800 (RFC 822, 2822), Tuesday, 22-Oct-24 01:07:16 GMT (RFC 850)
        rf"{_DAY}(?P<d>\d{{1,2}}){_ORDINAL},?[\s-]++(?P<mon>[a-z]{{3,9}})\.?,?[\s-]++(?P<y>\d{{2,4}}){_AT}{_ZONE}",
        # Tue Oct 22 09:07:16 2024, with or without a zone before the year (asctime, date)
        rf"(?:{_WEEKDAY}\s++)(?P<mon>[a-z]{{3}})\s++(?P<d>\d{{1,2}})\s++{_CLOCK}\s++(?:(?P<zone>\S++)\s++)?(?P<y>\d{{4}})",
        # Tue Oct 22 09:07:16 2024 EST
        rf"(?:{_WEEKDAY}\s++)(?P<mon>[a-z]{{3}})\s++(?P<d>\d{{1,2}})\s++{_CLOCK}\s++(?P<y>\d{{4}}){_ZONE}",
        # October 22, 2024 9:07 AM
        rf"{_DAY}(?P<mon>[a-z]{{3,9}})\.?\s++(?P<d>\d{{1,2}}){_ORDINAL},?\s++(?P<y>\d{{4}}){_AT}{_ZONE}",
    )
)
