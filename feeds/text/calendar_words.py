"""The words of dates besides the months: weekdays, words between parts of a date, and abbreviated zones."""

ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""The months of RFC 5322, January first."""

ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""The weekdays of RFC 5322, Monday first as ``datetime.weekday`` counts."""

_WEEKDAY_NAMES = """
mon monday lun lundi lunes lunedì lunedi mo montag luni ma maandag man mandag mån måndag pon
poniedziałek po pondělí пн понедельник понеділок hétfő pazartesi δευτέρα δευ segunda seg maanantai

tue tues tuesday mar mardi martes martedì martedi di dienstag marți dinsdag tir tirsdag tis tisdag
wt wtorek út úterý вт вторник вівторок kedd salı τρίτη τρι terça ter tiistai

wed weds wednesday mer mercredi miércoles mié mercoledì mercoledi mi mittwoch miercuri woensdag wo
onsdag ons śr środa st t středa ср среда середа szerda çarşamba τετάρτη τετ quarta qua keskiviikko

thu thur thurs thursday jeu jeudi jueves jue giovedì giovedi gio do donnerstag joi donderdag torsdag
tor czw czwartek čt čtvrtek чт четверг четвер csütörtök perşembe πέμπτη πεμ quinta qui torstai

fri friday ven vendredi viernes vie venerdì venerdi fr freitag vineri vrijdag vr fredag fre pt
piątek pá pátek пт пятница péntek cuma παρασκευή παρ sexta sex perjantai

sat saturday sam samedi sábado sáb sabato sab sa samstag sonnabend sâmbătă zaterdag za lørdag lør
lördag lör sob sobota lauantai сб суббота субота szombat cumartesi σάββατο σαβ

so sun sunday dim dimanche domingo dom domenica sonntag duminică zondag zo søndag søn söndag sön nd
niedziela ne sunnuntai neděle вс воскресенье неділя vasárnap pazar κυριακή κυρ
"""
WEEKDAYS = {
    name: number for number, names in enumerate(_WEEKDAY_NAMES.split("\n\n")) for name in names.split()
}
"""The number of a weekday, Monday 0, by its name or abbreviation in lower case."""

AMBIGUOUS_WEEKDAYS = frozenset(("so", "st", "mar", "pt", "ma"))
"""Abbreviations that are a weekday, but not the same one, or something else, in another language."""

DATE_WORDS = frozenset(
    [
        "a",
        "ad",
        "alle",
        "am",
        "ano",
        "anul",
        "as",
        "at",
        "año",
        "d",
        "dal",
        "de",
        "del",
        "della",
        "den",
        "der",
        "dia",
        "do",
        "du",
        "el",
        "em",
        "en",
        "er",
        "et",
        "g",
        "il",
        "kl",
        "klo",
        "la",
        "le",
        "les",
        "nd",
        "o",
        "of",
        "om",
        "on",
        "ore",
        "po",
        "på",
        "r",
        "rd",
        "rok",
        "roku",
        "saat",
        "st",
        "t",
        "th",
        "the",
        "uhr",
        "um",
        "v",
        "w",
        "ª",
        "º",
        "à",
        "às",
        "στις",
        "τις",
        "г",
        "года",
        "р",
        "року",
    ]
)
"""Words that may stand in a date and say nothing."""

AMBIGUOUS_ZONES = frozenset(("amt", "ast", "bt", "cst", "ect", "gst", "ist", "lst", "pyt", "sst", "wst"))
"""Abbreviations of several zones: they count only where the source's own zone goes by them (R-TIME-08)."""

_ZONES = """
    -1000 hst
    -0900 akst
    -0800 pst akdt
    -0700 mst pdt
    -0600 mdt
    -0500 est cdt pet
    -0400 edt clt vet
    -0330 nst
    -0300 adt brt art clst uyt
    -0230 ndt
    -0200 brst
    +0000 ut utc gmt z wet
    +0100 west bst cet met mez wat
    +0200 cest mest mesz eet sast cat
    +0300 eest msk trt eat
    +0330 irst
    +0400 msd
    +0500 pkt uzt
    +0545 npt
    +0700 wib ict
    +0800 hkt sgt pht myt wita awst
    +0900 jst kst wit
    +0930 acst
    +1000 aest
    +1030 acdt
    +1100 aedt
    +1200 nzst
    +1300 nzdt
"""
ZONE_MINUTES = {
    name: int(f"{offset[0]}1") * (int(offset[1:3]) * 60 + int(offset[3:]))
    for offset, *names in (line.split() for line in _ZONES.strip().splitlines())
    for name in names
}
"""The distance from UTC, in minutes, of abbreviations of one zone. Source: RFC 822 §5 where it names them."""

NAMED_ZONES = {
    "at": "America/Halifax",
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "北京时间": "Asia/Shanghai",
    "japan": "Asia/Tokyo",
}
"""Zones whose distance from UTC follows the date."""
