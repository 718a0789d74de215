import fc from "fast-check";
import { expect } from "vitest";
import { encodeSdr, type FullSensor, sdrBodies } from "../../../src/ipmi/sdr/index.ts";
import { arbitraryOf } from "../../contract/arbitrary.ts";
import { requires } from "../../support/requires.ts";
import { type Fields, freeipmiLayouts } from "../freeipmi-layouts.ts";
import { linearizations } from "../linearizations.ts";

const { describe, it } = requires("freeipmi");

/** Two's complement of `width` bits. */
const bits = (value: number, width: number) => (value < 0 ? value + 2 ** width : value);
const flag = (value: boolean) => (value ? 1 : 0);
const code = (names: Readonly<Record<string, number>>) => (value: string | number) =>
  typeof value === "number" ? value : names[value]!;

const access = code({ none: 0, readable: 1, settable: 2, fixed: 3 });
const rate = code({ none: 0, perMicrosecond: 1, perMillisecond: 2, perSecond: 3, perMinute: 4, perHour: 5, perDay: 6 });
const linearization = code(Object.fromEntries(linearizations.map((name, i) => [name, i])));

/** Our value in FreeIPMI's fields: IPMI 2.0 table 43-1 by its names. */
function expected(record: FullSensor): Fields {
  return {
    sensor_number: record.sensorNumber,
    entity_id: record.entityId,
    entity_instance: record.entityInstance,
    "entity_instance.type": flag(record.entityIsLogical),
    "sensor_initialization.sensor_scanning": flag(record.defaultScanning),
    "sensor_initialization.event_generation": flag(record.defaultEvents),
    "sensor_initialization.init_sensor_type": flag(record.initSensorType),
    "sensor_initialization.init_hysteresis": flag(record.initHysteresis),
    "sensor_initialization.init_thresholds": flag(record.initThresholds),
    "sensor_initialization.init_events": flag(record.initEvents),
    "sensor_initialization.init_scanning": flag(record.initScanning),
    "sensor_capabilities.threshold_access_support": access(record.thresholdAccess),
    "sensor_capabilities.hysteresis_support": access(record.hysteresisSupport),
    "sensor_capabilities.auto_re_arm_support": flag(record.autoRearm),
    "sensor_capabilities.entity_ignore_support": flag(record.ignoreWithoutEntity),
    sensor_type: record.sensorType,
    event_reading_type_code: record.eventReadingType,
    "sensor_unit1.percentage": flag(record.percentage),
    "sensor_unit1.modifier_unit": code({ none: 0, divide: 1, multiply: 2 })(record.modifierUse),
    "sensor_unit1.rate_unit": rate(record.rateUnit),
    "sensor_unit1.analog_data_format": code({ unsigned: 0, onesComplement: 1, twosComplement: 2, none: 3 })(
      record.analogFormat,
    ),
    "sensor_unit2.base_unit": record.baseUnit,
    "sensor_unit3.modifier_unit": record.modifierUnit,
    linearization: linearization(record.linearization),
    m_ls: bits(record.m, 10) & 0xff,
    m_ms: bits(record.m, 10) >> 8,
    b_ls: bits(record.b, 10) & 0xff,
    b_ms: bits(record.b, 10) >> 8,
    tolerance: record.tolerance,
    accuracy_ls: record.accuracy & 0x3f,
    accuracy_ms: record.accuracy >> 6,
    accuracy_exp: record.accuracyExponent,
    sensor_direction: code({ unspecified: 0, input: 1, output: 2 })(record.direction),
    r_exponent: bits(record.rExponent, 4),
    b_exponent: bits(record.bExponent, 4),
    nominal_reading: record.nominalReading,
    normal_maximum: record.normalMaximum,
    normal_minimum: record.normalMinimum,
    sensor_maximum_reading: record.sensorMaximum,
    sensor_minimum_reading: record.sensorMinimum,
    upper_non_recoverable_threshold: record.upperNonRecoverable,
    upper_critical_threshold: record.upperCritical,
    upper_non_critical_threshold: record.upperNonCritical,
    lower_non_recoverable_threshold: record.lowerNonRecoverable,
    lower_critical_threshold: record.lowerCritical,
    lower_non_critical_threshold: record.lowerNonCritical,
    positive_going_threshold_hysteresis: record.positiveHysteresis,
    negative_going_threshold_hysteresis: record.negativeHysteresis,
    oem: record.oem,
  };
}

/** FreeIPMI's layout of a record type; it has the key bytes of type 14h alone. */
const layouts = {
  "full-sensor": "sdr_full_sensor_record",
  "compact-sensor": "sdr_compact_sensor_record",
  "event-only": "sdr_event_only_record",
  "entity-association": "sdr_entity_association_record",
  "device-relative-entity-association": "sdr_device_relative_entity_association_record",
  "generic-locator": "sdr_generic_device_locator_record",
  "fru-locator": "sdr_fru_device_locator_record",
  "mc-locator": "sdr_management_controller_device_locator_record",
  "mc-confirmation": "sdr_management_controller_confirmation_record",
  oem: "sdr_oem_record",
} as const;

/** FreeIPMI takes ID strings of the standard's 16 bytes at most; the length byte could count to 31. */
function bodies(kind: keyof typeof layouts) {
  return arbitraryOf(sdrBodies[kind].body.layout).map((value) => {
    const record = value as FullSensor;
    const { id } = record;
    return id === undefined ? record : { ...record, id: { ...id, bytes: id.bytes.slice(0, 16) } };
  });
}

describe("FreeIPMI's library", () => {
  const { read } = freeipmiLayouts();

  it("reads every field of any Full Sensor Record as we mean it", () => {
    fc.assert(
      fc.property(bodies("full-sensor"), (record) => {
        const fields = read(layouts["full-sensor"], encodeSdr({ ...record, recordId: 1 }));
        for (const [name, wanted] of Object.entries(expected(record))) expect(fields[name] ?? 0, name).toBe(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it.each(Object.entries(layouts))("takes a record of kind %s whole", (kind, layout) => {
    const own = kind as keyof typeof layouts;
    fc.assert(
      fc.property(bodies(own), (record) => {
        const { problem, record_type } = read(layout, encodeSdr(record));
        expect(problem).toBeUndefined();
        expect(record_type).toBe(sdrBodies[own].recordType);
      }),
      { numRuns: 50 },
    );
  });
});
