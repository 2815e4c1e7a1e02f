"""A clock that a running process sees shifted: a library that is loaded before the C library's."""

import shutil
import subprocess
from pathlib import Path

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long shift_s(void) {
    static time_t read_at = 0;
    static long shift = 0;
    struct timespec now;
    static int (*real)(clockid_t, struct timespec *) = 0;
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    real(CLOCK_MONOTONIC, &now);
    if (now.tv_sec != read_at) {
        read_at = now.tv_sec;
        FILE *file = fopen(getenv("SHIFT_FILE"), "r");
        long found = 0;
        if (file) { if (fscanf(file, "%ld", &found) != 1) found = 0; fclose(file); }
        shift = found;
    }
    return shift;
}

int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *) = 0;
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, at);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) at->tv_sec += shift_s();
    return done;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    static int (*real)(struct timeval *, void *) = 0;
    if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
    int done = real(at, zone);
    if (at) at->tv_sec += shift_s();
    return done;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
"""


class ShiftedClock:
    """Shifts the clock of the processes that are started with its ``environment``."""

    def __init__(self, folder: Path) -> None:
        """Compile the library where there is a compiler; without one nothing can be shifted."""
        self._file = folder / "shift"
        self._file.write_text("0", encoding="ascii")
        self.works = shutil.which("gcc") is not None
        library = folder / "shift.so"
        if self.works:
            source = folder / "shift.c"
            source.write_text(_SOURCE, encoding="ascii")
            build = ["gcc", "-O2", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"]
            subprocess.run(build, check=True, capture_output=True)
        self.environment = {"LD_PRELOAD": str(library), "SHIFT_FILE": str(self._file)} if self.works else {}

    def shift(self, seconds: int) -> None:
        """Shift the clock within a second."""
        self._file.write_text(str(seconds), encoding="ascii")
