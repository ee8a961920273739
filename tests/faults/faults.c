/* Stands between a program and the system (LD_PRELOAD), and lets the program die, or one of its calls fail, at
 * a chosen one of those that change files, or of those that read them.
 *
 * FAULTS_ROOT  only files below this folder count
 * FAULTS_OF    "changes" or "reads"
 * FAULTS_AT    the number of the call, from 1
 * FAULTS_DO    "kill": SIGKILL behind the call, or behind half of a write; else the number of the error that the
 *              call fails with
 *
 * Says "[fault]" on standard error where it does that.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_long calls;

/* Whether a file counts: an open one, or a path, which may be relative to an open folder. */
static int counts(int file, const char *path) {
    const char *root = getenv("FAULTS_ROOT");
    char link[64], name[8192];
    ssize_t len = 0;
    if (!root) return 0;
    if (!path || path[0] != '/') {
        if (file >= 0) {
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
        } else {
            strcpy(link, "/proc/self/cwd");
        }
        len = readlink(link, name, 4096);
        if (len < 0) return 0;
    }
    snprintf(name + len, sizeof name - len, "%s%s", path && len ? "/" : "", path ? path : "");
    return strncmp(name, root, strlen(root)) == 0;
}

/* 0: the call goes on; 1: it is done, and then the program dies; -1: it fails. */
static int fault(const char *of, int file, const char *path) {
    const char *at = getenv("FAULTS_AT"), *what = getenv("FAULTS_DO"), *wanted = getenv("FAULTS_OF");
    if (!at || !what || !wanted || strcmp(of, wanted) != 0 || !counts(file, path) || ++calls != atol(at)) return 0;
    dprintf(2, "[fault]\n");
    if (strcmp(what, "kill") == 0) return 1;
    errno = atoi(what);
    return -1;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    pause();
}

#define CALL(file, path, name, ...)                  \
    switch (fault("changes", file, path)) {                     \
    case -1: return -1;                              \
    case 1: REAL(name)(__VA_ARGS__), die();          \
    }                                                \
    return REAL(name)(__VA_ARGS__)

ssize_t write(int file, const void *bytes, size_t len) {
    switch (fault("changes", file, NULL)) {
    case -1: return -1;
    case 1: REAL(write)(file, bytes, len / 2), die();
    }
    return REAL(write)(file, bytes, len);
}

ssize_t read(int file, void *bytes, size_t len) {
    if (fault("reads", file, NULL)) return -1;
    return REAL(read)(file, bytes, len);
}

int fsync(int file) { CALL(file, NULL, fsync, file); }
int fdatasync(int file) { CALL(file, NULL, fdatasync, file); }
int ftruncate64(int file, off64_t len) { CALL(file, NULL, ftruncate64, file, len); }
int rename(const char *from, const char *to) { CALL(-1, to, rename, from, to); }
int unlink(const char *path) { CALL(-1, path, unlink, path); }
int unlinkat(int folder, const char *path, int flags) { CALL(folder, path, unlinkat, folder, path, flags); }
int rmdir(const char *path) { CALL(-1, path, rmdir, path); }
int mkdir(const char *path, mode_t mode) { CALL(-1, path, mkdir, path, mode); }

int open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    if (flags & (O_CREAT | O_TRUNC)) {
        CALL(-1, path, open64, path, flags, mode);
    }
    if (fault("reads", -1, path)) return -1;
    return REAL(open64)(path, flags, mode);
}
