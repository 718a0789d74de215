import { connect } from "node:net";
import { afterAll, beforeAll, expect } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { Domain } from "../../../src/hpi/domain.ts";
import { Domain as DomainClass } from "../../../src/hpi/domain.ts";
import type { Connection } from "../../../src/ipmi/connection.ts";
import { createIpmiSource, type IpmiSource } from "../../../src/sources/ipmi/index.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { oddMachine, oddNames, oddSensors } from "../../ipmi/odd/machine.ts";
import { type IpmiSim, startIpmiSim } from "../../support/ipmi-sim.ts";
import { MemoryAudit, MemoryIds, MemoryJournal } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";

const { describe, it } = requires("ipmi_sim");

describe("a controller with odd records", () => {
  let sim: IpmiSim;
  let domain: Domain;
  let connection: Connection;
  let source: IpmiSource;

  const sensors = () => domain.resources().flatMap(({ id }) => domain.sensorsOf(id));

  beforeAll(async () => {
    sim = await startIpmiSim(oddMachine());
    const common = { clock: systemClock, logger: silentLogger, random: () => 0.5 };
    const ids = new MemoryIds();
    domain = await DomainClass.open({
      name: "test",
      ...common,
      journal: new MemoryJournal(),
      ids,
      audit: new MemoryAudit(),
      newId: () => "operation",
      simulated: true,
    });
    connection = openVm({
      name: "bmc",
      ...common,
      host: "127.0.0.1",
      port: sim.vm,
      connect: (options) => connect(options),
    });
    source = createIpmiSource({ controller: "bmc", connection, domain, ids, ...common });
    source.start();
    await source.discovered;
    await until(() =>
      sensors().every(({ id }) => domain.reading(id).reason !== "none" || domain.reading(id).quality === "good"),
    );
  });
  afterAll(async () => {
    await source.stop();
    await connection.close();
    await domain.close();
    await sim.stop();
  });

  it.each(oddSensors)("reads $name as the standard says: $value", async ({ name, value }) => {
    const { id } = sensors().find((sensor) => sensor.name === name)!;
    await until(() => domain.reading(id).reason !== "initial");
    expect(domain.reading(id).value).toBe(value);
  });

  it("names sensors as their records say, shared ones each", () => {
    const names = sensors().map(({ name }) => name);
    for (const own of oddNames) expect(names).toEqual(expect.arrayContaining([...own.names]));
    expect(names).toEqual(expect.arrayContaining(["Button4", "Button5", "overlong"]));
  });

  it("reads an inventory with a wrong checksum and no end of fields, and says what is wrong", () => {
    const inventories = domain.resources().flatMap(({ id }) => domain.inventoriesOf(id));
    const { areas, findings } = domain.inventory(inventories[0]!.id)!;
    const fields = (type: string) => areas.find((area) => area.type === type)?.fields.map(({ text }) => text);
    expect(fields("chassis-info")).toEqual(expect.arrayContaining(["AB-1", "12-34.5"]));
    expect(fields("board-info")).toEqual(expect.arrayContaining(["板", "BLADE", "BL01", "0102FF"]));
    expect(fields("product-info")).toEqual(expect.arrayContaining(["ACME", "Shelf", "x1"]));
    expect(findings).toEqual([
      expect.stringMatching(/^board area: checksum/),
      expect.stringMatching(/^product area: terminator/),
    ]);
  });
});
