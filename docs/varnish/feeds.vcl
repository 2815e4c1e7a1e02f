# Varnish as a cache in front of `feeds serve`: /etc/varnish/feeds.vcl.
# Address and port are yours to change; TLS ends in front of Varnish. The reasons: ../behind.md
vcl 4.1;

backend feeds {
    .host = "127.0.0.1";
    .port = "8080";
}

sub vcl_recv {
    unset req.http.X-Forwarded-Proto;   # set it here if TLS ends in front of Varnish
    if (req.url ~ "^/+(%68|h)(%65|e)(%61|a)(%6[cC]|l)(%74|t)(%68|h)([/?]|$)|^/+(ready|metrics|admin)([/?]|$)") {
        return (synth(404));            # asked at the port of feeds itself
    }
    if (req.url ~ "^[^?]*\.events(\?|$)") {
        return (pipe);                  # a stream stays open
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.http.Authorization || req.url ~ "^/(~|%7[eE]|api/|hub)" || req.url ~ "\?") {
        return (pass);                  # private, pushed, or only redirected
    }
    if (req.http.A-IM ~ "(?i)feed" && req.http.If-None-Match) {
        return (pass);                  # a delta is for the client that has its base
    }
    unset req.http.A-IM;                # a revalidation of the cache's own must bring the whole feed

    if (req.url ~ "\.") {
        unset req.http.Accept-Language; # a feed has one language
    } elsif (req.http.Accept-Language ~ "(?i)^([^,]*,)*? *zh(-[a-z0-9-]+)* *(,|$)") {
        set req.http.Accept-Language = "zh";
    } elsif (req.http.Accept-Language ~ "(?i)^([^,]*,)*? *en(-[a-z0-9-]+)* *(,|$)") {
        set req.http.Accept-Language = "en";
    } elsif (req.http.Accept-Language ~ "(?i)(^|,) *zh[^,;]*; *q=(1|0\.0*[1-9])") {
        set req.http.Accept-Language = "zh";
    } elsif (req.http.Accept-Language ~ "(?i)(^|,) *en[^,;]*; *q=(1|0\.0*[1-9])") {
        set req.http.Accept-Language = "en";
    } else {
        unset req.http.Accept-Language; # the site's own
    }
    return (hash);
}

sub vcl_pipe {
    set bereq.http.Connection = "close";
}

sub vcl_backend_fetch {
    if (bereq.uncacheable) {
        unset bereq.http.Via;           # feeds sends no deltas to caches, and this one keeps nothing
        unset bereq.http.X-Varnish;
    }
}

sub vcl_backend_response {
    if (beresp.status == 226 || beresp.http.Cache-Control ~ "no-store|private") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    }
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);               # the stale copy stays
    }
}
