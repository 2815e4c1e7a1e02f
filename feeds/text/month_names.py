"""Month names of common languages, with their abbreviations and the forms used inside a date."""

_NAMES = """
january jan januar jänner janvier janv enero ene janeiro gennaio gen januari jaanuar stycznia
styczeń sty ledna leden led января январь янв січня ocak oca január ianuarie ian gener tammikuuta
tammikuu

february feb februar février févr fév febrero fevereiro fev febbraio februari lutego luty lut února
únor úno февраля февраль фев лютого şubat şub február februarie febrer helmikuuta helmikuu

march mar märz mrz mars marzo março maart mrt marts marca marzec března březen bře марта март мар
березня mart március martie març maaliskuuta maaliskuu

april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben dub апреля апрель апр квітня
nisan április aprilie huhtikuuta huhtikuu

may mai mayo maio maggio mag mei maj maja května květen kvě мая май травня mayıs május toukokuuta
toukokuu maig

june jun juni juin junio junho giugno giu czerwca czerwiec cze června červen čvn июня июнь июн
червня haziran haz június iunie iun juny kesäkuuta kesäkuu

july jul juli juillet juil julio julho luglio lug lipca lipiec lip července červenec čvc июля июль
июл липня temmuz tem július iulie iul juliol heinäkuuta heinäkuu

august aug août agosto ago augustus augusti sierpnia sierpień sie srpna srpen srp августа август авг
серпня ağustos ağu augusztus elokuuta elokuu agost

september sept sep septembre septiembre setiembre setembro set settembre września wrzesień wrz září
zář сентября сентябрь сен вересня eylül eyl szeptember septembrie setembre syyskuuta syyskuu

october oct oktober okt octobre octubre outubro ottobre ott października październik paź října říjen
říj октября октябрь окт жовтня ekim eki október octombrie lokakuuta lokakuu

november nov novembre noviembre novembro listopada listopad lis listopadu ноября ноябрь ноя
листопада kasım kas noiembrie marraskuuta marraskuu

december dec dezember dez décembre déc diciembre dic dezembro dicembre grudnia grudzień gru prosince
prosinec pro декабря декабрь дек грудня aralık ara decembrie desember des desembre joulukuuta
joulukuu
"""

MONTHS = {
    name: number for number, names in enumerate(_NAMES.split("\n\n"), start=1) for name in names.split()
}
"""Month numbers, 1 to 12, by name in lower case, without a full stop."""


def month_number(name: str) -> int | None:
    """Return the number of a month by its name in any case; ``None`` for any other word."""
    return MONTHS.get(name.lower().rstrip("."))
