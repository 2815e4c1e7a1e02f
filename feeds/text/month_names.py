"""Month names of common languages, with their abbreviations and the forms used inside a date.

``listopada`` is November as in Polish; Croatian, where it is October, writes its dates with numbers.
"""

_NAMES = """
january jan januar jänner janvier janv enero ene janeiro gennaio gen januari jaanuar stycznia
styczeń sty ledna leden led января январь янв січня ocak oca január ianuarie ian gener tammikuuta
tammikuu jän janúar januára siječanj siječnja sij janvāris sausis sausio januári ιανουαρίου
ιανουάριος ιαν січень січ студзень студзеня януари яну јануар јан ינואר בינואר يناير जनवरी

february feb februar février févr fév febrero fevereiro fev febbraio februari lutego luty lut února
únor úno февраля февраль фев лютого şubat şub február februarie febrer helmikuuta helmikuu febrúar
februára veljača veljače februāris vasaris vasario veebruar φεβρουαρίου φεβρουάριος φεβ февр лютий
лют люты лютага февруари фебруар феб פברואר בפברואר فبراير फ़रवरी फरवरी

march mar märz mrz mars marzo março maart mrt marts marca marzec března březen bře марта март мар
березня mart március martie març maaliskuuta maaliskuu mär marec ožujak ožujka kovas kovo märts márc
μαρτίου μάρτιος μαρ maret березень бер сакавік сакавіка מרץ במרץ مارس मार्च

april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben dub апреля апрель апр квітня
nisan április aprilie huhtikuuta huhtikuu apríl apríla travanj travnja aprīlis balandis balandžio
aprill ápr nis απριλίου απρίλιος απρ квітень кві красавік красавіка април אפריל באפריל أبريل ابريل
अप्रैल

may mai mayo maio maggio mag mei maj maja května květen kvě мая май травня mayıs május toukokuuta
toukokuu maig maí máj mája svibanj svibnja svi maijs gegužė gegužės mayis μαΐου μαΐος μάιος μαι
травень тра мај מאי במאי مايو मई

june jun juni juin junio junho giugno giu czerwca czerwiec cze června červen čvn июня июнь июн
червня haziran haz június iunie iun juny kesäkuuta kesäkuu júní jún júna lipanj lipnja jūnijs
birželis birželio juuni ιουνίου ιούνιος ιουν червень чер чэрвень юни јун יוני ביוני يونيو जून

july jul juli juillet juil julio julho luglio lug lipca lipiec lip července červenec čvc июля июль
июл липня temmuz tem július iulie iul juliol heinäkuuta heinäkuu júlí júl júla srpanj srpnja jūlijs
liepa liepos juuli ιουλίου ιούλιος ιουλ липень лип ліпень юли јул יולי ביולי يوليو जुलाई

august aug août agosto ago augustus augusti sierpnia sierpień sie srpna srpen srp августа август авг
серпня ağustos ağu augusztus elokuuta elokuu agost aout ágúst kolovoz kolovoza augusts rugpjūtis
rugpjūčio αυγούστου αύγουστος αυγ agustus agu серпень сер жнівень אוגוסט באוגוסט أغسطس अगस्त

september sept sep septembre septiembre setiembre setembro set settembre września wrzesień wrz září
zář сентября сентябрь сен вересня eylül eyl szeptember septembrie setembre syyskuuta syyskuu rujan
rujna septembris rugsėjis rugsėjo szept σεπτεμβρίου σεπτέμβριος σεπ σεπτ сент вересень вер верасень
септември септембар сеп ספטמבר בספטמבר سبتمبر सितंबर सितम्बर

october oct oktober okt octobre octubre outubro ottobre ott października październik paź října říjen
říj октября октябрь окт жовтня ekim eki október octombrie lokakuuta lokakuu out októbra oktobris
spalis spalio oktoober οκτωβρίου οκτώβριος οκτ жовтень жов кастрычнік октомври октобар אוקטובר
באוקטובר أكتوبر अक्टूबर

november nov novembre noviembre novembro listopada listopad lis listopadu ноября ноябрь ноя
листопада kasım kas noiembrie marraskuuta marraskuu noi nóvember studeni studenoga novembra
novembris lapkritis lapkričio νοεμβρίου νοέμβριος νοε νοέ нояб лис лістапад ноември новембар нов
נובמבר בנובמבר نوفمبر नवंबर नवम्बर

december dec dezember dez décembre déc diciembre dic dezembro dicembre grudnia grudzień gru prosince
prosinec pro декабря декабрь дек грудня aralık ara decembrie desember des desembre joulukuuta
joulukuu prosinac prosinca decembra decembris gruodis gruodžio detsember δεκεμβρίου δεκέμβριος δεκ
грудень гру снежань декември децембар דצמבר בדצמבר ديسمبر दिसंबर दिसम्बर
"""

MONTHS = {
    name: number for number, names in enumerate(_NAMES.split("\n\n"), start=1) for name in names.split()
}
"""Month numbers, 1 to 12, by name in lower case, without a full stop."""


def month_number(name: str) -> int | None:
    """Return the number of a month by its name in any case; ``None`` for any other word."""
    return MONTHS.get(name.lower().rstrip("."))
