"""The addresses of the server: each handler turns a request into an answer and that into a response."""
