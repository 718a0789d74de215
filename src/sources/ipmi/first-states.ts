import { GetSensorReading, type RawSensorReading } from "../../ipmi/commands/sensor-event/get-sensor-reading.ts";
import { fruStates } from "../../ipmi/picmg/fru-state.ts";
import { hotSwapSensorType } from "../../ipmi/picmg/hot-swap-event.ts";
import { assertedOffsets, assertedStates, sensorStatus } from "../../ipmi/sensor-status.ts";
import { isSeatSensor } from "../../personalities/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { forEachOf } from "./jobs.ts";
import { fruOf, type Mc } from "./mc.ts";
import { pointsOf, type SensorPoint, uniquePoints } from "./points.ts";
import { fruOfSensor } from "./sensor-reader.ts";

/** Reads, before the model hears of FRUs, in which state they are, so that they begin in the right one. */
export async function readFirstStates(context: Context, mc: Mc, signal: AbortSignal): Promise<void> {
  if (mc.picmg !== null) {
    await forEachReading(context, mc, signal, isHotSwapSensor, (point, reading) => {
      const [offset] = assertedOffsets(reading);
      if (offset !== undefined) fruOf(mc, fruOfSensor({ mc, point })).mState = fruStates[offset] ?? null;
    });
  }
  if (context.found.personality.picmg) return;
  await forEachReading(context, mc, signal, isSeat, (point, reading) => {
    if (sensorStatus(reading) !== "ok") return;
    const states = assertedStates(point, reading).map(({ name }) => name);
    context.seats.note(point, states);
  });
}

function isHotSwapSensor({ kind, sensorType }: SensorPoint): boolean {
  return kind === "discrete" && sensorType === hotSwapSensorType;
}

function isSeat({ record }: SensorPoint): boolean {
  return isSeatSensor(record);
}

async function forEachReading(
  { connection, mcs }: Context,
  mc: Mc,
  signal: AbortSignal,
  isWanted: (point: SensorPoint) => boolean,
  use: (point: SensorPoint, reading: RawSensorReading) => void,
): Promise<void> {
  const channel = Channel.discovery(connection, mc, signal);
  const told = [mc, mcs.primary].flatMap((reader) =>
    pointsOf(reader.sdrs, (address, at) => mcs.named(address, at, reader)),
  );
  const points = uniquePoints(told).filter((point) => point.owner === mc.at && isWanted(point));
  await forEachOf(points, channel.width, async (point) => {
    const reading = await channel.ask(GetSensorReading, { sensorNumber: point.number }, { lun: point.lun });
    if (reading !== null) use(point, reading);
  });
}
