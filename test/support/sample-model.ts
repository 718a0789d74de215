import type { Domain } from "../../src/hpi/domain.ts";
import type { EntityPath } from "../../src/hpi/entity-path.ts";
import { EntityType } from "../../src/hpi/entity-type.ts";
import type { HotSwapState } from "../../src/hpi/hot-swap.ts";
import type { Rdr } from "../../src/hpi/rdr/index.ts";
import type { SensorRdr, ThresholdName } from "../../src/hpi/rdr/sensor.ts";
import { type Capability, type Resource, type ResourceInfo, unknownInfo } from "../../src/hpi/resource.ts";
import type { BaseUnit } from "../../src/hpi/unit.ts";

const controller = "shelf";
const shelfPath: EntityPath = [{ type: EntityType.ADVANCEDTCA_CHASSIS, location: 1 }];

function inside(...elements: readonly (readonly [type: number, location: number])[]): EntityPath {
  return [...shelfPath, ...elements.map(([type, location]) => ({ type, location }))];
}

const places = {
  shelf: shelfPath,
  slot: (n: number) => inside([EntityType.PHYSICAL_SLOT, n]),
  board: (n: number) => inside([EntityType.PHYSICAL_SLOT, n], [EntityType.PICMG_FRONT_BLADE, n]),
  fanTrayBay: inside([EntityType.CHASSIS_SPECIFIC04, 1]),
  fanTray: inside([EntityType.CHASSIS_SPECIFIC04, 1], [EntityType.COOLING_UNIT, 1]),
  powerEntryBay: inside([EntityType.CHASSIS_SPECIFIC01, 1]),
  powerEntry: inside([EntityType.CHASSIS_SPECIFIC01, 1], [EntityType.POWER_MODULE, 1]),
  shelfManagerBay: inside([EntityType.CHASSIS_SPECIFIC03, 1]),
  shelfManager: inside([EntityType.CHASSIS_SPECIFIC03, 1], [EntityType.SHELF_MANAGER, 1]),
};

/** The resources of the sample: a shelf with two boards, an empty slot, a fan tray, a power entry module, a shelf manager. */
export interface SampleModel {
  readonly shelf: Resource;
  readonly slots: readonly Resource[];
  readonly boards: readonly Resource[];
  readonly fanTray: Resource;
  readonly powerEntry: Resource;
  readonly shelfManager: Resource;
  /** The sensor with that name on a resource. */
  sensorId(resource: Resource, name: string): number;
  inventoryId(resource: Resource): number;
  controlId(resource: Resource): number;
}

/** Fills a domain with a small AdvancedTCA shelf, every sensor that can be read once and good. */
export async function describeSampleShelf(domain: Domain): Promise<SampleModel> {
  domain.setDiscovery({ controller, state: "running", progress: "0 of 5 controllers" });
  const shelf = await put(domain, places.shelf, "Shelf", {
    capabilities: ["fru"],
    info: { manufacturer: "Northfell", product: "S14 Shelf", partNumber: "NF-S14-6250", serialNumber: "NFS14A2207" },
    rdrs: [inventory(places.shelf)],
  });
  const slots: Resource[] = [];
  for (const n of [3, 4, 6]) slots.push(await put(domain, places.slot(n), `Slot ${n}`, { capabilities: ["slot"] }));
  const boards: Resource[] = [];
  for (const n of [3, 4]) boards.push(await put(domain, places.board(n), `Board ${n}: KC-9120`, boardParts(n)));
  await put(domain, places.fanTrayBay, "Fan tray bay 1", { capabilities: ["slot"] });
  const fanTray = await put(domain, places.fanTray, "Fan tray 1", {
    capabilities: ["fru", "managed-hot-swap"],
    hotSwap: "Active",
    origin: { ipmbAddress: "0x62", fruId: 0 },
    rdrs: [
      threshold(places.fanTray, 1, "Fan 1", "fan", "rpm", ["lowerMajor", "lowerMinor"]),
      inventory(places.fanTray),
    ],
  });
  await put(domain, places.powerEntryBay, "PEM bay A", { capabilities: ["slot"] });
  const powerEntry = await put(domain, places.powerEntry, "PEM A", {
    capabilities: ["fru", "managed-hot-swap"],
    hotSwap: "Active",
    origin: { ipmbAddress: "0x66", fruId: 0 },
    rdrs: [threshold(places.powerEntry, 1, "Feed 1 Current", "current", "amps", ["upperMinor", "upperMajor"])],
  });
  await put(domain, places.shelfManagerBay, "Shelf manager bay 1", { capabilities: ["slot"] });
  const shelfManager = await put(domain, places.shelfManager, "Shelf manager 1", {
    capabilities: ["fru", "event-log"],
    info: { manufacturer: "Northfell", product: "SM500", firmwareRevision: "2.18" },
    origin: { ipmbAddress: "0x20", fruId: 0 },
    rdrs: [
      threshold(places.shelfManager, 1, "Board Temp", "temperature", "degrees-c", ["upperMinor", "upperMajor"]),
      eventOnly(places.shelfManager, 2, "BMC Watchdog"),
    ],
  });
  const all = [shelf, ...slots, ...boards, fanTray, powerEntry, shelfManager];
  reportAll(domain, all);
  domain.setDiscovery({ controller, state: "complete", progress: "5 of 5 controllers" });
  return {
    shelf,
    slots,
    boards,
    fanTray,
    powerEntry,
    shelfManager,
    sensorId: (resource, name) => domain.sensorsOf(resource.id).find((s) => s.name === name)?.id ?? -1,
    inventoryId: (resource) => domain.inventoriesOf(resource.id)[0]?.id ?? -1,
    controlId: (resource) => domain.controlsOf(resource.id)[0]?.id ?? -1,
  };
}

