/*
 * A table of six columns (five INTEGER, one OCTET STRING) under an integer index, in net-snmp's own sorted container.
 * Built as a module for snmpd, and with -DSUBAGENT as an AgentX subagent. BENCH_ROWS says how many rows it has.
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
  long index;
  long number[6];
  char text[24];
  size_t text_length;
};

static int serve(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
                 netsnmp_agent_request_info *info, netsnmp_request_info *request) {
  (void)handler;
  (void)registration;
  for (; request != NULL; request = request->next) {
    struct row *row;
    netsnmp_table_request_info *table;
    if (request->processed) continue;
    row = netsnmp_tdata_extract_entry(request);
    table = netsnmp_extract_table_info(request);
    if (row == NULL || table == NULL) {
      netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
    } else if (table->colnum == 6) {
      snmp_set_var_typed_value(request->requestvb, ASN_OCTET_STR, row->text, row->text_length);
    } else {
      snmp_set_var_typed_integer(request->requestvb, ASN_INTEGER, row->number[table->colnum]);
    }
  }
  return SNMP_ERR_NOERROR;
}

static void make_table(void) {
  static const oid name[] = {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 80, 1};
  const char *wanted = getenv("BENCH_ROWS");
  long rows = wanted == NULL ? 500 : atol(wanted);
  netsnmp_tdata *data = netsnmp_tdata_create_table("benchTable", 0);
  netsnmp_table_registration_info *shape = SNMP_MALLOC_TYPEDEF(netsnmp_table_registration_info);
  long i, column;
  for (i = 1; i <= rows; i++) {
    netsnmp_tdata_row *entry = netsnmp_tdata_create_row();
    struct row *row = calloc(1, sizeof *row);
    row->index = i;
    for (column = 1; column <= 5; column++) row->number[column] = i * 1000 + column;
    row->text_length = (size_t)snprintf(row->text, sizeof row->text, "row number %ld", i);
    entry->data = row;
    netsnmp_tdata_row_add_index(entry, ASN_INTEGER, &row->index, sizeof row->index);
    netsnmp_tdata_add_row(data, entry);
  }
  netsnmp_table_helper_add_indexes(shape, ASN_INTEGER, 0);
  shape->min_column = 1;
  shape->max_column = 6;
  netsnmp_tdata_register(netsnmp_create_handler_registration("benchTable", serve, name, OID_LENGTH(name), HANDLER_CAN_RONLY),
                         data, shape);
}

#ifdef SUBAGENT
int main(int argc, char **argv) {
  if (argc != 2) return 2;
  netsnmp_enable_subagent();
  netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
  init_agent("bench-subagent");
  make_table();
  init_snmp("bench-subagent");
  snmp_disable_log();
  for (;;) agent_check_and_process(1);
}
#else
void init_benchtable(void) { make_table(); }
#endif
