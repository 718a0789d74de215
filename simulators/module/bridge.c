/* The entry points of ipmi_sim's module. */
#include "bridge.h"
#include <stdio.h>
#include <stdlib.h>

#define ENTRY __attribute__((visibility("default")))

enum { START_TIMEOUT_MS = 5000 };

sys_data_t *sys;
emu_data_t *emu;
int started;

static int remember_emulator(emu_out_t *out, emu_data_t *emulator, lmc_data_t *mc, char **tokens)
{
    (void) out;
    (void) mc;
    (void) tokens;
    emu = emulator;
    return 0;
}

ENTRY int ipmi_sim_module_print_version(sys_data_t *system, const char *options)
{
    (void) system;
    (void) options;
    return 0;
}

/* The option is the number of the inherited socket. */
ENTRY int ipmi_sim_module_init(sys_data_t *system, const char *options)
{
    sys = system;
    listen_to(atoi(options));
    return ipmi_emu_add_cmd("hand_over", NOMC, remember_emulator);
}

ENTRY int ipmi_sim_module_post_init(sys_data_t *system)
{
    sys = system;
    register_command(NETFN_SENSOR, 0, GET_SENSOR_READING);
    if (!hear_until(&started, 1, START_TIMEOUT_MS)) {
        fprintf(stderr, "bridge module: nobody at the other end\n");
        lose();
        return 0;
    }
    return hear_always();
}
