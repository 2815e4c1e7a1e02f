"""Rules of podcasts: the iTunes tags and the Podcasting 2.0 namespace."""

from feeds.validate.rule import error, warning

LANGUAGE_MISSING = warning(
    "POD001",
    "podcast-without-required-element",
    "A podcast lacks language, itunes:category, itunes:explicit or itunes:image.",
    "Apple and Spotify reject it.",
    "Add the element.",
    "PSP-1; Apple Podcasts requirements (R-POD-02)",
    "MissingItunesElement",
)
OWNER_MISSING = warning(
    "POD002",
    "podcast-without-owner",
    "A podcast has no owner with a mail address.",
    "Directories cannot verify the owner.",
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
    "A podcast element that may appear once appears more than once.",
    "Some directories take the first, others the last.",
    "Keep one.",
    "PSP-1",
    "DuplicateElement",
)
NOT_UTF8 = warning(
    "POD005",
    "podcast-not-in-utf-8",
    "A podcast is not in UTF-8.",
    "Apple supports only UTF-8.",
    "Write UTF-8.",
    "PSP-1 (R-XML-05)",
    "NotUTF8",
)
CATEGORY = warning(
    "POD006",
    "unknown-subcategory",
    "A subcategory is not one of Apple's, although its category is.",
    "Apple ignores it, unless it is newer than this list.",
    "Use Apple's spelling, including case.",
    "Apple Podcasts categories (R-POD-02)",
    "InvalidItunesCategory",
)
CATEGORY_NEW = warning(
    "POD007",
    "unknown-category",
    "A category is not one of Apple's.",
    "Apple ignores it, unless it is newer than this list.",
    "Use Apple's spelling, including case.",
    "Apple Podcasts categories (R-POD-02)",
    "InvalidItunesCategory",
)
CATEGORY_OLD = warning(
    "POD008",
    "obsolete-category",
    "A category is no longer one of Apple's.",
    "The podcast is listed in another category or in none.",
    "Use one of the categories of 2019 or later.",
    "Apple Podcasts categories (R-POD-02)",
    "ObsoleteItunesCategory",
)
CATEGORY_NO_TEXT = error(
    "POD009",
    "category-without-text",
    "An itunes:category has no attribute text.",
    "Directories ignore it.",
    "Write the name of the category in text.",
    "PSP-1 (R-POD-02)",
    "MissingAttribute",
)
EXPLICIT = error(
    "POD010",
    "explicit-neither-true-nor-false",
    "itunes:explicit is neither true nor false.",
    "Directories treat it as unknown and reject the podcast.",
    "Write true or false.",
    "PSP-1 (R-POD-03)",
    "InvalidTrueFalse",
)
EXPLICIT_OLD = warning(
    "POD011",
    "explicit-in-old-words",
    "itunes:explicit is yes, no, clean or explicit, the values used before 2019.",
    "Directories still accept them, but the specification has only true and false.",
    "Write true or false.",
    "PSP-1 (R-POD-03)",
)
BLOCK = error(
    "POD012",
    "block-not-yes",
    "itunes:block or itunes:complete is neither yes nor no.",
    "Directories ignore it and show a podcast that should be hidden.",
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
    "itunes:episodeType is not full, trailer or bonus.",
    "Players show it as a regular episode.",
    "Write one of the three words.",
    "PSP-1 (R-POD-08)",
    "InvalidItunesEpisodeType",
)
SHOW_TYPE = error(
    "POD015",
    "unknown-show-type",
    "itunes:type is neither episodic nor serial.",
    "Players sort the episodes in the wrong order.",
    "Write one of the two words.",
    "PSP-1 (R-POD-08)",
    "InvalidItunesChannelType",
)
KEYWORDS = warning(
    "POD016",
    "keywords-without-commas",
    "itunes:keywords are separated by spaces.",
    "They are interpreted as one long keyword.",
    "Separate them by commas, or leave the element out, since directories ignore it.",
    "iTunes RSS tags",
    "InvalidKeywords",
)
TOO_LONG = error(
    "POD017",
    "text-too-long",
    "A text is longer than its element allows.",
    "Directories truncate it or reject the podcast.",
    "Shorten the text.",
    "PSP-1 (R-POD-02, R-POD-10)",
    "TooLong",
)
FORMAT = warning(
    "POD018",
    "format-apple-does-not-play",
    "The file of an episode has an extension that Apple does not play.",
    "The episode does not appear on Apple's devices.",
    "Publish M4A, MP3, MP4, M4V or MOV.",
    "Apple Podcasts requirements (R-POD-04)",
    "UnsupportedItunesFormat",
)
IMAGE_HREF = error(
    "POD019",
    "image-without-href",
    "An itunes:image has no href.",
    "Directories show no artwork and reject the podcast.",
    "Write the address of the artwork in href.",
    "PSP-1 (R-POD-02)",
    "MissingAttribute",
)
LOCKED = error(
    "POD020",
    "locked-neither-yes-nor-no",
    "podcast:locked is neither yes nor no.",
    "Hosts import the podcast although it should be locked.",
    "Write yes or no.",
    "Podcast namespace locked (R-POD-07)",
)
GUID = error(
    "POD021",
    "podcast-guid-not-a-uuid",
    "podcast:guid is not a UUID.",
    "Apps cannot recognise the podcast when it moves.",
    "Derive a UUID version 5 from the address of the feed, once.",
    "Podcast namespace guid (R-POD-06)",
)
PODCAST_ATTRIBUTE = error(
    "POD022",
    "podcast-attribute-missing",
    "An element of the podcast namespace lacks a required attribute.",
    "Apps ignore the element.",
    "Add the attribute.",
    "Podcast namespace 1.0 (R-POD-07)",
)
PODCAST_LENGTH = warning(
    "POD023",
    "podcast-text-too-long",
    "A text of the podcast namespace is longer than its element allows.",
    "Apps truncate it.",
    "Shorten it to 128 characters (txt: 4000).",
    "Podcast namespace 1.0 (R-POD-07)",
)
TRANSCRIPT_TYPE = warning(
    "POD024",
    "unknown-transcript-type",
    "A transcript is not WebVTT, SRT, JSON, HTML or plain text.",
    "Apps cannot show it.",
    "Publish text/vtt or application/x-subrip.",
    "Podcast namespace transcript (R-POD-07)",
)
