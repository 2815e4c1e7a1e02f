"""Rules of smaller extensions: FeedSync, access restriction, robots, Google Base."""

from feeds.validate.rule import error, warning

SYNC_NSS = error(
    "EXT001",
    "not-a-sync-id",
    "The id of an sx:sync is empty or contains characters that the specific part of a URN does not allow.",
    "Endpoints cannot match the item.",
    "Use letters, digits and ()+,-.:=@;$_!*'.",
    "FeedSync 1.0 §2.3; RFC 2141 §2.2",
    "InvalidNSS",
)
SYNC_TYPE = error(
    "EXT002",
    "related-neither-complete-nor-aggregated",
    "The type of sx:related is neither complete nor aggregated.",
    "Endpoints cannot determine how to use the feed.",
    "Write complete or aggregated.",
    "FeedSync 1.0 §2.2",
    "InvalidSseType",
)
SINCE_AFTER_UNTIL = error(
    "EXT003",
    "since-after-until",
    "The since of sx:sharing is later than its until.",
    "Endpoints request an empty time range.",
    "Exchange since and until.",
    "FeedSync 1.0 §2.1",
    "SinceAfterUntil",
)
SYNC_BY = warning(
    "EXT004",
    "history-without-by",
    "An sx:history has when but no by.",
    "Endpoints cannot order simultaneous changes.",
    "Add by.",
    "FeedSync 1.0 §2.4",
    "MissingRecommendedAttribute",
)
SYNC_HISTORY = error(
    "EXT005",
    "history-without-by-and-when",
    "An sx:history has neither by nor when.",
    "Endpoints cannot order the changes.",
    "Add both attributes.",
    "FeedSync 1.0 §2.4",
    "MissingByAndWhenAttrs",
)
SYNC_NO_HISTORY = error(
    "EXT006",
    "sync-without-history",
    "An sx:sync has no sx:history.",
    "Endpoints cannot determine which version is newer.",
    "Add an sx:history for each change.",
    "FeedSync 1.0 §2.3",
    "MissingElement",
)
SYNC_SAME = error(
    "EXT007",
    "sync-id-twice",
    "Two items have the same id in sx:sync.",
    "Endpoints merge them.",
    "Give each item its own id.",
    "FeedSync 1.0 §2.3",
    "DuplicateValue",
)
ACCESS = error(
    "EXT008",
    "access-neither-allow-nor-deny",
    "The relationship of access:restriction is neither allow nor deny.",
    "Search engines ignore it.",
    "Write allow or deny.",
    "Feed Access Control 1.0",
    "InvalidAccessRestrictionRel",
)
META_NAME = error(
    "EXT009",
    "meta-not-robots",
    "An xhtml:meta in a feed has a name other than robots.",
    "No reader uses it.",
    "Write robots, or leave it out.",
    "RSS and robots meta tags",
    "InvalidMetaName",
)
META_CONTENT = error(
    "EXT010",
    "unknown-robots-directive",
    "The content of a robots meta is not a known directive.",
    "Search engines ignore it.",
    "Write noindex, nofollow, index or follow.",
    "Robots Exclusion, meta tags",
    "InvalidMetaContent",
)
BASE_LABEL = error(
    "EXT011",
    "label-with-comma",
    "A g:label contains a comma.",
    "It is interpreted as one label.",
    "Write one element for each label.",
    "Google Base",
    "InvalidLabel",
)
BASE_LOCATION = error(
    "EXT012",
    "not-a-location",
    "A place does not have the form that Google Base requires.",
    "The item is not found on a map.",
    "Write street, city, state, postal code, country.",
    "Google Base",
    "InvalidLocation",
    "InvalidFullLocation",
)
BASE_WORD = error(
    "EXT013",
    "word-unknown-to-google-base",
    "A value is not one of the words that Google Base defines for the element.",
    "The value is dropped.",
    "Use one of the words of the specification.",
    "Google Base",
    "InvalidGender",
    "InvalidMaritalStatus",
    "InvalidPaymentMethod",
    "InvalidPriceType",
    "InvalidRatingType",
    "InvalidReviewerType",
    "InvalidSalaryType",
    "InvalidServiceType",
)
BASE_YEAR = error(
    "EXT014",
    "not-a-year",
    "A year is not a number from 1900 on.",
    "The value is dropped.",
    "Write four digits.",
    "Google Base",
    "InvalidYear",
)
BASE_NUMBER = error(
    "EXT015",
    "not-a-whole-measure",
    "A value is not a whole number with an optional unit.",
    "The value is dropped.",
    "Write digits, and optionally a space and a unit.",
    "Google Base",
    "InvalidIntUnit",
)
BASE_TEN = error(
    "EXT016",
    "more-than-ten",
    "An element of Google Base appears more than ten times.",
    "The remaining ones are dropped.",
    "Keep ten.",
    "Google Base",
    "TooMany",
)
QUERY_ROLE = error(
    "EXT017",
    "unknown-query-role",
    "An opensearch:Query has no role, or one that the specification does not define.",
    "Clients ignore the query.",
    "Write request, example, related, correction, subset or superset.",
    "OpenSearch 1.1",
    "InvalidLocalRole",
)
LIST_TREAT = error(
    "EXT018",
    "treat-as-not-list",
    "cf:treatAs is not list.",
    "Readers ignore it.",
    "Write list, or leave it out.",
    "Simple List Extensions",
    "InvalidValue",
)
UPDATE_PERIOD = error(
    "RSS046",
    "unknown-update-period",
    "sy:updatePeriod is not hourly, daily, weekly, monthly or yearly.",
    "Readers use their own interval.",
    "Write one of the five words.",
    "RSS 1.0 syndication module (R-RSS-30)",
    "InvalidUpdatePeriod",
)
