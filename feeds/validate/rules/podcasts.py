"""Rules of podcasts: the iTunes tags and the Podcasting 2.0 namespace."""

from feeds.validate.rule import error, warning

LANGUAGE_MISSING = warning(
    "POD001",
    "podcast-without-required-element",
    "A podcast lacks language, itunes:category, itunes:explicit or itunes:image.",
    "Apple and Spotify refuse it.",
    "Add the element.",
    "PSP-1; Apple Podcasts requirements (R-POD-02)",
    "MissingItunesElement",
)
OWNER_MISSING = warning(
    "POD002",
    "podcast-without-owner",
    "A podcast names no owner with a mail address.",
    "Directories cannot verify who may claim it.",
    "Add itunes:owner with itunes:email, at least while the podcast is submitted.",
    "Apple Podcasts requirements (R-POD-02)",
    "MissingItunesEmail",
)
OWNER_MAIL = error(
    "POD003",
    "owner-without-mail-address",
    "An itunes:owner has no itunes:email.",
    "Directories cannot reach the owner.",
    "Add itunes:email, or leave the owner out.",
    "Apple Podcasts requirements (R-POD-02)",
    "MissingElement",
)
TWICE = error(
    "POD004",
    "podcast-element-twice",
    "A podcast element that may stand once stands twice.",
    "Directories take the first or the last.",
    "Keep one.",
    "PSP-1",
    "DuplicateElement",
)
NOT_UTF8 = warning(
    "POD005",
    "podcast-not-in-utf-8",
    "A podcast is not in UTF-8.",
    "Apple reads UTF-8 only.",
    "Write UTF-8.",
    "PSP-1 (R-XML-05)",
    "NotUTF8",
)
CATEGORY = warning(
    "POD006",
    "unknown-subcategory",
    "A subcategory is not one of Apple's, though the category above it is.",
    "Apple drops it; it may be newer than this list.",
    "Use Apple's spelling, case included.",
    "Apple Podcasts categories (R-POD-02)",
    "InvalidItunesCategory",
)
CATEGORY_NEW = warning(
    "POD007",
    "unknown-category",
    "A category is none of Apple's.",
    "Apple drops it; it may be newer than this list.",
    "Use Apple's spelling, case included.",
    "Apple Podcasts categories (R-POD-02)",
    "InvalidItunesCategory",
)
CATEGORY_OLD = warning(
    "POD008",
    "obsolete-category",
    "A category is one that Apple has dropped.",
    "The podcast is listed elsewhere or nowhere.",
    "Use one of the categories of 2019 or later.",
    "Apple Podcasts categories (R-POD-02)",
    "ObsoleteItunesCategory",
)
CATEGORY_NO_TEXT = error(
    "POD009",
    "category-without-text",
    "An itunes:category has no attribute text.",
    "Directories ignore it.",
    "Put the name of the category into text.",
    "PSP-1 (R-POD-02)",
    "MissingAttribute",
)
EXPLICIT = error(
    "POD010",
    "explicit-neither-true-nor-false",
    "itunes:explicit says something else than true or false.",
    "Directories take it for unknown and refuse the podcast.",
    "Write true or false.",
    "PSP-1 (R-POD-03)",
    "InvalidTrueFalse",
)
EXPLICIT_OLD = warning(
    "POD011",
    "explicit-in-old-words",
    "itunes:explicit says yes, no, clean or explicit, as it did before 2019.",
    "Directories still understand it; the specification has true and false.",
    "Write true or false.",
    "PSP-1 (R-POD-03)",
)
BLOCK = error(
    "POD012",
    "block-not-yes",
    "itunes:block or itunes:complete holds something else than yes (or no).",
    "Directories ignore it; a podcast that should be hidden is shown.",
    "Write Yes, or leave the element out.",
    "PSP-1 (R-POD-09)",
    "InvalidYesNoClean",
)
DURATION = error(
    "POD013",
    "invalid-duration",
    "A duration is neither seconds nor hours, minutes and seconds.",
    "Players show no length.",
    "Write whole seconds.",
    "PSP-1 (R-POD-08)",
    "InvalidDuration",
)
EPISODE_TYPE = error(
    "POD014",
    "unknown-episode-type",
    "itunes:episodeType is none of full, trailer, bonus.",
    "Players show it as an ordinary episode.",
    "Write one of the three words.",
    "PSP-1 (R-POD-08)",
    "InvalidItunesEpisodeType",
)
SHOW_TYPE = error(
    "POD015",
    "unknown-show-type",
    "itunes:type is neither episodic nor serial.",
    "Players sort the episodes wrongly.",
    "Write one of the two words.",
    "PSP-1 (R-POD-08)",
    "InvalidItunesChannelType",
)
KEYWORDS = warning(
    "POD016",
    "keywords-without-commas",
    "itunes:keywords are separated by blanks.",
    "They are read as one long keyword.",
    "Separate them by commas, or leave the element out: nobody uses it.",
    "iTunes RSS tags",
    "InvalidKeywords",
)
TOO_LONG = error(
    "POD017",
    "text-too-long",
    "A text is longer than its element allows.",
    "Directories cut it or refuse the podcast.",
    "Shorten it.",
    "PSP-1 (R-POD-02, R-POD-10)",
    "TooLong",
)
FORMAT = warning(
    "POD018",
    "format-apple-does-not-play",
    "The file of an episode has an extension that Apple does not play.",
    "The episode is missing on Apple's devices.",
    "Publish M4A, MP3, MP4, M4V or MOV.",
    "Apple Podcasts requirements (R-POD-04)",
    "UnsupportedItunesFormat",
)
IMAGE_HREF = error(
    "POD019",
    "image-without-href",
    "An itunes:image has no href.",
    "Directories show no artwork and refuse the podcast.",
    "Put the address of the artwork into href.",
    "PSP-1 (R-POD-02)",
    "MissingAttribute",
)
LOCKED = error(
    "POD020",
    "locked-neither-yes-nor-no",
    "podcast:locked is neither yes nor no.",
    "Hosts import the podcast though it should be locked.",
    "Write yes or no.",
    "Podcast namespace locked (R-POD-07)",
)
GUID = error(
    "POD021",
    "podcast-guid-not-a-uuid",
    "podcast:guid is no UUID.",
    "Apps cannot recognise the podcast when it moves.",
    "Derive the UUIDv5 from the address of the feed, once.",
    "Podcast namespace guid (R-POD-06)",
)
PODCAST_ATTRIBUTE = error(
    "POD022",
    "podcast-attribute-missing",
    "An element of the podcast namespace lacks an attribute that it needs.",
    "Apps ignore the element.",
    "Add the attribute.",
    "Podcast namespace 1.0 (R-POD-07)",
)
PODCAST_LENGTH = warning(
    "POD023",
    "podcast-text-too-long",
    "A text of the podcast namespace is longer than its element allows.",
    "Apps cut it.",
    "Shorten it to 128 characters (txt: 4000).",
    "Podcast namespace 1.0 (R-POD-07)",
)
TRANSCRIPT_TYPE = warning(
    "POD024",
    "unknown-transcript-type",
    "A transcript is neither WebVTT, SRT, JSON, HTML nor plain text.",
    "Apps cannot show it.",
    "Publish text/vtt or application/x-subrip.",
    "Podcast namespace transcript (R-POD-07)",
)
