/* Requests that ipmi_sim hands over, and the answers to them. */
#include "bridge.h"
#include <stdint.h>
#include <string.h>

/* Exported by ipmi_sim, in no installed header. Weak: a version without them still loads this. */
extern cmd_handler_f app_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f chassis_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f storage_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f sensor_event_netfn_handlers[256] __attribute__((weak));
extern cmd_handler_f transport_netfn_handlers[256] __attribute__((weak));
extern void handle_picmg_msg(lmc_data_t *, msg_t *, unsigned char *, unsigned int *, void *) __attribute__((weak));

enum {
    ANSWER_TIMEOUT_MS = 1000,
    NETFN_GROUP = 0x2c,
    GROUP_PICMG = 0x00,
    READING_UNAVAILABLE = 0x20,
    NODE_BUSY = 0xc0,
    UNSPECIFIED = 0xff,
};

/* Rows of the table of requests to hand over: one for each network function, then PICMG and one other group. */
enum { NETFN_ROWS = 32, PICMG_ROW = NETFN_ROWS, OTHER_GROUP_ROW, ROWS };

/* The answer that is waited for. */
static struct {
    int waiting, kind;
    unsigned char id;
    unsigned char data[MAX_BODY];
    size_t length;
} answer;

static unsigned char handed_over[ROWS][256];
static cmd_handler_f originals[NETFN_ROWS][256];
static unsigned char unavailable[256][256];

void take_answer(unsigned char kind, const unsigned char *body, size_t length)
{
    if (!answer.waiting || length < 1 || body[0] != answer.id)
        return;
    answer.waiting = 0;
    answer.kind = kind;
    answer.length = length - 1;
    memcpy(answer.data, body + 1, length - 1);
}

void set_unavailable(unsigned char address, unsigned char sensor, int on)
{
    unavailable[address][sensor] = on;
}

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

unsigned int ask(lmc_data_t *mc, const unsigned char *request, size_t length, unsigned char *rdata, unsigned int room)
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
    if (!handed_over[row][msg->cmd] || !is_connected() || msg->len + 6 > sizeof(body)) {
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
        unsigned int most = room < sizeof(said) ? room : sizeof(said) - 1;
        said[0] = answer.id;
        answered = wait_for_answer('I', said, 1 + ask(mc, answer.data, answer.length, said + 1, most));
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

void register_command(unsigned char netfn, unsigned char group, unsigned char cmd)
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
