"""Records brought over HTTP: who may, how the body comes in, how the results go out."""
