import type { HpiEvent, LoggedEvent, SensorEvent } from "../../../hpi/event.ts";
import type { MessageKey } from "../messages.ts";
import { messageId } from "../messages.ts";
import type { RedfishService } from "../service.ts";
import { uris } from "../uris.ts";
import { readingKind } from "./sensor-unit.ts";
import { type Health, healthOf } from "./status.ts";

/** An event in the words of the standard registries. */
export interface EventDescription {
  readonly messageId: string;
  readonly args: readonly string[];
  readonly severity: Health;
  /** EventType of Event v1: deprecated, yet required. */
  readonly type: "Alert" | "ResourceAdded" | "ResourceRemoved" | "ResourceUpdated" | "StatusChange";
  /** URI of what it is about. */
  readonly origin: string;
}

export function describeEvent(service: RedfishService, event: LoggedEvent): EventDescription {
  const origin = originOf(service, event);
  const status = (severity: Health): EventDescription => ({
    messageId: messageId("ResourceEvent", `ResourceStatusChanged${severity}`),
    args: [nameOf(service, event), severity],
    severity,
    type: "StatusChange",
    origin,
  });
  const resource = (
    key: MessageKey<"ResourceEvent">,
    type: EventDescription["type"],
    args: readonly string[] = [],
  ): EventDescription => ({
    messageId: messageId("ResourceEvent", key),
    args,
    severity: healthOf(event.severity),
    type,
    origin,
  });
  switch (event.type) {
    case "sensor":
      return thresholdMessage(service, event, origin) ?? status(event.assertion ? healthOf(event.severity) : "OK");
    case "hot-swap":
      if (event.state === "NotPresent") return resource("ResourceRemoved", "ResourceRemoved");
      if (event.previousState === "NotPresent") return resource("ResourceCreated", "ResourceAdded");
      return resource("ResourceStateChanged", "StatusChange", [nameOf(service, event), event.state]);
    case "resource":
      if (event.change === "added") return resource("ResourceCreated", "ResourceAdded");
      if (event.change === "removed") return resource("ResourceRemoved", "ResourceRemoved");
      if (event.change === "updated") return resource("ResourceChanged", "ResourceUpdated");
      return status(event.change === "restored" ? "OK" : healthOf(event.severity));
    case "domain":
      return status(healthOf(event.severity));
    case "operation":
    case "oem":
      return resource("ResourceChanged", "ResourceUpdated");
  }
}

/** What a state that was reached, or left, says. Leaving a caution threshold is being in the normal range again. */
const thresholdKeys: Readonly<
  Record<string, { readonly asserted: MessageKey<"SensorEvent">; readonly deasserted: MessageKey<"SensorEvent"> }>
> = {
  lowerMinor: { asserted: "ReadingBelowLowerCautionThreshold", deasserted: "SensorReadingNormalRange" },
  lowerMajor: { asserted: "ReadingBelowLowerCriticalThreshold", deasserted: "ReadingAboveLowerCriticalThreshold" },
  lowerCritical: { asserted: "ReadingBelowLowerFatalThreshold", deasserted: "ReadingAboveLowerFatalThreshold" },
  upperMinor: { asserted: "ReadingAboveUpperCautionThreshold", deasserted: "SensorReadingNormalRange" },
  upperMajor: { asserted: "ReadingAboveUpperCriticalThreshold", deasserted: "ReadingBelowUpperCriticalThreshold" },
  upperCritical: { asserted: "ReadingAboveUpperFatalThreshold", deasserted: "ReadingBelowUpperFatalThreshold" },
};

function thresholdMessage(service: RedfishService, event: SensorEvent, origin: string): EventDescription | undefined {
  const keys = thresholdKeys[event.state];
  const sensor = event.sensorId === null ? undefined : service.domain.sensor(event.sensorId);
  if (keys === undefined || sensor === undefined || event.reading === undefined) return undefined;
  const kind = readingKind(sensor);
  const key = event.assertion ? keys.asserted : keys.deasserted;
  const threshold = event.threshold ?? service.domain.thresholds(sensor.id)[event.state as "upperMinor"];
  const told = (value: number) => String(kind?.convert(value) ?? value);
  const args = [nameOf(service, event), told(event.reading), kind?.units ?? "count"];
  if (key !== "SensorReadingNormalRange") {
    if (threshold === undefined) return undefined;
    args.push(told(threshold));
  }
  const severity = event.assertion ? healthOf(event.severity) : key === "SensorReadingNormalRange" ? "OK" : "Warning";
  return { messageId: messageId("SensorEvent", key), args, severity, type: "Alert", origin };
}

function nameOf(service: RedfishService, event: HpiEvent): string {
  if (event.type === "sensor") return event.sensorName;
  const resource = event.resourceId === null ? undefined : service.domain.resource(event.resourceId);
  return resource?.tag ?? service.options.agent.name;
}

/** The sensor, the Chassis or, for what is gone or about the agent itself, the agent. */
function originOf({ tree }: RedfishService, event: LoggedEvent): string {
  const sensor = event.type === "sensor" && event.sensorId !== null ? tree.bySensor.get(event.sensorId) : undefined;
  if (sensor !== undefined) return uris.sensor(sensor.unit.id, sensor.id);
  const unit = event.resourceId === null ? undefined : tree.byResource.get(event.resourceId);
  return unit === undefined ? uris.agent : uris.oneChassis(unit.id);
}
