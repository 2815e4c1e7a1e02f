"""HTTP: answers requests with prepared publications, and never renders."""
