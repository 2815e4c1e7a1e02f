"""HTML: the elements there are, those safe in a feed, and the attributes that are harmless."""

from feeds.validate.values.words import words

VOID = words("area base br col embed hr img input link meta param source track wbr")

SAFE = words(
    """
    a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas
    caption center cite code col colgroup command data datalist dd del details dfn dialog dir div dl
    dt em eventsource fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr
    i img input ins kbd keygen label legend li main map mark menu meter multicol nav nextid noscript
    ol optgroup option output p picture pre progress q rb rp rt rtc ruby s samp search section
    select small source spacer span strike strong sub summary sup table tbody td template textarea
    tfoot th thead time tr track tt u ul var video wbr
    """
)
"""Elements without power over the page that shows them."""

RISKY = words(
    """
    applet base basefont bgsound body embed frame frameset head html iframe link listing meta
    noembed noframes object param plaintext script slot style title xmp isindex comment portal
    fencedframe
    """
)
"""Elements of HTML that readers strip, because they load or run something or reach beyond the entry."""

ELEMENTS = SAFE | RISKY | {"svg", "math", "marquee", "blink", "nobr"}

ATTRIBUTES = words(
    """
    abbr accept accept-charset accesskey action align allow allowfullscreen allowpaymentrequest alt
    as autocapitalize autocomplete autofocus autoplay axis background balance bgcolor bgproperties
    border bordercolor bordercolordark bordercolorlight cellpadding cellspacing ch char charoff
    charset checked cite class clear color cols colspan compact contenteditable controls
    controlslist coords crossorigin data datafld datapagesize datasrc datetime decoding default
    delay dir dirname disabled disablepictureinpicture download draggable dynsrc enctype end
    enterkeyhint face fetchpriority for form formenctype frame galleryimg gutter headers height
    hidden hidefocus high href hreflang hspace icon id imagesizes imagesrcset inert inputmode is
    ismap itemid itemprop itemref itemscope itemtype keytype kind label lang leftspacing list
    loading longdesc loop loopcount loopend loopstart low lowsrc max maxlength media method min
    minlength multiple muted name nohref nonce noshade nowrap open optimum pattern ping placeholder
    playsinline point-size popover poster pqg preload prompt property radiogroup readonly
    referrerpolicy rel repeat-max repeat-min replace required rev reversed rows rowspan rules scope
    selected shape size sizes slot span spellcheck src srclang srcset start step style summary
    suppress tabindex target template title toppadding translate type unselectable urn usemap valign
    value role property typeof controls variable volume vrml vspace width wrap xml:lang xmlns
    """
)
"""Attributes without power; ``data-*`` and ``aria-*`` are harmless too."""
