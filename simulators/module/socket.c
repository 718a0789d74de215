/* The socket to the process that decides. */
#include "bridge.h"
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static ipmi_io_t *io;
static int fd = -1;

static unsigned char input[2 * (MAX_BODY + 3)];
static size_t input_length;

void listen_to(int inherited)
{
    fd = inherited;
}

int is_connected(void)
{
    return fd >= 0;
}

void lose(void)
{
    if (io)
        sys->remove_io_hnd(io);
    io = NULL;
    fd = -1;
    input_length = 0;
}

void say(unsigned char kind, const unsigned char *body, size_t length)
{
    unsigned char frame[MAX_BODY + 3];
    size_t sent = 0;

    if (fd < 0 || length > MAX_BODY)
        return;
    frame[0] = (length + 1) & 0xff;
    frame[1] = (length + 1) >> 8;
    frame[2] = kind;
    memcpy(frame + 3, body, length);
    while (sent < length + 3) {
        ssize_t n = send(fd, frame + sent, length + 3 - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            lose();
            return;
        }
        sent += n;
    }
}

static void hear(int ready_fd, void *cb_data)
{
    size_t at = 0;
    ssize_t n = recv(fd, input + input_length, sizeof(input) - input_length, MSG_DONTWAIT);

    (void) ready_fd;
    (void) cb_data;
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        lose();
        return;
    }
    input_length += n;
    while (input_length - at >= 3) {
        size_t length = input[at] | (input[at + 1] << 8);
        if (length < 1 || length > MAX_BODY + 1) {
            lose();
            return;
        }
        if (input_length - at < length + 2)
            break;
        obey(input[at + 2], input + at + 3, length - 1);
        if (fd < 0)
            return;
        at += length + 2;
    }
    memmove(input, input + at, input_length - at);
    input_length -= at;
}

static long now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int hear_until(const int *flag, int value, long timeout_ms)
{
    long end = now_ms() + timeout_ms;

    while (fd >= 0 && *flag != value) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        long left = end - now_ms();
        if (left <= 0)
            break;
        if (poll(&wait, 1, left) > 0)
            hear(fd, NULL);
    }
    return *flag == value;
}

int hear_always(void)
{
    return sys->add_io_hnd(sys, fd, hear, NULL, &io);
}