/** What one board has, for tests that describe it again. */
function boardParts(n: number): Parts {
  const path = places.board(n);
  return {
    capabilities: ["fru", "managed-hot-swap", "power", "reset"],
    hotSwap: "Active",
    severity: "major",
    info: {
      manufacturer: "Kestrel Systems",
      product: "KC-9120 Compute",
      partNumber: "KC-9120-2X24",
      serialNumber: `KC9120-000${n}`,
      hardwareRevision: "3.2",
      firmwareRevision: "4.07",
      manufactured: Date.UTC(2025, 5, 3, 10, 20),
      manufacturerId: 12634,
      productId: 3844,
      guid: `6f1c2d30-0000-4000-8000-00000000000${n}`,
    },
    origin: { ipmbAddress: `0x${(0x80 + 2 * n).toString(16)}`, fruId: 0, siteType: "board", siteNumber: n },
    rdrs: [
      hotSwapSensor(path),
      threshold(path, 4, "Inlet Temp", "temperature", "degrees-c", ["upperMinor", "upperMajor", "upperCritical"]),
      threshold(path, 5, "Payload 12V", "voltage", "volts", [
        "lowerCritical",
        "lowerMajor",
        "lowerMinor",
        "upperMinor",
        "upperMajor",
        "upperCritical",
      ]),
      threshold(path, 6, "Board Power", "current", "watts", ["upperMinor", "upperMajor"]),
      discrete(path, 18, "CPU0 Status", "processor", [
        { name: "presence-detected", severity: "informational" },
        { name: "thermal-trip", severity: "critical" },
      ]),
      {
        kind: "control",
        number: 0,
        name: "Blue LED",
        key: key(path, "led-0"),
        entityPath: path,
        type: "led",
        output: "led",
        readOnly: false,
        colors: ["blue"],
        modes: ["auto", "manual"],
      },
      inventory(path),
    ],
  };
}

interface Parts {
  readonly capabilities?: readonly Capability[];
  readonly info?: Partial<ResourceInfo>;
  readonly hotSwap?: HotSwapState;
  readonly severity?: Resource["severity"];
  readonly origin?: Resource["origin"];
  readonly rdrs?: readonly Rdr[];
}

function put(domain: Domain, entityPath: EntityPath, tag: string, parts: Parts): Promise<Resource> {
  return domain.describe({
    key: key(entityPath, ""),
    controller,
    entityPath,
    tag,
    capabilities: parts.capabilities ?? [],
    info: { ...unknownInfo, ...parts.info },
    severity: parts.severity ?? "major",
    origin: parts.origin ?? {},
    hotSwap: parts.hotSwap,
    rdrs: parts.rdrs ?? [],
  });
}

