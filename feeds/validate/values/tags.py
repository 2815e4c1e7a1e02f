"""HTML: known elements, elements that are safe in a feed, and harmless attributes."""

from feeds.text.word_set import word_set

VOID = word_set("area base br col embed hr img input link meta param source track wbr")

SAFE = word_set(
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
"""Elements that cannot affect the page that shows them."""

RISKY = word_set(
    """
    applet base basefont bgsound body embed frame frameset head html iframe link listing meta
    noembed noframes object param plaintext script slot style title xmp isindex comment portal
    fencedframe
    """
)
"""Elements that readers remove, because they load or run something or affect the whole page."""

ELEMENTS = SAFE | RISKY | {"svg", "math", "marquee", "blink", "nobr"}

ATTRIBUTES = word_set(
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
"""Harmless attributes; ``data-*`` and ``aria-*`` are harmless too."""
