"""What values mean, without a word about rules: dates, URIs, HTML, style, codes."""