function key(path: EntityPath, what: string): string {
  return `${controller}/${path.map((e) => `${e.type}.${e.location}`).join("/")}/${what}`;
}

const severityOf = { Minor: "minor", Major: "major", Critical: "critical" } as const;

function threshold(
  path: EntityPath,
  number: number,
  name: string,
  type: string,
  base: BaseUnit,
  thresholds: readonly ThresholdName[],
): SensorRdr {
  return {
    kind: "sensor",
    number,
    name,
    key: key(path, `sensor-${number}`),
    entityPath: path,
    type,
    category: "threshold",
    numeric: { unit: { base, percentage: false }, minimum: 0, maximum: 20_000, nominal: 10, resolution: 0.5 },
    states: thresholds.map((t) => ({
      name: t,
      severity: severityOf[t.replace(/^(lower|upper)/, "") as keyof typeof severityOf],
    })),
    readableThresholds: thresholds,
    writableThresholds: thresholds,
    pollPeriod: 1000,
    origin: { owner: 0x86, lun: 0, number },
  };
}

function discrete(
  path: EntityPath,
  number: number,
  name: string,
  type: string,
  states: SensorRdr["states"],
): SensorRdr {
  return {
    kind: "sensor",
    number,
    name,
    key: key(path, `sensor-${number}`),
    entityPath: path,
    type,
    category: "sensor-specific",
    numeric: null,
    states,
    readableThresholds: [],
    writableThresholds: [],
    pollPeriod: 5000,
    origin: { owner: 0x86, lun: 0, number },
  };
}

/** A sensor that tells of itself by events only. */
function eventOnly(path: EntityPath, number: number, name: string): SensorRdr {
  const states: SensorRdr["states"] = [{ name: "hard-reset", severity: "major" }];
  return { ...discrete(path, number, name, "watchdog-2", states), pollPeriod: null };
}

function hotSwapSensor(path: EntityPath): SensorRdr {
  return discrete(path, 0, "Hot Swap", "hot-swap", [{ name: "m4-active", severity: "informational" }]);
}

function inventory(path: EntityPath): Rdr {
  return { kind: "inventory", number: 0, name: "FRU", key: key(path, "fru-0"), entityPath: path };
}

/** Plausible values: by type of sensor, a little different per board. */
const values: Readonly<Record<string, number>> = {
  temperature: 27,
  voltage: 12.028,
  current: 154,
  fan: 4320,
};

function reportAll(domain: Domain, resources: readonly Resource[]): void {
  for (const resource of resources) {
    for (const sensor of domain.sensorsOf(resource.id)) {
      if (sensor.pollPeriod === null) continue;
      const numeric = sensor.numeric !== null;
      domain.report(sensor.id, {
        quality: "good",
        reason: "none",
        value: numeric ? (values[sensor.type] ?? 1) : null,
        states: numeric ? [] : [sensor.states[0]?.name ?? ""],
      });
      if (sensor.readableThresholds.length > 0) domain.reportThresholds(sensor.id, thresholdsFor(sensor));
    }
    for (const inventoryRdr of domain.inventoriesOf(resource.id)) {
      domain.reportInventory(inventoryRdr.id, {
        areas: [
          {
            type: "board-info",
            fields: [
              { type: "manufacturer", text: resource.info.manufacturer },
              { type: "product-name", text: resource.info.product },
              { type: "serial-number", text: resource.info.serialNumber },
            ],
          },
        ],
        findings: [],
        raw: Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0xfe),
      });
    }
    for (const control of domain.controlsOf(resource.id)) {
      domain.reportControl(control.id, {
        mode: "auto",
        state: { type: "led", mode: "off", color: "blue", onMs: 0, offMs: 0 },
      });
    }
  }
}

function thresholdsFor(sensor: SensorRdr): Readonly<Record<string, number>> {
  const middle = values[sensor.type] ?? 1;
  const steps = { Minor: 0.1, Major: 0.2, Critical: 0.3 };
  const result: Record<string, number> = {};
  for (const name of sensor.readableThresholds) {
    const step = steps[name.replace(/^(lower|upper)/, "") as keyof typeof steps];
    result[name] = Math.round(middle * (name.startsWith("lower") ? 1 - step : 1 + step) * 10) / 10;
  }
  return { ...result, positiveHysteresis: 0.5, negativeHysteresis: 0.5 };
}
