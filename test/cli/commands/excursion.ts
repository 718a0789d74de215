import type { HpiApp } from "../../exporters/hpi-api/hpi-app.ts";

/** A bad day of the sample shelf: a hot board, a sensor that fails, a board out, a fan tray that does not answer. */
export async function excursion({ domain, clock, model }: HpiApp): Promise<void> {
  const [hot, out] = model.boards;
  await domain.emit({
    type: "hot-swap",
    severity: "informational",
    time: domain.eventTime(),
    origin: "sel",
    resourceId: out!.id,
    state: "NotPresent",
    previousState: "Active",
    cause: "surprise-extraction",
    native: "M0",
    text: "Board 4: KC-9120 is out",
  });
  const inlet = () =>
    domain.report(model.sensorId(hot!, "Inlet Temp"), {
      quality: "good",
      reason: "none",
      value: 33.25,
      states: ["upperMinor", "upperMajor"],
    });
  inlet();
  await clock.advance(2500);
  inlet();
  domain.report(model.sensorId(hot!, "Board Power"), {
    quality: "unavailable",
    reason: "error",
    value: null,
    states: [],
  });
  await domain.setSilent(model.fanTray.id, true, "no answer to Get Device ID");
}
