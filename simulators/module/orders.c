/* What the other side orders: events, commands, and what happens to controllers and their interfaces. */
#include "bridge.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Exported by ipmi_sim, in no installed header. Weak: a version without it still loads this. */
extern int ipmi_emu_cmd(emu_out_t *, emu_data_t *, char *) __attribute__((weak));

enum {
    MAX_OUTPUT = 400,
    SYSTEM_INTERFACE = 15,
    MEDIUM_LAN = 4,
};

static unsigned char muted[256];

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

static void command(unsigned char address, const unsigned char *request, size_t length)
{
    unsigned char ignored[MAX_BODY];

    if (mc_at(address))
        ask(mc_at(address), request, length, ignored, sizeof(ignored));
}

void obey(unsigned char kind, const unsigned char *body, size_t length)
{
    switch (kind) {
    case 'A': /* id, completion code, data */
    case 'D': /* the same, after the original did its part */
    case 'O': /* id, bits to set in the original's data */
    case 'P': /* id: the original answers */
    case 'I': /* id, network function, command, data: what its own handler says to that is wanted first */
        take_answer(kind, body, length);
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
            set_unavailable(body[0], body[1], body[2]);
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
