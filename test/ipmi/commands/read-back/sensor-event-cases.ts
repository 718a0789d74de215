import { AlertImmediate } from "../../../../src/ipmi/commands/sensor-event/alert-immediate.ts";
import { ArmPefPostponeTimer } from "../../../../src/ipmi/commands/sensor-event/arm-pef-postpone-timer.ts";
import { GetLastProcessedEventId } from "../../../../src/ipmi/commands/sensor-event/get-last-processed-event-id.ts";
import { GetPefCapabilities } from "../../../../src/ipmi/commands/sensor-event/get-pef-capabilities.ts";
import { GetPefConfigurationParameters } from "../../../../src/ipmi/commands/sensor-event/get-pef-configuration-parameters.ts";
import { PetAcknowledge } from "../../../../src/ipmi/commands/sensor-event/pet-acknowledge.ts";
import { SetLastProcessedEventId } from "../../../../src/ipmi/commands/sensor-event/set-last-processed-event-id.ts";
import { SetPefConfigurationParameters } from "../../../../src/ipmi/commands/sensor-event/set-pef-configuration-parameters.ts";
import { SetSensorReadingAndEventStatus } from "../../../../src/ipmi/commands/sensor-event/set-sensor-reading-and-event-status.ts";
import { SetSensorType } from "../../../../src/ipmi/commands/sensor-event/set-sensor-type.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const sensorEventReadBackCases: readonly ReadBackCase[] = [
  readBack(GetPefCapabilities, {
    request: {},
    response: { version: 81, actions: ["alert", "powerCycle", "diagnosticInterrupt"], oemFiltering: true, filters: 16 },
    tshark: {
      response: {
        "se10.pef_version": "81",
        "se10.action.oem_filter": "1",
        "se10.action.diag_intr": "1",
        "se10.action.pwr_cycle": "1",
        "se10.action.alert": "1",
        "se10.entries": "16",
      },
    },
    freeipmi: {
      response: {
        pef_version_major: 1,
        pef_version_minor: 5,
        "action_support.alert": 1,
        "action_support.power_cycle": 1,
        "action_support.diagnostic_interrupt": 1,
        oem_event_record_filtering_supported: 1,
        number_of_event_filter_table_entries: 16,
      },
    },
  }),
  readBack(ArmPefPostponeTimer, {
    request: { timeout: 30 },
    response: { timeout: 29 },
    tshark: { request: { "se11.rq_timeout": "30" }, response: { "se11.rs_timeout": "29" } },
    freeipmi: { request: { pef_postpone_timeout: 30 }, response: { present_timer_countdown_value: 29 } },
  }),
  readBack(SetPefConfigurationParameters, {
    request: { parameter: 96, data: fromHex("0b") },
    response: {},
    tshark: { request: { "se12.byte1": "0x60", "se12.param": "0x60" } },
    freeipmi: { request: { parameter_selector: 96, configuration_parameter_data: "0b" } },
  }),
  readBack(GetPefConfigurationParameters, {
    request: { parameter: 96, revisionOnly: false, set: 3, block: 4 },
    response: { revision: 17, data: fromHex("0b") },
    tshark: {
      request: { "se13.byte1": "0x60", "se13.param": "0x60", "se13.set": "0x03", "se13.block": "0x04" },
      response: { "se13.rev.present": "1", "se13.rev.compat": "1", "se13.parameter": "96", "se13.data": "0b" },
    },
    freeipmi: {
      request: { parameter_selector: 96, set_selector: 3, block_selector: 4 },
      response: { present_revision: 1, oldest_revision_parameter: 1, configuration_parameter_data: "0b" },
    },
  }),
  readBack(SetLastProcessedEventId, {
    request: { processedBy: "controller", recordId: 0x102 },
    response: {},
    tshark: { request: { "se14.processed_by": "1", "se14.rid": "0x0102" } },
    freeipmi: { request: { set_record_id_for_last_record: 1, record_id: 0x102 } },
  }),
  readBack(GetLastProcessedEventId, {
    request: {},
    response: { lastAddition: 0x5f000000, lastRecordId: 0x102, lastBySoftware: 0x304, lastByController: 0x506 },
    tshark: {
      response: {
        "se15.tstamp": "1593835520",
        "se15.lastrec": "0x0102",
        "se15.proc_sw": "0x0304",
        "se15.proc_bmc": "0x0506",
      },
    },
    freeipmi: {
      response: {
        most_recent_addition_timestamp: 0x5f000000,
        record_id_for_last_record_in_sel: 0x102,
        last_sw_processed_event_record_id: 0x304,
        last_bmc_processed_event_record_id: 0x506,
      },
    },
  }),
  readBack(AlertImmediate, {
    request: { channel: 5, destination: 3, operation: "clearStatus", alertString: 9, sendsString: true },
    response: {},
    tshark: {
      request: {
        "se16.chan": "5",
        "se16.op": "0x02",
        "se16.dst": "0x03",
        "se16.send_string": "1",
        "se16.string_sel": "0x09",
      },
    },
    freeipmi: {
      request: { channel_number: 5, destination_selector: 3, operation: 2, string_selector: 9, send_alert_string: 1 },
    },
  }),
  readBack(PetAcknowledge, {
    request: {
      sequence: 0x102,
      localTimestamp: 0xa0b0c0d,
      eventSourceType: 32,
      sensorDevice: 130,
      sensorNumber: 9,
      data1: 161,
      data2: 178,
      data3: 195,
    },
    response: {},
    tshark: {
      request: {
        "se17.seq": "0x0102",
        "se17.tstamp": "168496141",
        "se17.evsrc": "0x20",
        "se17.sensor_dev": "0x82",
        "se17.sensor_num": "0x09",
        "se17.evdata1": "0xa1",
        "se17.evdata2": "0xb2",
        "se17.evdata3": "0xc3",
      },
    },
    freeipmi: {
      request: {
        sequence_number: 0x102,
        local_timestamp: 0xa0b0c0d,
        event_source_type: 32,
        sensor_device: 130,
        sensor_number: 9,
        event_data: 0xc3b2a1,
      },
    },
  }),
  readBack(SetSensorType, {
    request: { sensorNumber: 9, sensorType: 4, eventReadingType: 111 },
    response: {},
    tshark: { request: { "se2e.sensor": "9", "se2e.stype": "0x04", "se2e.evtype": "0x6f" } },
    freeipmi: { request: { sensor_number: 9, sensor_type: 4, event_reading_type_code: 111 } },
  }),
  readBack(SetSensorReadingAndEventStatus, {
    request: {
      sensorNumber: 9,
      reading: "write",
      deassertionBits: "clear",
      assertionBits: "set",
      eventData: "writeWithOffset",
      readingValue: 65,
      assertion: [0, 9],
      deassertion: [7],
      data1: 161,
      data2: 178,
      data3: 195,
    },
    response: {},
    freeipmi: {
      request: {
        sensor_number: 9,
        sensor_reading_operation: 1,
        deassertion_bits_operation: 3,
        assertion_bits_operation: 2,
        event_data_bytes_operation: 1,
        sensor_reading: 65,
        assertion_event_bitmask1: 1,
        assertion_event_bitmask2: 2,
        deassertion_event_bitmask1: 128,
        event_data1: 161,
        event_data2: 178,
        event_data3: 195,
      },
    },
  }),
];
