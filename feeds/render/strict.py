"""Values in the form that every feed validator accepts, the W3C's too.

What we emit is stricter than what we accept: a value that is legal but that a validator in use refuses is
written in another form, or only in JSON Feed.
"""

import re
from uuid import UUID, uuid5

_ID_NAMESPACE = UUID("5f4fb1d2-7c4e-5e0b-9d0b-3c1f6f6f2a54")

_URI_CHARACTERS = r"(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z;/?:@&=+$.\-_!~*'(),])"
_TAG_URI = re.compile(
    rf"tag:(?:[a-z0-9._-]+@)?[a-z0-9.-]+,\d{{4}}(?:-\d\d(?:-\d\d)?)?:{_URI_CHARACTERS}*(?:#{_URI_CHARACTERS}*)?"
)
_UUID_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URN = re.compile(
    r"urn:(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'-]|%[0-9a-f]{2})+", re.IGNORECASE
)
_WEB_URI = re.compile(rf"https?://(?![/?:@]){_URI_CHARACTERS}+(?:#{_URI_CHARACTERS}*)?", re.IGNORECASE)
_OTHER_URI = re.compile(
    rf"(?!(?:https?|tag|urn):)[a-z][a-z0-9+.-]*:{_URI_CHARACTERS}+(?:#{_URI_CHARACTERS}*)?", re.IGNORECASE
)
_ENCLOSURE_URL = re.compile(
    rf"https?://(?:(?:[0-9]{{1,3}}\.){{3}}|(?:[A-Za-z0-9-]+\.)+)[A-Za-z0-9][A-Za-z0-9-]*(?::[0-9]+)?"
    rf"(?:/{_URI_CHARACTERS}*(?:#{_URI_CHARACTERS}*)?)?"
)
_ATOM_CHARACTERS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(
    rf"{_ATOM_CHARACTERS}(?:\.{_ATOM_CHARACTERS})*@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9][A-Za-z0-9-]*"
)
_COMMENT_BREAKERS = re.compile(r"[\s()\\\",;:<>@\[\]]+")

_ISO_639 = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
    tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ace ach ada ady afa afh
    ain akk ale alg alt ang anp apa arc arn arp art arw ast ath aus awa bad bai bal ban bas bat bej
    bem ber bho bik bin bla bnt bra btk bua bug byn cad cai car cau ceb cel chb chg chk chm chn cho
    chp chr chy cmc cop cpe cpf cpp crh crp csb cus dak dar day del den dgr din doi dra dsb dua dum
    dyu efi egy eka elx enm ewo fan fat fil fiu fon frm fro frr frs fur gaa gay gba gem gez gil gmh
    goh gon gor got grb grc gsw gwi hai haw hil him hit hmn hsb hup iba ijo ilo inc ine inh ira iro
    jbo jpr jrb kaa kab kac kam kar kaw kbd kha khi kho kmb kok kos kpe krc krl kro kru kum kut lad
    lah lam lez lol loz lua lui lun luo lus mad mag mai mak man map mas mdf mdr men mga mic min mis
    mkh mnc mni mno moh mos mul mun mus mwl mwr myn myv nah nai nap nds new nia nic niu nog non nso
    nub nwc nym nyn nyo nzi osa ota oto paa pag pal pam pap pau peo phi phn pon pra pro raj rap rar
    roa rom rup sad sah sai sal sam sas sat scn sco sel sem sga sgn shn sid sio sit sla sma smi smj
    smn sms snk sog son srn srr ssa suk sus sux syr tai tem ter tet tig tiv tkl tlh tli tmh tog tpi
    tsi tum tup tut tvl tyv udm uga umb und vai vot wak wal war was wen xal yao yap ypk zap zen znd
    zun
"""
_LANGUAGES = frozenset((*_ISO_639.split(), "x"))
"""Primary subtags of ISO 639-1 and 639-2, and the private ``x``."""

_CHINESE = frozenset({"cdo", "cjy", "cmn", "cpx", "gan", "hak", "hsn", "lzh", "mnp", "nan", "wuu", "yue"})
"""Chinese languages of ISO 639-3, which RFC 5646 also writes as ``zh-yue``."""


def atom_id(identifier: str) -> str:
    """Return the ``atom:id`` of an entry: its id, or a URN in place of one that is not an ASCII URI.

    RSS and JSON Feed carry a newsroom's ``2024-118`` unchanged; Atom gets ``urn:uuid:`` with the version 5
    UUID of the id in a fixed namespace, so the same id always gives the same URN, on every node (R-ID-13).
    """
    return identifier if is_uri(identifier) else f"urn:uuid:{uuid5(_ID_NAMESPACE, identifier)}"


def is_uri(text: str) -> bool:
    """Whether a text is an absolute ASCII URI, and well-formed if a ``tag:`` or ``urn:`` (R-ID-12)."""
    return bool(
        _WEB_URI.fullmatch(text)
        or _TAG_URI.fullmatch(text)
        or _UUID_URN.fullmatch(text)
        or _URN.fullmatch(text)
        or _OTHER_URI.fullmatch(text)
    )


def is_enclosure_url(url: str) -> bool:
    """Whether an RSS ``enclosure`` may hold the address: http(s), on a full domain name or IPv4 address."""
    return _ENCLOSURE_URL.fullmatch(url) is not None


def xml_language(tag: str | None) -> str | None:
    """Return a language tag for RSS, Atom and OPML; ``None`` for a language outside ISO 639-1 and 639-2."""
    primary, _, rest = (tag or "").partition("-")
    if primary.lower() in _LANGUAGES:
        return tag
    if primary.lower() in _CHINESE:
        return f"zh-{primary}-{rest}".removesuffix("-")
    return None


def email(address: str | None) -> str | None:
    """Return an e-mail address that is a plain ASCII addr-spec, ``None`` for any other (R-ATOM-07)."""
    return address if address and _EMAIL.fullmatch(address) else None


def email_with_name(address: str | None, name: str) -> str | None:
    """Return ``user@host (Real Name)``, the form of RSS, ``None`` without a usable address (R-RSS-19).

    Characters that end or nest the comment of RFC 2822 are left out of the name.
    """
    usable = email(address)
    return f"{usable} ({_COMMENT_BREAKERS.sub(' ', name).strip()})" if usable else None


def fits_comment(name: str) -> bool:
    """Whether ``email_with_name`` keeps the name as it is."""
    return _COMMENT_BREAKERS.sub(" ", name).strip() == name
