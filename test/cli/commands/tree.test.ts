import { it } from "vitest";
import { cli } from "../fake-agent.ts";
import { liveAgent } from "./live-agent.ts";

it("x", async () => {
  const { directory, domain, clock, model } = await liveAgent();
  await domain.emit({
    type: "hot-swap",
    severity: "informational",
    time: domain.eventTime(),
    origin: "sel",
    resourceId: model.boards[1]!.id,
    state: "NotPresent",
    previousState: "Active",
    cause: "surprise-extraction",
    native: "M0",
    text: "Board 4: KC-9120 is out",
  });
  domain.report(model.sensorId(model.boards[0]!, "Inlet Temp"), {
    quality: "good",
    reason: "none",
    value: 33.25,
    states: ["upperMinor", "upperMajor"],
  });
  await clock.advance(2500);
  domain.report(model.sensorId(model.boards[0]!, "Inlet Temp"), {
    quality: "good",
    reason: "none",
    value: 33.25,
    states: ["upperMinor", "upperMajor"],
  });
  domain.report(model.sensorId(model.boards[0]!, "Board Power"), {
    quality: "unavailable",
    reason: "error",
    value: null,
    states: [],
  });
  await domain.setSilent(model.fanTray.id, true, "no answer to Get Device ID");
  for (const verb of [
    ["tree"],
    ["sensors"],
    ["events"],
    ["alarms"],
    ["fru"],
    ["sel"],
    ["sim", "list"],
    ["sensors", "--resource", "slot 3"],
  ]) {
    const r = await cli(verb, { directories: [directory] });
    console.log(verb.join(" "), r.code, r.stderr + "\n" + r.stdout);
  }
  const r = await cli(["tree"], { directories: [directory], terminal: true });
  console.log(JSON.stringify(r.stdout));
});
