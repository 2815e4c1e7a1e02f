"""Text, times, addresses and languages: pure functions over strings, the lowest room but errors."""
