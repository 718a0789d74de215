/*
 * A module for ipmi_sim (loadlib): hands requests to the process at the other end of an inherited socket, and does to
 * ipmi_sim what that process says. It decides nothing itself; frames.ts describes what is said.
 */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <OpenIPMI/lanserv.h>
#include <OpenIPMI/mcserv.h>

/* Exported by ipmi_sim, in no installed header. Weak: a version without them still loads this. */
extern cmd_handler_f app_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f chassis_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f storage_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f sensor_event_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f transport_netfn_handlers[256] __attribute__((weak));
extern void handle_picmg_msg(lmc_data_t *, msg_t *, unsigned char *, unsigned int *, void *) __attribute__((weak));
extern int ipmi_emu_cmd(emu_out_t *, emu_data_t *, char *) __attribute__((weak));

enum {
    MAX_BODY = 1200,
    MAX_OUTPUT = 400,
    ANSWER_TIMEOUT_MS = 1000,
    START_TIMEOUT_MS = 5000,
    NETFN_SENSOR = 0x04,
    NETFN_GROUP = 0x2c,
    GROUP_PICMG = 0x00,
    GET_SENSOR_READING = 0x2d,
    READING_UNAVAILABLE = 0x20,
    NODE_BUSY = 0xc0,
    UNSPECIFIED = 0xff,
    SYSTEM_INTERFACE = 15,
    MEDIUM_LAN = 4,
};

/* Rows of the table of requests to hand over: one for each network function, then PICMG and one other group. */
enum { NETFN_ROWS = 32, PICMG_ROW = NETFN_ROWS, OTHER_GROUP_ROW, ROWS };

static sys_data_t *sys;
static emu_data_t *emu;
static ipmi_io_t *io;
static int fd = -1;
static int started;

static unsigned char input[2 * (MAX_BODY + 3)];
static size_t input_length;

/* The answer that is waited for. */
static struct {
    int waiting, kind;
    unsigned char id;
    unsigned char data[MAX_BODY];
    size_t length;
} answer;

static unsigned char handed_over[ROWS][256];
static cmd_handler_f originals[NETFN_ROWS][256];
static unsigned char muted[256];
static unsigned char unavailable[256][256];

/* --- The socket --- */

static void lose(void)
{
    if (io)
        sys->remove_io_hnd(io);
    io = NULL;
    fd = -1;
    input_length = 0;
}

static void say(unsigned char kind, const unsigned char *body, size_t length)
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

/* --- What the other side orders --- */

static lmc_data_t *mc_at(unsigned char address)
{
    return sys->ipmb_addrs[address];
}

struct output {
    char text[MAX_OUTPUT];
    size_t length;
};

static void keep_output(emu_out_t *out, char *format, ...)
{
    struct output *kept = out->data;
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(kept->text + kept->length, sizeof(kept->text) - kept->length, format, ap);
    va_end(ap);
    if (n > 0)
        kept->length += n;
    if (kept->length >= sizeof(kept->text))
        kept->length = sizeof(kept->text) - 1;
}

static void run_command(const unsigned char *body, size_t length)
{
    struct output kept = { .length = 0 };
    emu_out_t out = { .eprintf = keep_output, .data = &kept };
    char line[MAX_BODY + 1];

    memcpy(line, body, length);
    line[length] = '\0';
    if (!emu || !ipmi_emu_cmd || ipmi_emu_cmd(&out, emu, line) != 0)
        say('R', (const unsigned char *) kept.text, kept.length);
}

static int send_unless_muted(channel_t *chan, msg_t *msg)
{
    if (!chan->mc || !muted[sys->mc_get_ipmb(chan->mc)])
        return sys->csmi_send(chan, msg);
    chan->free(chan, msg);
    return 0;
}

static void mute(unsigned char address, int on)
{
    lmc_data_t *mc = mc_at(address);
    channel_t **channels = mc ? sys->mc_get_channelset(mc) : NULL;

    muted[address] = on;
    for (int i = 0; channels && i < IPMI_MAX_CHANNELS; i++)
        if (channels[i] && channels[i]->smi_send == sys->csmi_send)
            channels[i]->smi_send = send_unless_muted;
}

static void operate(unsigned char address, unsigned char op)
{
    lmc_data_t *mc = mc_at(address);
    channel_t *system = mc ? sys->mc_get_channelset(mc)[SYSTEM_INTERFACE] : NULL;
    unsigned int capability = op == HW_OP_POWEROFF ? HW_OP_POWERON : op;

    if (system && system->hw_op && op <= HW_OP_GRACEFUL_SHUTDOWN && (system->hw_capabilities & (1 << capability)))
        system->hw_op(system, op);
}

static void call_attention(unsigned char address)
{
    lmc_data_t *mc = mc_at(address);
    channel_t *system = mc ? sys->mc_get_channelset(mc)[SYSTEM_INTERFACE] : NULL;

    if (system && system->set_atn)
        system->set_atn(system, 1, 1);
}

