"""Rules of RSS 2.0, RSS 0.9x and RSS 1.0."""

from feeds.validate.rule import error, warning

VERSION = error(
    "RSS001",
    "unknown-rss-version",
    "The version attribute of rss names a version that does not exist.",
    "Readers cannot determine which rules apply.",
    'Write version="2.0".',
    "RSS 2.0 What is RSS? (R-RSS-01)",
    "InvalidRSSVersion",
)
VERSION_MISSING = error(
    "RSS002",
    "missing-rss-version",
    "The rss element has no version.",
    "Readers cannot determine which rules apply.",
    'Write version="2.0".',
    "RSS 2.0 What is RSS? (R-RSS-01)",
    "MissingAttribute",
)
VERSION_OLD = warning(
    "RSS003",
    "obsolete-rss-version",
    "The document uses a version before 2.0.",
    "Readers have to guess the meaning of its elements.",
    "Write RSS 2.0, which is compatible.",
    "RSS 2.0 (R-RSS-01)",
    "ObsoleteVersion",
)
CHANNEL_MISSING = error(
    "RSS004",
    "missing-channel",
    "The rss element has no channel.",
    "Readers find no feed.",
    "Put all elements into one channel.",
    "RSS 2.0 What is RSS? (R-RSS-01)",
    "MissingElement",
)
CHANNEL_TITLE = error(
    "RSS005",
    "channel-without-title",
    "The channel has no title.",
    "Readers show the subscription without a name.",
    "Add a title.",
    "RSS 2.0 Required channel elements (R-RSS-02)",
    "MissingTitle",
)
CHANNEL_LINK = error(
    "RSS006",
    "channel-without-link",
    "The channel has no link to its page.",
    "Readers cannot link to the site.",
    "Add the address of the page, not of the feed.",
    "RSS 2.0 Required channel elements (R-RSS-02)",
    "MissingLink",
)
CHANNEL_DESCRIPTION = error(
    "RSS007",
    "channel-without-description",
    "The channel has no description.",
    "Strict readers reject the feed.",
    "Add a sentence about the channel.",
    "RSS 2.0 Required channel elements (R-RSS-02)",
    "MissingDescription",
)
TWICE = error(
    "RSS008",
    "rss-element-twice",
    "An element of RSS that may appear once appears more than once.",
    "Some readers take the first, others the last.",
    "Keep one.",
    "RSS 2.0; RSS Profile §4.1.1 (R-RSS-02, R-RSS-05)",
    "DuplicateElement",
)
ITEM_MISPLACED = warning(
    "RSS016",
    "channel-element-after-item",
    "An element of the channel follows an item.",
    "Streaming readers have shown the items by then.",
    "Write the items after all other elements.",
    "RSS Profile §4.1.1 (R-RSS-04)",
    "MisplacedItem",
)
TEXT_INPUT = warning(
    "RSS017",
    "text-input-used",
    "The channel has a textInput.",
    "No reader shows it.",
    "Leave it out.",
    "RSS Profile §4.1.1.17 (R-RSS-26)",
    "AvoidTextInput",
)
TEXT_INPUT_CHILD = error(
    "RSS018",
    "text-input-incomplete",
    "A textInput lacks one of its four children.",
    "Readers cannot show the form without them.",
    "Remove textInput.",
    "RSS 2.0 textInput (R-RSS-26)",
    "MissingElement",
    "MissingTitle",
    "MissingDescription",
    "MissingLink",
)
FORM_NAME = error(
    "RSS019",
    "invalid-form-name",
    "The name of a textInput is not a valid name of a form field.",
    "The form cannot be submitted.",
    "Begin the name with a letter, or remove textInput.",
    "RSS 2.0 textInput; HTML 4 §6.2",
    "InvalidFormComponentName",
)
IMAGE_CHILD = error(
    "RSS020",
    "image-incomplete",
    "The image of a channel lacks url, title or link.",
    "Readers do not show it.",
    "Add the missing elements.",
    "RSS 2.0 image (R-RSS-23)",
    "MissingElement",
)
IMAGE_TITLE = error(
    "RSS021",
    "image-without-title",
    "The image of a channel has no title.",
    "Readers have no alternative text for it.",
    "Add the title of the channel.",
    "RSS 2.0 image (R-RSS-23)",
    "MissingTitle",
)
IMAGE_LINK = error(
    "RSS022",
    "image-without-link",
    "The image of a channel has no link.",
    "Readers cannot link the image to the site.",
    "Add the link of the channel.",
    "RSS 2.0 image (R-RSS-23)",
    "MissingLink",
)
IMAGE_TITLE_DIFFERS = warning(
    "RSS023",
    "image-title-differs",
    "The title of the image differs from that of the channel.",
    "Readers show two names for one channel.",
    "Repeat the title of the channel.",
    "RSS Profile §4.1.1.9 (R-RSS-23)",
    "ImageTitleDoesntMatch",
)
IMAGE_LINK_DIFFERS = warning(
    "RSS024",
    "image-link-differs",
    "The link of the image differs from that of the channel.",
    "The image and the title open different pages.",
    "Repeat the link of the channel.",
    "RSS 2.0 image (R-RSS-23)",
    "ImageLinkDoesntMatch",
)
IMAGE_FORMAT = warning(
    "RSS025",
    "image-format-not-allowed",
    "The image of the channel is not a GIF, JPEG or PNG.",
    "Readers do not show it.",
    "Use PNG or JPEG.",
    "RSS 2.0 image (R-RSS-23)",
    "ImageUrlFormat",
)
IMAGE_WIDTH = error(
    "RSS026",
    "image-width-out-of-range",
    "The width of the image is not a number from 1 to 144.",
    "Readers scale it wrongly or drop it.",
    "Write the real width, or leave it out.",
    "RSS 2.0 image (R-RSS-23)",
    "InvalidWidth",
)
IMAGE_HEIGHT = error(
    "RSS027",
    "image-height-out-of-range",
    "The height of the image is not a number from 1 to 400.",
    "Readers scale it wrongly or drop it.",
    "Write the real height, or leave it out.",
    "RSS 2.0 image (R-RSS-23)",
    "InvalidHeight",
)
CLOUD = error(
    "RSS028",
    "cloud-incomplete",
    "A cloud lacks one of its five attributes.",
    "Readers cannot register for notifications.",
    "Add domain, port, path, registerProcedure and protocol.",
    "RSS 2.0 cloud (R-CLOUD-01)",
    "MissingAttribute",
)
HOUR = error(
    "RSS034",
    "not-an-hour",
    "A skipped hour is not a whole number from 0 to 24.",
    "Readers ignore it.",
    "Write a number from 0 to 23.",
    "RSS 2.0 skipHours (R-RSS-25)",
    "InvalidHour",
)
MIDNIGHT = warning(
    "RSS035",
    "midnight-as-24",
    "Midnight is written as 24.",
    "Readers expect 0 to 23.",
    "Write 0.",
    "RSS Profile §4.1.1.16 (R-RSS-25)",
    "UseZeroForMidnight",
)
HOURS = error(
    "RSS036",
    "too-many-hours",
    "skipHours lists more than 24 hours.",
    "A day has 24 hours.",
    "List each hour once.",
    "RSS 2.0 skipHours (R-RSS-25)",
    "NotEnoughHoursInTheDay",
)
DAY = error(
    "RSS037",
    "not-a-day",
    "A skipped day is not the English name of a weekday.",
    "Readers ignore it.",
    "Write a name from Monday to Sunday.",
    "RSS 2.0 skipDays (R-RSS-25)",
    "InvalidDay",
)
DAYS = error(
    "RSS038",
    "too-many-days",
    "skipDays lists more than 7 days.",
    "A week has 7 days.",
    "List each day once.",
    "RSS 2.0 skipDays (R-RSS-25)",
    "EightDaysAWeek",
)
SELF_MISSING = warning(
    "RSS039",
    "missing-atom-self",
    "The channel has no atom:link with rel self.",
    "Readers with a copy cannot subscribe to the original, and WebSub cannot determine the topic.",
    "Add an atom:link with rel self and the canonical address of the feed.",
    "RSS Profile §5.1.1 (R-RSS-06)",
    "MissingAtomSelfLink",
)
DOCTYPE = error(
    "RSS047",
    "doctype-of-another-version",
    "The document has the DOCTYPE of RSS 0.91 but another version.",
    "Validating parsers reject it.",
    "Remove the DOCTYPE.",
    "RSS 0.91 (R-XML-07)",
    "InvalidDoctype",
)
DTD_OLD = error(
    "RSS048",
    "dtd-gone",
    "The DOCTYPE refers to the DTD at my.netscape.com, which no longer exists.",
    "Parsers that fetch DTDs fail.",
    "Remove the DOCTYPE.",
    "RSS 0.91 (R-XML-07)",
    "DeprecatedDTD",
)
BLINK = error(
    "RSS051",
    "blink",
    "The channel has an element blink, which is part of a draft.",
    "No reader supports it.",
    "Remove it.",
    "UserLand blogChannel module",
    "NoBlink",
)
LINK_IS_FEED = warning(
    "RSS052",
    "channel-link-is-the-feed",
    "The link of the channel is the address of the feed itself.",
    "Readers open XML instead of the site.",
    "Write the address of the page; the address of the feed belongs to the atom:link with rel self.",
    "RSS 2.0 link (R-RSS-03)",
)
TTL = warning(
    "RSS053",
    "ttl-implausible",
    "The ttl is longer than a week.",
    "Readers that respect it miss the entries in between.",
    "Write the value in minutes, not seconds.",
    "RSS 2.0 ttl (R-RSS-24)",
)
