"""SVG and MathML in content: elements and attributes that only draw."""

from feeds.text.word_set import word_set

MATHML_ELEMENTS = word_set(
    """
    annotation annotation-xml maction math merror mfenced mfrac mi mlabeledtr mmultiscripts mn mo
    mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable
    mtd mtext mtr munder munderover none semantics
    """
)

MATHML_ATTRIBUTES = word_set(
    """
    accent accentunder actiontype align class close columnalign columnlines columnspacing columnspan
    depth dir display displaystyle encoding equalcolumns equalrows fence fontstyle fontweight frame
    height id linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize
    movablelimits notation open other rowalign rowlines rowspacing rowspan rspace scriptlevel
    selection separator separators stretchy subscriptshift superscriptshift symmetric voffset width
    """
)

SVG_ELEMENTS = word_set(
    """
    a animate animateColor animateMotion animateTransform circle clipPath defs desc ellipse
    font-face font-face-name font-face-src g glyph hkern line linearGradient marker mask metadata
    missing-glyph mpath path pattern polygon polyline radialGradient rect set stop svg switch symbol
    text textPath title tspan use view
    """
)

SVG_ATTRIBUTES = word_set(
    """
    accent-height accumulate additive alphabetic arabic-form ascent attributeName attributeType
    baseProfile bbox begin by calcMode cap-height class clip-path clip-rule clipPathUnits color
    color-rendering content cx cy d dx dy descent display dur end fill fill-opacity fill-rule
    font-family font-size font-stretch font-style font-variant font-weight from fx fy g1 g2 glyph-name
    gradientTransform gradientUnits hanging height horiz-adv-x horiz-origin-x id ideographic k
    keyPoints keySplines keyTimes lang marker-end marker-mid marker-start markerHeight markerUnits
    markerWidth mask mathematical max min name offset opacity orient origin overline-position
    overline-thickness panose-1 path pathLength patternUnits points preserveAspectRatio r refX refY
    repeatCount repeatDur requiredExtensions requiredFeatures restart role rotate rx ry slope
    spreadMethod stemh stemv stop-color stop-opacity strikethrough-position strikethrough-thickness
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width style systemLanguage target text-anchor to transform type u1 u2
    underline-position underline-thickness unicode unicode-range units-per-em values version viewBox
    visibility width widths x x-height x1 x2 y y1 y2 zoomAndPan
    """
)
