"""Article pages: finds the headline, the credits and the body in HTML or in the plain text of a page."""
