"""Apple's podcast categories: the current ones and those used before 2019."""

from feeds.text.word_set import word_set

CATEGORIES: dict[str, frozenset[str]] = {
    "Arts": frozenset({"Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"}),
    "Business": frozenset(
        {"Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"}
    ),
    "Comedy": frozenset({"Comedy Interviews", "Improv", "Stand-Up"}),
    "Education": frozenset({"Courses", "How To", "Language Learning", "Self-Improvement"}),
    "Fiction": frozenset({"Comedy Fiction", "Drama", "Science Fiction"}),
    "Government": frozenset(),
    "Health & Fitness": frozenset(
        {"Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"}
    ),
    "History": frozenset(),
    "Kids & Family": frozenset({"Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"}),
    "Leisure": frozenset(
        {
            "Animation & Manga",
            "Automotive",
            "Aviation",
            "Crafts",
            "Games",
            "Hobbies",
            "Home & Garden",
            "Video Games",
        }
    ),
    "Music": frozenset({"Music Commentary", "Music History", "Music Interviews"}),
    "News": frozenset(
        {
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        }
    ),
    "Religion & Spirituality": frozenset(
        {"Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"}
    ),
    "Science": frozenset(
        {
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        }
    ),
    "Society & Culture": frozenset(
        {"Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"}
    ),
    "Sports": frozenset(
        {
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        }
    ),
    "TV & Film": frozenset({"After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"}),
    "Technology": frozenset(),
    "True Crime": frozenset(),
}
"""Category to its subcategories, since 2019."""

OLD_CATEGORIES: dict[str, frozenset[str]] = {
    "Arts": frozenset({"Literature"}),
    "Arts & Entertainment": frozenset(
        {
            "Architecture",
            "Design",
            "Entertainment",
            "Games",
            "Performing Arts",
            "Photography",
            "Poetry",
            "Science Fiction",
        }
    ),
    "Audio Blogs": frozenset(),
    "Business": frozenset({"Business News", "Finance", "Management & Marketing", "News", "Shopping"}),
    "Education": frozenset(
        {
            "Educational Technology",
            "Education Technology",
            "Higher Education",
            "K-12",
            "Language Courses",
            "Training",
        }
    ),
    "Family": frozenset(),
    "Food": frozenset(),
    "Games & Hobbies": frozenset({"Automotive", "Aviation", "Hobbies", "Other Games", "Video Games"}),
    "Government & Organizations": frozenset({"Local", "National", "Non-Profit", "Regional"}),
    "Health": frozenset(
        {
            "Alternative Health",
            "Diet & Nutrition",
            "Fitness",
            "Fitness & Nutrition",
            "Relationships",
            "Self-Help",
            "Sexuality",
        }
    ),
    "International": word_set(
        """
    Australian Belgian Brazilian Canadian Chinese Dutch French German Hebrew Italian Japanese
    Norwegian Polish Portuguese Spanish Swedish
    """
    ),
    "Kids & Family": frozenset(),
    "Movies & Television": frozenset(),
    "Music": frozenset(),
    "News & Politics": frozenset(),
    "Politics": frozenset(),
    "Public Radio": frozenset(),
    "Religion & Spirituality": frozenset({"New Age", "Other", "Philosophy"}),
    "Science & Medicine": frozenset({"Medicine", "Natural Sciences", "Social Sciences"}),
    "Society & Culture": frozenset({"History"}),
    "Sports & Recreation": frozenset({"Amateur", "College & High School", "Outdoor", "Professional"}),
    "Talk Radio": frozenset(),
    "Technology": frozenset(
        {
            "Computers",
            "Developers",
            "Gadgets",
            "Information Technology",
            "News",
            "Operating Systems",
            "Podcasting",
            "Smart Phones",
            "Software How-To",
            "Tech News",
            "Text/Speech",
        }
    ),
    "Transportation": frozenset({"Automotive", "Aviation", "Bicycles", "Commuting"}),
    "Travel": frozenset(),
}
"""Category to its subcategories, before 2019."""
