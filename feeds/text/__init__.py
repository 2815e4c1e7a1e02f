"""Functions over strings: text, markup, times, addresses and languages."""
