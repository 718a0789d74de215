import { expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { liveAgent } from "./live-agent.ts";

it("fru shows what is known of the parts of a resource", async () => {
  const { directory } = await liveAgent();
  const { stdout } = await cli(["fru", "board 3"], { directories: [directory] });
  expect(stdout).toBe(`\
Board 3: KC-9120
  board-info
    manufacturer      Kestrel Systems
    product-name      KC-9120 Compute
    serial-number     KC9120-0003
`);
});

it("fru tells what was wrong with the data, and what was not read", async () => {
  const { directory, domain, model } = await liveAgent();
  const id = model.inventoryId(model.fanTray);
  domain.reportInventory(id, { areas: [], findings: ["board area: checksum is wrong"], raw: new Uint8Array() });
  const { stdout } = await cli(["fru", "fan tray"], { directories: [directory] });
  expect(stdout).toBe("Fan tray 1\n  board area: checksum is wrong\n");
});

it("fru calls the records of makers and of PICMG by their names", async () => {
  const { directory, domain, model } = await liveAgent();
  const fields = [
    { type: "capacity", text: "650 W" },
    { type: "failure-predicted-below", text: "25 turns per second" },
  ];
  const areas = [{ type: "oem", name: "power-supply", fields }] as const;
  domain.reportInventory(model.inventoryId(model.fanTray), { areas, findings: [], raw: new Uint8Array() });
  const { stdout } = await cli(["fru", "fan tray"], { directories: [directory] });
  expect(stdout).toBe(`\
Fan tray 1
  power-supply
    capacity                650 W
    failure-predicted-below 25 turns per second
`);
});
