/* Makes one system call fail, come short or be torn: loaded before the C library (LD_PRELOAD).

   Only calls on what lies below one folder count. faults_arm() says the how many-th of them goes
   wrong, and how; faults_count() how many there were, faults_name() which one it was. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FAIL, SHORT, TORN, DIE };

#define FDS 4096
static char below[PATH_MAX];
static size_t length;
static char ours[FDS];
static long counted, chosen;
static int manner, number;
static char name[32];

void faults_arm(const char *folder, long nth, int how, int error) {
    strncpy(below, folder, sizeof below - 1);
    length = strlen(below);
    memset(ours, 0, sizeof ours);
    counted = 0, chosen = nth, manner = how, number = error, name[0] = 0;
}
long faults_count(void) { return counted; }
const char *faults_name(void) { return name; }

static int inside(int at, const char *path) {
    char whole[PATH_MAX];
    if (!length || !path) return 0;
    if (path[0] == '/') return !strncmp(path, below, length);
    if (at != AT_FDCWD) return at >= 0 && at < FDS && ours[at];
    if (!getcwd(whole, sizeof whole)) return 0;
    size_t here = strlen(whole);
    if (here + strlen(path) + 2 > sizeof whole) return 0;
    whole[here] = '/';
    strcpy(whole + here + 1, path);
    return !strncmp(whole, below, length);
}
static int known(int fd) { return length && fd >= 0 && fd < FDS && ours[fd]; }

/* Count a call; true if it is the one. */
static int hit(const char *call) {
    if (++counted != chosen) return 0;
    strncpy(name, call, sizeof name - 1);
    if (manner == DIE) kill(getpid(), SIGKILL);
    return 1;
}
#define REAL(result, call, ...) \
    static result (*real)(__VA_ARGS__); \
    if (!real) real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, call)
#define FAILS(call) if (hit(call)) { errno = number; return -1; }

static int opening(int fd, int is_ours) {
    if (fd >= 0 && fd < FDS) ours[fd] = is_ours;
    return fd;
}
#define OPENS(call) \
    int call(const char *path, int flags, ...) { \
        REAL(int, #call, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        int is_ours = inside(AT_FDCWD, path); \
        if (is_ours) FAILS("open") \
        return opening(real(path, flags, mode), is_ours); \
    }
OPENS(open) OPENS(open64)
#define OPENS_AT(call) \
    int call(int at, const char *path, int flags, ...) { \
        REAL(int, #call, int, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        int is_ours = inside(at, path); \
        if (is_ours) FAILS("openat") \
        return opening(real(at, path, flags, mode), is_ours); \
    }
OPENS_AT(openat) OPENS_AT(openat64)

int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < FDS) ours[fd] = 0;
    return real(fd);
}
int dup(int fd) { REAL(int, "dup", int); return opening(real(fd), known(fd)); }

/* A write of half: "short" says so, "torn" says that it failed. */
#define HALF(whole, half) \
    if (hit("write")) { \
        if (manner == FAIL || n < 2) { errno = number; return -1; } \
        ssize_t done = half; \
        if (manner == SHORT || done < 0) return done; \
        errno = number; \
        return -1; \
    } \
    return whole
ssize_t write(int fd, const void *bytes, size_t n) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (!known(fd)) return real(fd, bytes, n);
    HALF(real(fd, bytes, n), real(fd, bytes, n / 2));
}
#define PWRITES(call, offset) \
    ssize_t call(int fd, const void *bytes, size_t n, offset at) { \
        REAL(ssize_t, #call, int, const void *, size_t, offset); \
        if (!known(fd)) return real(fd, bytes, n, at); \
        HALF(real(fd, bytes, n, at), real(fd, bytes, n / 2, at)); \
    }
PWRITES(pwrite, off_t) PWRITES(pwrite64, off64_t)

/* A read of half may always be; a torn one is a failure. */
#define READS(half) \
    if (hit("read")) { \
        if (manner == SHORT && n > 1) n = half; \
        else { errno = number; return -1; } \
    }
ssize_t read(int fd, void *bytes, size_t n) {
    REAL(ssize_t, "read", int, void *, size_t);
    if (known(fd)) READS(n / 2)
    return real(fd, bytes, n);
}
#define PREADS(call, offset) \
    ssize_t call(int fd, void *bytes, size_t n, offset at) { \
        REAL(ssize_t, #call, int, void *, size_t, offset); \
        if (known(fd)) READS(n / 2) \
        return real(fd, bytes, n, at); \
    }
PREADS(pread, off_t) PREADS(pread64, off64_t)

#define ON_FD(call) \
    int call(int fd) { REAL(int, #call, int); if (known(fd)) FAILS(#call) return real(fd); }
ON_FD(fsync) ON_FD(fdatasync)
int flock(int fd, int how) {
    REAL(int, "flock", int, int);
    if (known(fd)) FAILS("flock")
    return real(fd, how);
}
#define TRUNCATES(call, offset) \
    int call(int fd, offset at) { \
        REAL(int, #call, int, offset); \
        if (known(fd)) FAILS("ftruncate") \
        return real(fd, at); \
    }
TRUNCATES(ftruncate, off_t) TRUNCATES(ftruncate64, off64_t)

#define ON_PATH(call) \
    int call(const char *path) { \
        REAL(int, #call, const char *); \
        if (inside(AT_FDCWD, path)) FAILS(#call) \
        return real(path); \
    }
ON_PATH(unlink) ON_PATH(rmdir)
int unlinkat(int at, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    if (inside(at, path)) FAILS("unlinkat")
    return real(at, path, flags);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    if (inside(AT_FDCWD, path)) FAILS("mkdir")
    return real(path, mode);
}
int mkdirat(int at, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    if (inside(at, path)) FAILS("mkdir")
    return real(at, path, mode);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (inside(AT_FDCWD, to)) FAILS("rename")
    return real(from, to);
}
int renameat(int a, const char *from, int b, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    if (inside(b, to)) FAILS("rename")
    return real(a, from, b, to);
}
#define STATS(call, kind) \
    int call(const char *path, struct kind *about) { \
        REAL(int, #call, const char *, struct kind *); \
        if (inside(AT_FDCWD, path)) FAILS("stat") \
        return real(path, about); \
    }
STATS(stat, stat) STATS(stat64, stat64) STATS(lstat, stat) STATS(lstat64, stat64)
#define SENDS(call, offset) \
    ssize_t call(int to, int from, offset *at, size_t n) { \
        REAL(ssize_t, #call, int, int, offset *, size_t); \
        if (known(to) || known(from)) FAILS("sendfile") \
        return real(to, from, at, n); \
    }
SENDS(sendfile, off_t) SENDS(sendfile64, off64_t)
