"""Rules about numbers and fixed words."""

from feeds.validate.rule import error, warning

INTEGER = error(
    "NUM001",
    "not-an-integer",
    "A value must be a whole number, but is not.",
    "Readers drop the value.",
    "Write digits only.",
    "The specification of the element",
    "InvalidInteger",
)
NOT_NEGATIVE = error(
    "NUM002",
    "not-a-number-from-zero",
    "A value must be a whole number of at least 0, but is not.",
    "Readers drop the value.",
    "Write digits only.",
    "The specification of the element",
    "InvalidNonNegativeInteger",
)
POSITIVE = error(
    "NUM003",
    "not-a-positive-number",
    "A value must be a whole number of at least 1, but is not.",
    "Readers drop the value.",
    "Write digits only, without unit, or leave the element out.",
    "The specification of the element (R-RSS-24, R-RSS-30)",
    "InvalidPositiveInteger",
)
OVERFLOW = error(
    "NUM004",
    "number-too-large",
    "A number is larger than 2147483647.",
    "Software with 32-bit numbers reads a different value.",
    "Keep the number below 2³¹.",
    "FeedSync 1.0 §2.3",
    "IntegerOverflow",
)
DECIMAL = error(
    "NUM005",
    "not-a-decimal-number",
    "A value must be a decimal number, but is not.",
    "Readers drop the value.",
    "Write digits with an optional decimal point.",
    "The specification of the element",
    "InvalidFloat",
)
DECIMAL_UNIT = error(
    "NUM006",
    "not-a-measure",
    "A value must be a number with an optional unit, but is not.",
    "Readers drop the value.",
    "Write a number such as 12.5.",
    "GeoRSS; Google Base",
    "InvalidFloatUnit",
)
PERCENTAGE = error(
    "NUM007",
    "not-a-percentage",
    "A value must be a number from 0 to 100, but is not.",
    "Readers drop the value.",
    "Write a number from 0 to 100.",
    "Google Base",
    "InvalidPercentage",
)
LIST_OF_NUMBERS = error(
    "NUM008",
    "not-a-list-of-numbers",
    "A value must be whole numbers separated by commas, but is not.",
    "Readers drop the value.",
    "Write numbers such as 1,2,3.",
    "RSS 1.0 slash module",
    "InvalidCommaSeparatedIntegers",
)
YES_NO = error(
    "NUM009",
    "neither-yes-nor-no",
    "A value must be yes or no.",
    "Readers use the default.",
    "Write yes or no in lower case.",
    "RFC 5023 §13.1.1",
    "InvalidYesNo",
)
TRUE_FALSE = error(
    "NUM010",
    "neither-true-nor-false",
    "A value must be true or false.",
    "Readers use the default.",
    "Write true or false in lower case.",
    "The specification of the element",
    "InvalidTrueFalse",
)
COUNTRY = error(
    "NUM011",
    "not-a-country-code",
    "A country is not a code of ISO 3166.",
    "Players ignore the restriction.",
    "Write two capital letters, such as CN.",
    "ISO 3166-1; Media RSS 1.5",
    "InvalidCountryCode",
)
CURRENCY = error(
    "NUM012",
    "not-a-currency-code",
    "A currency is not a code of ISO 4217.",
    "Readers drop the price.",
    "Write three capital letters, such as CNY.",
    "ISO 4217",
    "InvalidCurrencyUnit",
)
BLANK = warning(
    "NUM014",
    "blank-where-a-value-is-expected",
    "An element or attribute that should have a value is empty.",
    "Readers show an empty line or make up a title.",
    "Add a value, or leave it out.",
    "RSS 2.0; RFC 4287 §4.2.14 (R-ATOM-17)",
    "NotBlank",
)
BLANK_ATTRIBUTE = warning(
    "NUM015",
    "blank-attribute",
    "An attribute that should have a value is empty.",
    "Readers use a default that was not intended.",
    "Add a value, or leave it out.",
    "RFC 4287 §4.2.7 (R-LANG-08)",
    "AttrNotBlank",
)
WHITE_SPACE = error(
    "NUM016",
    "blanks-around-value",
    "White space surrounds a value that does not allow it.",
    "Readers that compare character by character find a different value.",
    "Write the value without white space around it.",
    "RFC 4287 §3.3, §4.2.6 (R-ATOM-14)",
    "UnexpectedWhitespace",
)
