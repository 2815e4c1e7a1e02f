"""Google Base (g): attributes of products, jobs, recipes and similar items."""

import re

from feeds.text.word_set import word_set
from feeds.validate.checks.codes import currency
from feeds.validate.checks.dates import iso8601
from feeds.validate.checks.numbers import from_zero, measure, positive
from feeds.validate.checks.texts import plain
from feeds.validate.checks.uris import full
from feeds.validate.checks.words import matching, one_of, true_false
from feeds.validate.element import Check, DocumentState, Element, Frame, Mode, leaf
from feeds.validate.rules import core, numbers
from feeds.validate.rules import modules as rules

TWICE = core.EXTENSION_TWICE
MAX_OCCURRENCES = 10
_QUANTITY = re.compile(r"\d[\d,]*(?:\s+\w+)*")
_YEAR = re.compile(r"(?:19|2\d)\d\d")
_PERCENTAGE = re.compile(r"100(?:\.0+)?|\d{1,2}(?:\.\d+)?")
_NO_COMMA = re.compile(r"[^,]*")
_PLACE = re.compile(r"[^,]*(?:,[^,]*){1,2}")
_ADDRESS = re.compile(r"\s*[^,\s][^,]*(?:,\s*[^,\s][^,]*){4}")

_PLAIN = word_set(
    """
    actor agent area apparel_type artist author brand color condition course course_number
    course_times cuisine delivery_notes education employer ethnicity format id immigration_status
    interested_in isbn job_function job_industry job_type main_ingredient make manufacturer
    manufacturer_id meal_type model model_number name_of_item_being_reviewed news_source occupation
    payment_notes product_type property_type publication_name publication_volume review_type
    school_district sexual_orientation size subject subject_area tax_region university upc
    vehicle_type vin
    """
)
_WORDS = {
    "gender": word_set("Male M Female F"),
    "marital_status": frozenset({"single", "divorced", "separated", "widowed", "married", "in relationship"}),
    "price_type": word_set("negotiable starting"),
    "rating": word_set("1 2 3 4 5"),
    "reviewer_type": word_set("editorial user"),
    "salary_type": word_set("starting negotiable"),
}
_PAYMENT = word_set("Cash Check Visa MasterCard AmericanExpress Discover WireTransfer")
_SERVICES = word_set("FedEx UPS DHL Mail Other Overnight Standard")
_MEASURES = word_set(
    """
    calories cholesterol cooking_time delivery_radius fiber hoa_dues megapixels memory preparation_time price
    processor_speed protein salary saturated_fat servings sodium total_carbs total_fat weight
    """
)


def _check_count(walk: DocumentState, frame: Frame) -> None:
    if frame.parent.seen.get(frame.name, 0) > MAX_OCCURRENCES:
        walk.report(
            rules.BASE_TEN,
            f"{frame.name} appears more than {MAX_OCCURRENCES} times; remove the others",
            frame,
        )


def _repeatable(*checks: Check) -> Element:
    return Element(mode=Mode.TEXT, text=checks, closes=(_check_count,))


def _one(check: Check) -> Element:
    return leaf(check, once=TWICE)


def _range() -> Element:
    return Element(children={"g:start": _one(iso8601), "g:end": _one(iso8601)}, once=TWICE)


_place = matching(_PLACE, rules.BASE_LOCATION, "a place with one or two commas")

GOOGLE: dict[str, Element] = (
    {f"g:{name}": _one(plain) for name in _PLAIN}
    | {f"g:{name}": _one(measure) for name in _MEASURES}
    | {f"g:{name}": _one(one_of(allowed, rules.BASE_WORD)) for name, allowed in _WORDS.items()}
    | {f"g:{name}": _one(from_zero) for name in ("age", "bathrooms", "bedrooms", "quantity")}
    | {f"g:{name}": _one(iso8601) for name in ("expiration_date", "expiration_date_time", "publish_date")}
    | {f"g:{name}": _range() for name in ("course_date_range", "event_date_range", "travel_date_range")}
    | {f"g:{name}": _one(true_false) for name in ("listing_type", "pickup")}
    | {
        "g:currency": _one(currency),
        "g:from_location": _one(_place),
        "g:to_location": _one(_place),
        "g:location": _one(
            matching(_ADDRESS, rules.BASE_LOCATION, "street, city, state, postal code, country")
        ),
        "g:image_link": _repeatable(full),
        "g:label": _repeatable(matching(_NO_COMMA, rules.BASE_LABEL, "one label without commas")),
        "g:mileage": _one(matching(_QUANTITY, rules.BASE_NUMBER, "a whole number with a unit")),
        "g:pages": _one(positive),
        "g:payment_accepted": leaf(one_of(_PAYMENT, rules.BASE_WORD)),
        "g:service_type": _one(one_of(_SERVICES, rules.BASE_WORD)),
        "g:shipping": Element(
            children={
                "g:service": _one(one_of(_SERVICES, rules.BASE_WORD)),
                "g:country": _one(plain),
                "g:price": _one(measure),
            },
            once=TWICE,
        ),
        "g:tax_percent": _one(matching(_PERCENTAGE, numbers.PERCENTAGE, "a number from 0 to 100")),
        "g:url_of_item_being_reviewed": _one(full),
        "g:year": _one(matching(_YEAR, rules.BASE_YEAR, "a year from 1900 on")),
    }
)