/* As if nobody had used them for too long. */
static void end_sessions(unsigned char address)
{
    lmc_data_t *mc = mc_at(address);
    channel_t **channels = mc ? sys->mc_get_channelset(mc) : NULL;

    for (int i = 0; channels && i < IPMI_MAX_CHANNELS; i++) {
        lanserv_data_t *lan;
        if (!channels[i] || channels[i]->medium_type != MEDIUM_LAN)
            continue;
        lan = (lanserv_data_t *) ((char *) channels[i] - offsetof(lanserv_data_t, channel));
        for (int session = 1; session <= MAX_SESSIONS; session++)
            lan->sessions[session].time_left = 0;
        if (lan->tick_handler.handler)
            lan->tick_handler.handler(lan->tick_handler.info, 0);
    }
}

static void hand_over(lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len, void *cb_data);
static unsigned int ask(lmc_data_t *mc, const unsigned char *request, size_t length, unsigned char *rdata,
                        unsigned int room);

static void command(unsigned char address, const unsigned char *request, size_t length)
{
    unsigned char ignored[MAX_BODY];

    if (mc_at(address))
        ask(mc_at(address), request, length, ignored, sizeof(ignored));
}

static void register_command(unsigned char netfn, unsigned char group, unsigned char cmd)
{
    static cmd_handler_f *const tables[NETFN_ROWS] = {
        [0x00 >> 1] = chassis_netfn_handlers,
        [0x04 >> 1] = sensor_event_netfn_handlers,
        [0x06 >> 1] = app_netfn_handlers,
        [0x0a >> 1] = storage_netfn_handlers,
        [0x0c >> 1] = transport_netfn_handlers,
    };
    static unsigned char group_registered[ROWS];
    unsigned int row = netfn >> 1;

    if (netfn == NETFN_GROUP) {
        row = group == GROUP_PICMG ? PICMG_ROW : OTHER_GROUP_ROW;
        handed_over[row][cmd] = 1;
        if (!group_registered[row])
            ipmi_emu_register_group_extension_handler(group, hand_over, (void *) (intptr_t) row);
        group_registered[row] = 1;
        return;
    }
    if (row >= NETFN_ROWS || handed_over[row][cmd])
        return;
    if (tables[row])
        originals[row][cmd] = tables[row][cmd];
    if (ipmi_emu_register_cmd_handler(netfn, cmd, hand_over, (void *) (intptr_t) row) == 0)
        handed_over[row][cmd] = 1;
}

