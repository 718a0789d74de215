/*
 * A module for ipmi_sim (loadlib): hands requests to the process at the other end of an inherited socket, and does to
 * ipmi_sim what that process says. It decides nothing itself; frames.ts describes what is said.
 */
#include <stddef.h>
#include <OpenIPMI/lanserv.h>
#include <OpenIPMI/mcserv.h>

enum {
    MAX_BODY = 1200,
    NETFN_SENSOR = 0x04,
    GET_SENSOR_READING = 0x2d,
};

extern sys_data_t *sys;
extern emu_data_t *emu;
/* Whether the other side has let ipmi_sim begin. */
extern int started;

/* socket.c */

void listen_to(int inherited);
int is_connected(void);
void lose(void);
/* One frame to the other side. */
void say(unsigned char kind, const unsigned char *body, size_t length);
/* Hears the other side until `*flag` is `value`; gives whether it is. */
int hear_until(const int *flag, int value, long timeout_ms);
/* From now on ipmi_sim's own loop hears it. */
int hear_always(void);

/* orders.c */

/* Does what a frame of the other side says. */
void obey(unsigned char kind, const unsigned char *body, size_t length);

/* requests.c */

void register_command(unsigned char netfn, unsigned char group, unsigned char cmd);
/* What ipmi_sim's own handler says to a request: network function, command, data. Gives the length of the answer. */
unsigned int ask(lmc_data_t *mc, const unsigned char *request, size_t length, unsigned char *rdata, unsigned int room);
/* The other side's answer to the request under way: its id, then what it says. */
void take_answer(unsigned char kind, const unsigned char *body, size_t length);
void set_unavailable(unsigned char address, unsigned char sensor, int on);