static void obey(unsigned char kind, const unsigned char *body, size_t length)
{
    switch (kind) {
    case 'A': /* id, completion code, data */
    case 'D': /* the same, after the original did its part */
    case 'O': /* id, bits to set in the original's data */
    case 'P': /* id: the original answers */
    case 'I': /* id, network function, command, data: what its own handler says to that is wanted first */
        if (!answer.waiting || length < 1 || body[0] != answer.id)
            break;
        answer.waiting = 0;
        answer.kind = kind;
        answer.length = length - 1;
        memcpy(answer.data, body + 1, length - 1);
        break;
    case 'E': /* address of the log's controller, record type, 13 bytes of the record */
        if (length == 15 && mc_at(body[0])) {
            unsigned char record[13];
            memcpy(record, body + 2, sizeof(record));
            mc_new_event(mc_at(body[0]), body[1], record);
        }
        break;
    case 'X': /* a line of ipmi_sim's command language */
        run_command(body, length);
        break;
    case 'U': /* address, sensor number, whether its reading is unavailable */
        if (length == 3)
            unavailable[body[0]][body[1]] = body[2];
        break;
    case 'M': /* address, whether it answers nothing */
        if (length == 2)
            mute(body[0], body[1]);
        break;
    case 'W': /* address, operation on the machine behind the system interface */
        if (length == 2)
            operate(body[0], body[1]);
        break;
    case 'N': /* address: its system interface asks for attention */
        if (length == 1)
            call_attention(body[0]);
        break;
    case 'L': /* address: its LAN sessions end */
        if (length == 1)
            end_sessions(body[0]);
        break;
    case 'C': /* address, network function, command, data: done by ipmi_sim's own handler */
        if (length >= 3)
            command(body[0], body + 1, length - 1);
        break;
    case 'F': /* network function, group, command to hand over */
        if (length == 3)
            register_command(body[0], body[1], body[2]);
        break;
    case 'S': /* anything: to be said again, when all before it is done */
        say('S', body, length);
        break;
    case 'G':
        started = 1;
        break;
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

/* Hears the other side until `*flag` is `value`; gives whether it is. */
static int hear_until(const int *flag, int value, long timeout_ms)
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

/* --- Requests --- */

static void original(int row, lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len)
{
    if (row < NETFN_ROWS && originals[row][msg->cmd])
        originals[row][msg->cmd](mc, msg, rdata, rdata_len, NULL);
    else if (row == PICMG_ROW && handle_picmg_msg)
        handle_picmg_msg(mc, msg, rdata, rdata_len, NULL);
    else
        handle_invalid_cmd(mc, rdata, rdata_len);
}

static void get_sensor_reading(lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len)
{
    original(NETFN_SENSOR >> 1, mc, msg, rdata, rdata_len);
    if (msg->len < 1 || !unavailable[sys->mc_get_ipmb(mc)][msg->data[0]] || rdata[0] != 0 || *rdata_len < 3)
        return;
    rdata[1] = 0;
    rdata[2] |= READING_UNAVAILABLE;
    memset(rdata + 3, 0, *rdata_len - 3);
}

/* What ipmi_sim's own handler says to a request: network function, command, data. Gives the length of the answer. */
static unsigned int ask(lmc_data_t *mc, const unsigned char *request, size_t length, unsigned char *rdata,
                        unsigned int room)
{
    unsigned char data[MAX_BODY];
    msg_t msg = { .netfn = request[0], .cmd = request[1], .data = data, .len = length - 2 };

    memcpy(data, request + 2, length - 2);
    if (msg.netfn == NETFN_SENSOR && msg.cmd == GET_SENSOR_READING)
        get_sensor_reading(mc, &msg, rdata, &room);
    else
        original(msg.netfn >> 1, mc, &msg, rdata, &room);
    return room;
}

/* Says it, and waits for the answer. */
static int wait_for_answer(unsigned char kind, const unsigned char *body, size_t length)
{
    answer.waiting = 1;
    say(kind, body, length);
    if (hear_until(&answer.waiting, 0, ANSWER_TIMEOUT_MS))
        return 1;
    answer.waiting = 0;
    return 0;
}

static void hand_over(lmc_data_t *mc, msg_t *msg, unsigned char *rdata, unsigned int *rdata_len, void *cb_data)
{
    int row = (intptr_t) cb_data;
    unsigned int room = *rdata_len;
    unsigned char body[MAX_BODY];
    static unsigned char next_id;
    int answered;

    if (row == NETFN_SENSOR >> 1 && msg->cmd == GET_SENSOR_READING) {
        get_sensor_reading(mc, msg, rdata, rdata_len);
        return;
    }
    if (!handed_over[row][msg->cmd] || fd < 0 || msg->len + 6 > sizeof(body)) {
        original(row, mc, msg, rdata, rdata_len);
        return;
    }
    body[0] = answer.id = next_id++;
    body[1] = sys->mc_get_ipmb(mc);
    body[2] = msg->channel;
    body[3] = msg->netfn;
    body[4] = msg->rs_lun;
    body[5] = msg->cmd;
    memcpy(body + 6, msg->data, msg->len);
    answered = wait_for_answer('Q', body, msg->len + 6);
    if (answered && answer.kind == 'I' && answer.length >= 2) {
        unsigned char said[MAX_BODY];
        said[0] = answer.id;
        answered = wait_for_answer('I', said, 1 + ask(mc, answer.data, answer.length, said + 1, room));
    }
    if (!answered) {
        rdata[0] = NODE_BUSY;
        *rdata_len = 1;
        return;
    }
    if (answer.kind != 'A')
        original(row, mc, msg, rdata, rdata_len);
    for (size_t i = 0; answer.kind == 'O' && rdata[0] == 0 && i < answer.length && i + 1 < *rdata_len; i++)
        rdata[i + 1] |= answer.data[i];
    if (answer.kind == 'P' || answer.kind == 'O')
        return;
    rdata[0] = UNSPECIFIED;
    *rdata_len = 1;
    if (answer.length < 1 || answer.length > room)
        return;
    memcpy(rdata, answer.data, answer.length);
    *rdata_len = answer.length;
}

/* --- ipmi_sim's entry points --- */

static int remember_emulator(emu_out_t *out, emu_data_t *emulator, lmc_data_t *mc, char **tokens)
{
    (void) out;
    (void) mc;
    (void) tokens;
    emu = emulator;
    return 0;
}

int ipmi_sim_module_print_version(sys_data_t *system, const char *options)
{
    (void) system;
    (void) options;
    return 0;
}

/* The option is the number of the inherited socket. */
int ipmi_sim_module_init(sys_data_t *system, const char *options)
{
    sys = system;
    fd = atoi(options);
    return ipmi_emu_add_cmd("hand_over", NOMC, remember_emulator);
}

int ipmi_sim_module_post_init(sys_data_t *system)
{
    sys = system;
    register_command(NETFN_SENSOR, 0, GET_SENSOR_READING);
    if (!hear_until(&started, 1, START_TIMEOUT_MS)) {
        fprintf(stderr, "bridge module: nobody at the other end\n");
        lose();
        return 0;
    }
    return sys->add_io_hnd(sys, fd, hear, NULL, &io);
}
